/** The ledger as the gate reads it: what a proposal cites of it, what it says today, and what it said when the run began. */
import type { LedgerFacts } from '../../core/gate/checks/ledger.ts';
import { anchorsToKeep } from '../../core/ledger/anchors.ts';
import { fold, type LedgerState, type Today } from '../../core/ledger/fold.ts';
import { lastStart, type Start } from '../../core/ledger/grounds.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { citedByBase } from '../ledger/check-anchors.ts';
import { type Journal, openJournal } from '../ledger/journal.ts';
import type { GateWorld, MergedChange } from './request.ts';

export type CitedLedger = {
  readonly facts: LedgerFacts['ledger'];
  stateOf(today: Today): LedgerState;
  /** Whether autotune superseded the proposal after its run had begun. */
  readonly isSuperseded: boolean;
  /** What repeating the run reads: its instant, and the ledger of then; null where the ledger has no such run of its target. */
  readonly run: {
    readonly at: string;
    readonly baseCommit: string;
    /** Of its start. */
    readonly position: number;
    readonly journal: Journal;
  } | null;
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
  const runId = claim.replay.evaluation_run_id;
  const known = eventsAt(journal, cited);
  const began = lastStart(known, runId);
  // What a proposal cites from before its run is told by the check; the run is found all the same.
  const start = began ?? lastStart(events, runId);
  const citing = anchors.filter(({ head }) => lacking.includes(head)).map(({ citedBy }) => citedBy);
  const { ref } = journal;
  const run = start === null ? null : { intent: start.event.intent, metric: start.event.body.metric };
  const hasCited = !lacking.includes(cited);
  return {
    facts: { ref, head: journal.head() || null, hasCited, hasBegun: began !== null, lacking: citing, run },
    stateOf: (today) => journal.state(today),
    isSuperseded: isSupersededIn(events.slice(start?.position ?? 0), claim.tuning_proposal_id),
    run: start === null || isOfAnother(start.event, claim) ? null : repeatable(journal, start),
  };
}

function isOfAnother({ intent, body }: Start, { target }: Proposal): boolean {
  return intent !== target.intent || body.metric !== target.metric;
}

/** The events that a commit of the ledger holds; all of them for one that brought none. */
function eventsAt(journal: Journal, commit: string): readonly LedgerEvent[] {
  const events = journal.events();
  const last = events.findLastIndex((_, position) => journal.headAt(position) === commit);
  return last < 0 ? events : events.slice(0, last + 1);
}

function repeatable(journal: Journal, { event, position }: NonNullable<ReturnType<typeof lastStart>>) {
  const { at, body } = event;
  return { at, position, baseCommit: body.base_commit, journal: journalBefore(journal, position) };
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
