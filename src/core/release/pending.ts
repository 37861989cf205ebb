/**
 * Which merged changes the release records of a pack do not know yet, and what the records say once they do. The same
 * commit gives the same answer, so that whoever repairs a lost event writes what the event would have written.
 */
import type { ContextPack } from '../../schema/context-pack.ts';
import type { ReleaseRecorded } from '../../schema/ledger-event.ts';
import { activeTuple, type ReleaseRecord, type ReleaseTuple } from '../../schema/release-record.ts';
import { admissionOf, admit, tupleFor } from './admit.ts';
import { compareVersions, type MergedChange, pinOf } from './merged.ts';

type Found<Value> = { readonly path: string; readonly value: Value };

/** What one change became for one intent. */
export type Step = {
  readonly change: MergedChange;
  readonly intent: string;
  readonly kind: ReleaseRecorded['admission'];
  readonly tuple: ReleaseTuple;
  readonly stage: ReleaseRecorded['stage'];
  readonly previous: ReleaseTuple;
};

export type PackNow = {
  readonly pack: Found<ContextPack>;
  readonly records: readonly Found<ReleaseRecord>[];
  /** What was merged, oldest first. */
  readonly changes: readonly MergedChange[];
  /** Ids of changes whose values are gone from the pack, so that only the version is theirs. */
  readonly undone: ReadonlySet<string>;
  /** When a change was recorded first, or now. */
  readonly sinceOf: (change: MergedChange) => string;
  /** The digests that can be told of a tuple of the record at a path. */
  readonly digestsOf: (path: string, tuple: ReleaseTuple) => NonNullable<ReleaseTuple['digests']>;
};

export type Pending = {
  /** In the order of the changes. */
  readonly steps: readonly Step[];
  /** The records that are to be written, by path; those that are up to date are not among them. */
  readonly records: ReadonlyMap<string, ReleaseRecord>;
};

/** Walks the merged changes through the records, from what each record has to what the pack is now. */
export function pendingOf(now: PackNow): Pending {
  const steps: Step[] = [];
  const records = new Map<string, ReleaseRecord>();
  for (const { path, value } of now.records) {
    let record = value;
    for (const changes of byVersion(now.changes)) {
      const reached = reachOf(now, record.release_tuple.intent, changes);
      if (!isAhead(reached.newest, record, now.pack.value)) {
        for (const change of changes) steps.push(...known(change, record, reached.kindOf(change)));
        continue;
      }
      const previous = activeTuple(record);
      const bare = tupleFor(record.release_tuple.intent, previous, reached.newest.pack, reached.leading.fingerprint);
      const tuple = { ...bare, digests: now.digestsOf(path, bare) };
      record = admit(record, { kind: reached.kindOf(reached.leading), tuple, since: now.sinceOf(reached.leading) });
      const shared = { intent: record.release_tuple.intent, tuple, stage: stageOf(record), previous };
      for (const change of changes) steps.push({ change, kind: reached.kindOf(change), ...shared });
    }
    if (record !== value) records.set(path, record);
  }
  const order = new Map(now.changes.map(({ id }, i) => [id, i]));
  steps.sort((a, b) => (order.get(a.change.id) ?? 0) - (order.get(b.change.id) ?? 0));
  return { steps, records };
}

type Together = readonly [MergedChange, ...MergedChange[]];

/**
 * Changes that were made of one version of the pack. Git merges one of them and conflicts on the other; where people
 * settled that by hand, both came to it as one.
 */
function byVersion(changes: readonly MergedChange[]): readonly Together[] {
  const together: [MergedChange, ...MergedChange[]][] = [];
  for (const change of changes) {
    const last = together.at(-1);
    if (last !== undefined && compareVersions(last[0].pack, change.pack) === 0) last.push(change);
    else together.push([change]);
  }
  return together;
}

/** What changes of one version are to an intent: one that reaches it leads, so that no other carries it past its stages. */
function reachOf({ pack, undone }: PackNow, intent: string, changes: Together) {
  const kindOf = (change: MergedChange) =>
    undone.has(change.id) ? ('carried' as const) : admissionOf(pack.value, intent, change);
  const leading = changes.findLast((change) => kindOf(change) === 'admitted') ?? changes[0];
  return { kindOf, leading, newest: changes.at(-1) ?? leading };
}

/** Whether a change is newer than what a record has, and no newer than the pack. */
function isAhead({ pack: made }: MergedChange, record: ReleaseRecord, pack: ContextPack): boolean {
  const active = activeTuple(record).pack;
  if (!active.startsWith(`${pack.pack_meta.id}@`) || compareVersions(made, pinOf(pack)) > 0) return false;
  const isNow = made === pinOf(pack) && made !== active;
  return compareVersions(made, active) > 0 || (isNow && compareVersions(made, active) === 0);
}

/** A change that a person wrote into the record along with it. */
function known(change: MergedChange, record: ReleaseRecord, kind: Step['kind']): readonly Step[] {
  const { release_tuple, rollout, previous } = record;
  const shared = { change, intent: release_tuple.intent, kind };
  if (rollout.candidate_tuple?.pack === change.pack) {
    return [{ ...shared, tuple: rollout.candidate_tuple, stage: rollout.stage, previous: release_tuple }];
  }
  if (release_tuple.pack !== change.pack || previous === null) return [];
  return [{ ...shared, tuple: release_tuple, stage: '100%', previous }];
}

function stageOf({ rollout }: ReleaseRecord): Step['stage'] {
  return rollout.candidate_tuple === undefined ? '100%' : rollout.stage;
}

/** Why nothing is searched for the intents of records that are about to be written, in one sentence. */
export function waitingFor(pin: string, branch: string): string {
  return `${pin} is merged and its release is not recorded on the base yet: merge the pull request of ${branch}, reopened where it was closed, and the next run goes on from there`;
}
