/**
 * What the ledger learns of a no and of its being taken back. Each stands there once for as long as it holds, so that
 * a command which is repeated, or finished after a crash, writes nothing twice.
 */
import type { DeadEnd } from '../../core/ledger/fold.ts';
import type { LedgerEntry, LedgerEvent, Rejection } from '../../schema/ledger-event.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { entryFor } from './entry.ts';
import type { Fact } from './journal.ts';
import type { NamedProposal } from './proposal-state.ts';

export type Actor = LedgerEvent['actor'];
export type Scope = Rejection['scope'];

/** A proposal that is known in full. */
export type WholeProposal = {
  readonly named: NamedProposal;
  readonly document: Proposal;
  /** `name@version` of the suite that scored it, as the release record of its intent says. */
  readonly suite: string;
};

export type Saying = {
  readonly reason: string;
  readonly now: string;
  /** Where it was said. */
  readonly url: string | null;
};

export type Rejecting = Saying & {
  readonly scope: Scope;
  readonly reasonCode: string | null;
  /** Until when it holds at most; null: until what the proposal was compared with changes. */
  readonly until: string | null;
  readonly actor: Actor;
};

/** A reviewer's no, by a command. Known where the same proposal stands rejected with the same scope. */
export function rejectionFact(whole: WholeProposal, said: Rejecting): Fact {
  const { proposal_id } = whole.named;
  const body: Rejection = {
    ...bodyOf(whole, said.scope, said.reason),
    ...(said.reasonCode === null ? {} : { reason_code: said.reasonCode }),
    ...(said.until === null ? {} : { expires_at: said.until }),
  };
  const entry: LedgerEntry = { ...entryOf(whole.named, said, said.actor), kind: 'rejection', body };
  return {
    entry,
    isSame: (event, position, all) =>
      isOf(event, 'rejection', proposal_id, said.scope) &&
      !isPast(event.body.expires_at, said.now) &&
      !all.slice(position + 1).some((later) => isOf(later, 'unrejection', proposal_id, said.scope)),
  };
}

/**
 * A proposal was closed without a command, or nobody decided: not this change for a while, and nothing about others.
 * Known until it is taken back or the proposal is opened again.
 */
export function softRejectionFact(whole: WholeProposal, said: Saying & { readonly until: string }): Fact {
  const { named } = whole;
  const body: Rejection = { ...bodyOf(whole, 'exact', said.reason), expires_at: said.until };
  const entry: LedgerEntry = { ...entryOf(named, said), kind: 'soft_rejection', body };
  return {
    entry,
    isSame: (event, position, all) =>
      isOf(event, 'soft_rejection', named.proposal_id) &&
      !all.slice(position + 1).some((later) => isOf(later, 'unrejection', named.proposal_id) || opens(later, named)),
  };
}

/** Takes one rejection back. Known until the proposal is rejected that way again. */
export function unrejectionFact(named: NamedProposal, end: DeadEnd, said: Saying & { readonly actor?: Actor }): Fact {
  const { proposal_id, fingerprint, scope, path, patch, head_sha, baseline_tuple, evaluator_suite } = end;
  const body: Rejection = {
    ...{ proposal_id, fingerprint, scope, path, reason: said.reason },
    ...{ head_sha, baseline_tuple, evaluator_suite },
    ...(patch === undefined ? {} : { patch }),
  };
  const entry: LedgerEntry = { ...entryOf(named, said, said.actor), kind: 'unrejection', body };
  return {
    entry,
    isSame: (event, position, all) =>
      isOf(event, 'unrejection', proposal_id, scope) &&
      !all.slice(position + 1).some((later) => isOf(later, end.kind, proposal_id, scope)),
  };
}

type RejectionKind = 'rejection' | 'soft_rejection' | 'unrejection';
type RejectionEvent = Extract<LedgerEvent, { kind: RejectionKind }>;

function isOf(event: LedgerEvent, kind: RejectionKind, id: string, scope?: Scope): event is RejectionEvent {
  if (event.kind !== 'rejection' && event.kind !== 'soft_rejection' && event.kind !== 'unrejection') return false;
  return event.kind === kind && event.body.proposal_id === id && (scope === undefined || event.body.scope === scope);
}

function opens(event: LedgerEvent, { proposal_id }: NamedProposal): boolean {
  return event.kind === 'proposal_opened' && event.body.proposal_id === proposal_id;
}

function isPast(expiresAt: string | undefined, now: string): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now);
}

function entryOf(named: NamedProposal, { now, url }: Saying, actor?: Actor) {
  const by = actor === undefined ? {} : { actor };
  return { ...entryFor(named, now), ...by, ...(url === null ? {} : { source_url: url }) };
}

function bodyOf({ named, document, suite }: WholeProposal, scope: Scope, reason: string): Rejection {
  const { proposal_id, fingerprint, commit } = named;
  const { patch } = document.candidate_change;
  return {
    ...{ proposal_id, fingerprint, scope, path: Object.keys(patch)[0] ?? '', patch, reason },
    ...{ head_sha: commit, baseline_tuple: document.replay.baseline_tuple, evaluator_suite: suite },
  };
}
