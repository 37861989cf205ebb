/** The ledger as the gate reads it: what a proposal cites of it, what it says today, and what it said when the run began. */
import type { LedgerFacts } from '../core/gate/checks/ledger.ts';
import { anchorsToKeep } from '../core/ledger/anchors.ts';
import { fold, type LedgerState, type Today } from '../core/ledger/fold.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { LedgerEvent } from '../schema/ledger-event.ts';
import type { Proposal } from '../schema/proposal.ts';
import { citedByBase } from './check-anchors.ts';
import type { GateWorld, MergedChange } from './gate-request.ts';
import { type Journal, openJournal } from './journal.ts';

export type CitedLedger = {
  readonly facts: LedgerFacts['ledger'];
  stateOf(today: Today): LedgerState;
  /** Whether autotune superseded the proposal after its run had begun. */
  readonly isSuperseded: boolean;
  /** What repeating the run reads: its instant, and the ledger of then; null where the ledger has no such run. */
  readonly run: { readonly at: string; readonly baseCommit: string; readonly journal: Journal } | null;
};

/** Reads and verifies the ledger. Throws `LEDGER_BROKEN`. */
export async function openCitedLedger(
  { ledger }: Pick<GateWorld, 'ledger'>,
  { repository }: Pick<MergedChange, 'repository'>,
  claim: Proposal,
): Promise<CitedLedger> {
  const journal = await openJournal(ledger);
  const events = journal.events();
  const cited = claim.ledger?.head ?? '';
  const anchors = anchorsToKeep(citedByBase(repository, journal.ref), events);
  const heads = [...new Set([cited, ...anchors.map(({ head }) => head)])];
  const lacking = journal.head() === '' ? heads : await ledger.lacks(heads);
  const position = events.findIndex((event) => startedBy(event, claim.replay.evaluation_run_id));
  const started = events[position];
  const citing = anchors.filter(({ head }) => lacking.includes(head)).map(({ citedBy }) => citedBy);
  const run = started?.kind === 'run_started' ? { intent: started.intent, metric: started.body.metric } : null;
  return {
    facts: { ref: journal.ref, head: journal.head() || null, hasCited: !lacking.includes(cited), lacking: citing, run },
    stateOf: (today) => journal.state(today),
    isSuperseded: isSupersededIn(events.slice(Math.max(0, position)), claim.tuning_proposal_id),
    run:
      started?.kind === 'run_started'
        ? { at: started.at, baseCommit: started.body.base_commit, journal: journalBefore(journal, position) }
        : null,
  };
}

function startedBy(event: LedgerEvent, runId: string): boolean {
  return event.kind === 'run_started' && event.body.run_id === runId;
}

function isSupersededIn(events: readonly LedgerEvent[], id: string): boolean {
  const states = events.filter(({ kind }) => kind.startsWith('proposal_'));
  return (
    states.findLast(({ body }) => 'proposal_id' in body && body.proposal_id === id)?.kind === 'proposal_superseded'
  );
}

/**
 * The ledger with the rejections that a run could know of, and with all looks: a look that was made is known by what
 * was asked, and its number does not hang on those that came later. Nothing is appended to it.
 */
function journalBefore(journal: Journal, position: number): Journal {
  const events = journal.events();
  return {
    ...journal,
    state(today) {
      const { deadEnds, lapsed } = fold(events.slice(0, position), today);
      return { ...fold(events, today), deadEnds, lapsed };
    },
    async record(facts) {
      if (facts.every(({ isSame }) => events.some(isSame))) return 'known';
      throw new AutotuneError('INTERNAL', 'the gate writes nothing to the ledger');
    },
  };
}
