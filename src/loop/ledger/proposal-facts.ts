/** What the ledger learns of the life of a proposal: each fact once for as long as nothing undoes it. */
import type { LedgerEntry, LedgerEvent } from '../../schema/ledger-event.ts';
import { entryFor } from './entry.ts';
import type { Fact } from './journal.ts';
import type { NamedProposal } from './proposal-state.ts';

type StateKind = 'proposal_opened' | 'proposal_updated' | 'proposal_held' | 'proposal_superseded' | 'proposal_expired';
type Kind = LedgerEvent['kind'];

const OPENS: readonly Kind[] = ['proposal_opened', 'proposal_updated'];
const CLOSES: readonly Kind[] = ['proposal_superseded', 'proposal_expired', 'rejection', 'soft_rejection'];

/** Opened or updated at a commit: known for ever, whatever became of it since. */
export function openedFact(
  named: NamedProposal,
  now: string,
  kind: 'proposal_opened' | 'proposal_updated' = 'proposal_opened',
): Fact {
  return {
    entry: stateEntry(kind, named, now),
    isSame: (event) =>
      // What was updated to a commit need not be opened at it again.
      (event.kind === kind || event.kind === 'proposal_updated') &&
      event.body.proposal_id === named.proposal_id &&
      event.body.commit === named.commit,
  };
}

/** The same, but not where a person has rejected it since so many events: their word came later than what is told. */
export function unlessRejected({ entry, isSame }: Fact, named: NamedProposal, since: number): Fact {
  return {
    entry,
    isSame: (event, position, all) =>
      isSame(event, position, all) ||
      (position >= since && event.kind === 'rejection' && event.body.proposal_id === named.proposal_id),
  };
}

/** Open again after it was closed or held. */
export function reopenedFact(named: NamedProposal, now: string): Fact {
  return standing(stateEntry('proposal_opened', named, now), named.proposal_id, [...CLOSES, 'proposal_held']);
}

export function heldFact(named: NamedProposal, now: string, reason: string): Fact {
  return standing(stateEntry('proposal_held', named, now, reason), named.proposal_id, [...OPENS, ...CLOSES]);
}

export type Asking = {
  readonly now: string;
  readonly reason: string | undefined;
  readonly actor: LedgerEvent['actor'];
  /** Of the comment; one comment asks once. */
  readonly url: string;
};

/** Held because somebody asked for it, or let go again. */
export function commandedFact(
  kind: 'proposal_held' | 'proposal_opened',
  named: NamedProposal,
  { now, reason, actor, url }: Asking,
): Fact {
  const { body, ...rest } = stateEntry(kind, named, now, reason);
  const entry: LedgerEntry = { ...rest, actor, source_url: url, body: { ...body, by_command: true } };
  return { entry, isSame: (event) => event.kind === kind && event.source_url === url };
}

/** Ended by autotune itself. */
export function endedFact(
  kind: 'proposal_superseded' | 'proposal_expired',
  named: NamedProposal,
  now: string,
  reason: string,
): Fact {
  return standing(stateEntry(kind, named, now, reason), named.proposal_id, [...OPENS, 'proposal_held']);
}

function stateEntry<Kind extends StateKind>(kind: Kind, named: NamedProposal, now: string, reason?: string) {
  const { proposal_id, fingerprint, branch, commit } = named;
  const body = { proposal_id, fingerprint, branch, commit, ...(reason === undefined ? {} : { reason }) };
  return { ...entryFor(named, now), kind, body };
}

/** Known where an event of its kind is there for the proposal and none after it that undoes it. */
function standing(entry: LedgerEntry, id: string, undoneBy: readonly Kind[]): Fact {
  const isOfIt = ({ body }: LedgerEvent) => 'proposal_id' in body && body.proposal_id === id;
  return {
    entry,
    isSame: (event, position, all) =>
      event.kind === entry.kind &&
      isOfIt(event) &&
      !all.slice(position + 1).some((later) => undoneBy.includes(later.kind) && isOfIt(later)),
  };
}
