/** Whether what a rollback would restore still replays as it was recorded; if not, there would be no way back. */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';
import type { Rederived } from './rederived.ts';

export type RollbackFacts = {
  readonly claim: Claim;
  readonly rederived: Rederived;
  /** What is released at the base: the tuple, and the pack in it. */
  readonly released: { readonly tuple: string; readonly pack: string };
};

/** What goes wrong where a recording does not give what it gave. */
const UNREPLAYABLE = new Set([
  'AUDIT_DIVERGED',
  'TRANSCRIPT_TAMPERED',
  'BASELINE_UNREPLAYABLE',
  'SET_DIGEST_MISMATCH',
  'UNSTAMPED',
]);

export const checkRollback: Check<RollbackFacts> = ({ claim, rederived, released }) => {
  const { pass, fail } = findings('rollback');
  const { rollback_release_tuple: tuple, rollback_target: pack } = claim.value.release_path;
  if (tuple !== released.tuple) {
    const reason = `a rollback would restore ${excerpt(tuple ?? 'nothing', 200)}; released is ${released.tuple}`;
    return [fail(reason, placeIn(claim, ['release_path', 'rollback_release_tuple']))];
  }
  if (pack !== released.pack) {
    const reason = `a rollback would restore ${excerpt(pack, 200)}; released is ${released.pack}`;
    return [fail(reason, placeIn(claim, ['release_path', 'rollback_target']))];
  }
  if (rederived.kind === 'failed' && UNREPLAYABLE.has(rederived.code)) {
    const reason = `${released.tuple}, which a rollback restores, does not replay: ${excerpt(rederived.message, 300)}`;
    return [fail(reason)];
  }
  const isAudited = rederived.kind === 'proposal' || rederived.kind === 'other_change';
  return isAudited ? [pass(`${released.tuple}, which a rollback restores, replays as it was recorded`)] : [];
};
