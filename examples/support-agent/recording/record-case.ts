// One recorded case: everything a configuration could have drawn, planned or decided, in the golden-set form.
import type { Configuration } from '../agent/configuration.ts';
import { outputTokens, replyFor } from '../agent/reply.ts';
import { type Prepared, prepare, type Run, run, type World } from '../agent/run.ts';
import { withoutDominated } from '../decide/candidate.ts';
import { possibleAnswers } from '../decide/decide.ts';
import { depths, type Retrieved } from '../retrieval/hops.ts';
import { seeded, seedOf } from '../shop/seeded.ts';
import type { WrittenTicket } from '../tickets/write-tickets.ts';
import type { Call } from '../tools/calls.ts';
import { sha256 } from './canonical.ts';
import { recordPlans } from './plans.ts';
import { review } from './review.ts';

export type RecordedCase = { readonly case_id: string; readonly family: string; readonly tags: readonly string[] };

/** Runs the agent on a ticket under the baseline and writes down the case, keys in a fixed order. */
export function recordCase(
  world: World,
  written: WrittenTicket,
  baseline: Configuration,
): { recorded: RecordedCase; prepared: Prepared; live: Run } {
  const { ticket } = written;
  const prepared = prepare(world, ticket);
  const live = run(world, prepared, baseline);
  const { plans, calls } = recordPlans(prepared);
  const stamp = sha256(ticket.id).slice(7);
  const recordedAt = instantOf(ticket.id, ticket.today);
  const reviewed = review(written, live, recordedAt);
  const recorded = {
    schema_version: 1,
    case_id: ticket.id,
    trace_id: `tr_${stamp.slice(0, 12)}`,
    decision_record_id: `dr_${ticket.today.replaceAll('-', '_')}_${stamp.slice(12, 18)}`,
    family: written.family,
    tags: ticket.tags,
    intent: ticket.intent,
    risk_class: ticket.risk_class,
    recorded_at: recordedAt,
    release_tuple_id: `release.${ticket.intent}@2026-05-09`,
    invoke: { input: ticket.input },
    base_tokens: prepared.baseTokens,
    evidence: Object.fromEntries([...prepared.pools].map(([bucket, pool]) => [bucket, recordBucket(bucket, pool)])),
    memory: prepared.memory.map(({ ref, tokens }) => ({ ref, tokens })),
    plans,
    decisions: recordDecisions(prepared, calls),
    expected: written.expected,
    judgements: reviewed.judgements,
    operator_corrections: reviewed.corrections,
  };
  return { recorded, prepared, live };
}

function recordBucket(bucket: string, pool: readonly Retrieved[]) {
  const depth = depths[bucket];
  return {
    recorded_depth: depth?.pool ?? 0,
    recorded_hops: depth?.hops ?? 0,
    items: pool.map(({ section, hop, score, tokens }) => ({
      ref: section.ref,
      source: section.source,
      hop,
      score,
      tokens,
    })),
  };
}

/** All answers that some part of the recorded context supports, in the order in which the agent prefers them. */
function recordDecisions(prepared: Prepared, calls: readonly Call[]) {
  const all = possibleAnswers({
    intent: prepared.ticket.intent,
    reading: prepared.reading,
    today: prepared.ticket.today,
    sections: [...prepared.pools.values()].flat().map((item) => item.section),
    memory: prepared.memory,
    calls,
  });
  return withoutDominated(all).map(({ outcome, amount, cites, confidence }) => {
    const output = replyFor(outcome, amount);
    return {
      when: {},
      cites,
      outcome,
      amount,
      output_tokens: outputTokens(outcome, cites, output),
      confidence,
      output,
    };
  });
}

function instantOf(id: string, day: string): string {
  const draw = seeded(seedOf(`instant ${id}`));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day}T${two(draw.between(7, 17))}:${two(draw.between(0, 59))}:${two(draw.between(0, 59))}Z`;
}
