/** The release record once its rollout went on by a stage: one line for the stage, and the promotion that allows it. */
import type { Stage } from '../../schema/ids.ts';
import type { StageEvidence } from '../../schema/promotion-report.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';

const COHORT: Record<Stage, string> = {
  '0%_shadow': 'nobody, runs are repeated beside production without effect',
  '1%_internal': 'internal',
  '5%_low_risk': '5 % of the keys where risk is low',
  '25%_monitored': '25 % of the keys',
  '100%': 'everybody',
};

/** Who answers for a promotion; `isVerified` is null where nobody was named, so that whoever merges it does. */
export type Approver = { readonly name: string; readonly isVerified: boolean | null };

export type Advance = {
  readonly next: Stage | 'finished';
  readonly evidence: StageEvidence;
  readonly evidenceDigest: string;
  readonly approver: Approver;
  readonly now: string;
};

/** Throws nothing: a record without a candidate is returned as it is. */
export function advance(
  record: ReleaseRecord,
  { next, evidence, evidenceDigest, approver, now }: Advance,
): ReleaseRecord {
  const { rollout, release_tuple, promotions } = record;
  const { candidate_tuple } = rollout;
  if (candidate_tuple === undefined) return record;
  if (next === 'finished') {
    const settled = { ...record, release_tuple: candidate_tuple, previous: release_tuple };
    return { ...settled, rollout: { stage: '100%', since: now } };
  }
  const promotion: ReleaseRecord['promotions'][number] = {
    ...{ stage: next, release_tuple: candidate_tuple.id, cohort: COHORT[next] },
    ...{ thresholds: thresholdsOf(evidence), evidence_digest: evidenceDigest },
    ...{ approver: approver.name, ...verifiedIn(approver), rollback_target: release_tuple.id, at: now },
  };
  return {
    ...record,
    rollout: { ...rollout, stage: next, cohort: COHORT[next], since: now },
    promotions: [...promotions, promotion],
  };
}

/** The key that says it, in a record and in an event. */
export function verifiedIn({ isVerified }: Approver): { readonly approver_verified?: boolean } {
  return isVerified === null ? {} : { approver_verified: isVerified };
}

function thresholdsOf({ checks }: StageEvidence): Record<string, number> {
  return Object.fromEntries(checks.flatMap(({ id, limit }) => (limit === undefined ? [] : [[id, limit]])));
}
