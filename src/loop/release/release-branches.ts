/** The names of branches that change release records, each following from what it would change, so that it is found again. */
import { branchName } from '../../core/packs/identity.ts';
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import { activeTuple, type ReleaseRecord } from '../../schema/release-record.ts';

/** `autotune/<intent>/release-<12 hex>` of whatever tells one change of records from another. */
export function releaseBranch(intent: string, what: unknown): string {
  return branchName(intent, '').replace(/\/[^/]*$/, `/release-${shortDigest(digestOf(what))}`);
}

/**
 * That of the promotion of a record as it stands: one for each stage of each tuple.
 * @param round how often it was withdrawn before
 */
export function promotionBranch(record: ReleaseRecord, round: number): string {
  const { stage, since } = record.rollout;
  const again = round === 0 ? {} : { round };
  return releaseBranch(record.release_tuple.intent, { promotes: activeTuple(record).id, stage, since, ...again });
}

/** That of taking a record's active tuple back. */
export function rollbackBranch(record: ReleaseRecord): string {
  const active = activeTuple(record).id;
  return releaseBranch(record.release_tuple.intent, { rolls_back: active, promotions: record.promotions.length });
}
