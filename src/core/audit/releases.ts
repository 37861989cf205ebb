/** What was released through the loop. A record that was written when the repository was set up is none of it. */
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import type { AuditFacts, Placed, Placement } from './facts.ts';

/** Whether a tuple is on its way through the stages. */
export function isInRollout({ rollout }: ReleaseRecord): boolean {
  return rollout.candidate_tuple !== undefined;
}

type Released = Pick<AuditFacts, 'releases' | 'events'>;

/** The records of a rollout that is under way, and of those that went through a stage, whatever became of them. */
export function promotedOf({ releases }: Pick<AuditFacts, 'releases'>): readonly Placed<ReleaseRecord>[] {
  return releases.filter(({ value }) => isInRollout(value) || value.promotions.length > 0);
}

/** Those that still stand: where every change was taken back, what is released was there before the loop. */
export function releasedOf({ releases, events }: Released): readonly Placed<ReleaseRecord>[] {
  return promotedOf({ releases }).filter(({ value }) => {
    const changes = standingChanges(events, value.release_tuple.intent);
    return isInRollout(value) || changes === null || changes.length > 0;
  });
}

/** The proposals that an intent was released with and that were not taken back, oldest first; null where there never was one. */
export function standingChanges(events: AuditFacts['events'], intent: string): readonly string[] | null {
  const standing = new Set<string>();
  let isKnown = false;
  for (const { event } of events) {
    if (event.intent !== intent) continue;
    if (event.kind === 'rolled_back') standing.delete(event.body.proposal_id);
    if (event.kind !== 'release_recorded' || event.body.admission !== 'admitted') continue;
    standing.add(event.body.proposal_id);
    isKnown = true;
  }
  return isKnown ? [...standing] : null;
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
