// From admitted context to the list of possible answers in order of preference. The agent gives the first.
import type { Intent } from '../agent/configuration.ts';
import { clauseOf } from '../facts/clauses.ts';
import type { Reading } from '../reading/read-ticket.ts';
import type { Section } from '../retrieval/sections.ts';
import type { MemoryNote } from '../shop/memory.ts';
import type { Call } from '../tools/calls.ts';
import { type Candidate, inPreference } from './candidate.ts';
import { openDesk } from './desk.ts';
import { knownOf } from './known.ts';
import { noteFacts } from './order-notes.ts';
import { bars, refundRules } from './refund-rules.ts';
import { recall, triageRules } from './triage-rules.ts';

export type Context = {
  readonly intent: Intent;
  readonly reading: Reading;
  readonly today: string;
  readonly sections: readonly Section[];
  readonly memory: readonly MemoryNote[];
  readonly calls: readonly Call[];
};

/** Subjects that can be answered without looking at an order; a failed look-up does not stop them. */
const orderless = new Set([
  'hazard',
  'takeover',
  'privacy',
  'login',
  'invoice',
  'loyalty',
  'gift_card',
  'pickup',
  'engraving',
  'parts',
  'wrong_item',
]);

/** Every answer the context supports, the preferred one first. */
export function possibleAnswers(context: Context): readonly Candidate[] {
  const clauses = context.sections.flatMap((section) => clauseOf(section) ?? []);
  const found: Candidate[] = [];
  context.reading.requests.forEach((request, place) => {
    const known = knownOf(request, context);
    const notes = noteFacts(context.sections, known.order?.order_id ?? '');
    request.subjects.forEach((subject, guess) => {
      const desk = openDesk(known, clauses, { reading: [place, guess], into: found });
      if (context.intent === 'support.triage') {
        if (!['hazard', 'takeover', 'privacy'].includes(subject)) recall(desk);
        triageRules[subject]?.(desk);
      } else if (refundRules[subject] !== undefined) {
        bars({ desk, notes });
        refundRules[subject]?.({ desk, notes });
      }
      if (!orderless.has(subject))
        for (const cite of known.failed)
          desk.add({ outcome: 'escalate', cites: [cite] }, { tier: 7, authority: 0, effective: '1970-01-01' });
    });
  });
  return inPreference(found);
}
