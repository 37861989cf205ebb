/** What was released through the loop. A record that was written when the repository was set up is none of it. */
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { ReleaseRecord, ReleaseTuple } from '../../schema/release-record.ts';
import type { AuditFacts, Placed, Placement } from './facts.ts';

/** Whether a tuple is on its way through the stages. */
export function isInRollout({ rollout }: ReleaseRecord): boolean {
  return rollout.candidate_tuple !== undefined;
}

type Released = Pick<AuditFacts, 'releases' | 'events'>;

/** The records of a rollout that is under way, of those that went through a stage, and of tuples that a merge made, however they came there. */
export function promotedOf({ releases, events }: Released): readonly Placed<ReleaseRecord>[] {
  return releases.filter(
    ({ value }) => isInRollout(value) || value.promotions.length > 0 || originOf(events, value.release_tuple) !== null,
  );
}

/** Those that still stand: where every change was taken back, what is released was there before the loop. */
export function releasedOf({ releases, events }: Released): readonly Placed<ReleaseRecord>[] {
  return promotedOf({ releases, events }).filter(({ value }) => {
    const changes = standingChanges(events, value.release_tuple.intent);
    return isInRollout(value) || changes === null || changes.length > 0;
  });
}

export type Origin = {
  /** What the tuple was called as its pack got other versions. */
  readonly ids: ReadonlySet<string>;
  /** The event that admitted it last. */
  readonly admitted: Recorded;
};

/** The merged change that made a tuple, by its id, else by the version of its pack; null where the ledger knows none. */
export function originOf(events: AuditFacts['events'], { id, intent, pack }: ReleaseTuple): Origin | null {
  const recorded = recordedReleases({ events }).filter(({ event }) => event.intent === intent);
  const ids = new Set([id]);
  let wanted = id;
  for (const { sequence, event } of recorded.toReversed()) {
    const { release_tuple, admission, previous } = event.body;
    if (release_tuple.id !== wanted) continue;
    if (admission === 'admitted') return { ids, admitted: { sequence, event } };
    // It was carried to another version of the pack: the change that made it is further back.
    wanted = previous.id;
    ids.add(wanted);
  }
  const admitted = recorded.findLast(
    ({ event: { body } }) => body.admission === 'admitted' && body.release_tuple.pack === pack,
  );
  if (ids.size > 1 || admitted === undefined || takenBackAfter(events, admitted) !== null) return null;
  return { ids: ids.add(admitted.event.body.release_tuple.id), admitted };
}

/** The place in the chain of the event that took a recorded change back; null where it stands. */
export function takenBackAfter(events: AuditFacts['events'], { sequence, event }: Recorded): number | null {
  const taken = events.findLast(
    (later) =>
      later.sequence > sequence &&
      later.event.kind === 'rolled_back' &&
      later.event.body.proposal_id === event.body.proposal_id,
  );
  return taken?.sequence ?? null;
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
export function recordedReleases({ events }: Pick<AuditFacts, 'events'>): readonly Recorded[] {
  return events.flatMap(({ sequence, event }) => (event.kind === 'release_recorded' ? [{ sequence, event }] : []));
}
