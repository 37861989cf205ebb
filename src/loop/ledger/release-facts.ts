/** What the ledger learns of releases: each admission once, and once more only where it was taken back between. */
import type { DeadEnd } from '../../core/ledger/fold.ts';
import { recordedTuple } from '../../core/release/admit.ts';
import type { Step } from '../../core/release/pending.ts';
import type { RiskClass } from '../../schema/ids.ts';
import type { LedgerEntry, LedgerEvent, Rejection } from '../../schema/ledger-event.ts';
import type { ReleaseTuple } from '../../schema/release-record.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { entryFor } from './entry.ts';
import type { Fact } from './journal.ts';

export const REVERTED = 'reverted';

type Kind = LedgerEvent['kind'];
export type At = { readonly now: string; readonly baseCommit: string };

export function releaseFact(
  { change, intent, kind, tuple, stage, previous }: Step,
  riskClass: RiskClass,
  at: At,
): Fact {
  const { id: proposal_id, fingerprint, patch } = change;
  const release_tuple = recordedTuple(tuple);
  const body = { proposal_id, fingerprint, patch, base_commit: at.baseCommit, admission: kind, release_tuple } as const;
  const entry: LedgerEntry = {
    ...entryFor({ intent, risk_class: riskClass }, at.now),
    kind: 'release_recorded',
    body: { ...body, stage, previous },
  };
  return unless(entry, ['rolled_back'], (event) => event.intent === intent);
}

/** A merged change that is in effect no more, as far as the ledger and the base tell. */
export type Withdrawn = {
  readonly id: string;
  readonly intent: string;
  readonly riskClass: RiskClass;
  readonly fingerprint: string;
  readonly patch: TypedPatch;
  readonly baselineTuple: string;
  readonly suite: string;
  /** The tuple that is active again; null where the release was never recorded. */
  readonly restored: ReleaseTuple | null;
  /** Why a rollback was asked for; null where people took it back by hand. */
  readonly asked: string | null;
};

/** Rolled back, and rejected until somebody takes that back: what people undid is not proposed to them again. */
export function withdrawnFacts(withdrawn: Withdrawn, { now, baseCommit }: At): readonly Fact[] {
  const { id: proposal_id, fingerprint, patch, intent, riskClass, restored } = withdrawn;
  const shared = entryFor({ intent, risk_class: riskClass }, now);
  const reason = withdrawn.asked ?? 'it was merged, and its values were taken back on the base';
  const cause = withdrawn.asked === null ? 'reverted_by_hand' : 'rollback';
  const rolledBack: LedgerEntry = {
    ...shared,
    kind: 'rolled_back',
    body: {
      ...{ proposal_id, fingerprint, cause, reason, base_commit: baseCommit },
      ...(restored === null ? {} : { restored: restored.id }),
    },
  };
  const body: Rejection = {
    ...{ proposal_id, fingerprint, scope: 'exact', path: Object.keys(patch)[0] ?? '', patch, reason },
    ...{ reason_code: REVERTED, head_sha: baseCommit, baseline_tuple: withdrawn.baselineTuple },
    evaluator_suite: withdrawn.suite,
  };
  return [
    unless(rolledBack, ['release_recorded']),
    unless({ ...shared, kind: 'rejection', body }, ['unrejection', 'release_recorded'], isReverted),
  ];
}

/** What was taken back is on the base again: a person decided so. */
export function mergedAgainFact(end: DeadEnd, riskClass: RiskClass, { now }: At): Fact {
  const { intent, proposal_id, fingerprint, scope, path, patch, head_sha, baseline_tuple, evaluator_suite } = end;
  const body: Rejection = {
    ...{ proposal_id, fingerprint, scope, path, reason: 'it was merged again' },
    ...{ head_sha, baseline_tuple, evaluator_suite },
    ...(patch === undefined ? {} : { patch }),
  };
  const entry: LedgerEntry = { ...entryFor({ intent, risk_class: riskClass }, now), kind: 'unrejection', body };
  return unless(entry, ['rejection']);
}

function isReverted({ kind, body }: LedgerEvent): boolean {
  return kind === 'rejection' && body.reason_code === REVERTED;
}

/** Known where such an event is there for the proposal and none of the kinds after it. */
function unless(
  entry: LedgerEntry & { readonly body: { readonly proposal_id: string } },
  undoneBy: readonly Kind[],
  isMeant: (event: LedgerEvent) => boolean = () => true,
): Fact {
  const isOfIt = ({ body }: LedgerEvent) => 'proposal_id' in body && body.proposal_id === entry.body.proposal_id;
  return {
    entry,
    isSame: (event, position, all) =>
      event.kind === entry.kind &&
      isOfIt(event) &&
      isMeant(event) &&
      !all.slice(position + 1).some((later) => undoneBy.includes(later.kind) && isOfIt(later)),
  };
}
