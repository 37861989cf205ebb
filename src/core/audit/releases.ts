/** What was released through the loop. A record that was written when the repository was set up is none of it. */
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import type { AuditFacts, Placed, Placement } from './facts.ts';

/** Whether a tuple is on its way through the stages. */
export function isInRollout({ rollout }: ReleaseRecord): boolean {
  return rollout.candidate_tuple !== undefined;
}

type Released = Pick<AuditFacts, 'releases'>;

/** The records of a rollout that is under way, and of those that went through a stage. */
export function releasedOf({ releases }: Released): readonly Placed<ReleaseRecord>[] {
  return releases.filter(({ value }) => isInRollout(value) || value.promotions.length > 0);
}

/** Those of which somebody was served. */
export function shippedOf(facts: Released): readonly Placed<ReleaseRecord>[] {
  return releasedOf(facts).filter(({ value }) => !isInRollout(value) || value.rollout.stage !== '0%_shadow');
}

export type Recorded = Placement<Extract<LedgerEvent, { kind: 'release_recorded' }>>;

/** What the ledger says was released. */
export function recordedReleases({ events }: AuditFacts): readonly Recorded[] {
  return events.flatMap(({ sequence, event }) => (event.kind === 'release_recorded' ? [{ sequence, event }] : []));
}
