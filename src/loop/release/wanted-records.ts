/**
 * What the release records of each pack should say, given what was merged and what the ledger knows. It writes nothing;
 * a search asks it, too, since nothing is compared with a tuple that is not recorded.
 */
import { restore, tupleFor } from '../../core/release/admit.ts';
import { inEffect, type MergedChange, mergedChanges, pinOf, standingOf } from '../../core/release/merged.ts';
import { type Pending, pendingOf, waitingFor } from '../../core/release/pending.ts';
import { folderOf } from '../../core/repository/layout.ts';
import { memberDigests } from '../../core/repository/pin-release.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import { activeTuple, type ReleaseRecord } from '../../schema/release-record.ts';
import type { RunContext } from '../opening/target-run.ts';
import { releaseBranch } from './release-branches.ts';
import { tupleBefore } from './released-changes.ts';

export type ReleaseContext = Pick<RunContext, 'world' | 'journal' | 'repository' | 'configuration' | 'base' | 'now'>;

/** One pack as its records should be. */
export type WantedRecords = {
  readonly pack: Repository['packs'][number];
  readonly pin: string;
  readonly changes: readonly MergedChange[];
  /** Ids of merged changes whose values are gone again. */
  readonly undone: ReadonlySet<string>;
  readonly steps: Pending['steps'];
  /** By path; empty where the records say what they should. */
  readonly records: ReadonlyMap<string, ReleaseRecord>;
  readonly branch: string;
};

type Asked = Pick<ReleaseContext, 'journal' | 'repository' | 'now'>;

/** What every pack wants, as far as this commit and the ledger tell. */
export function wantedRecords(context: Asked): readonly WantedRecords[] {
  return context.repository.packs.map((pack) => wantedOf(context, pack));
}

/** Why nothing can be searched for some intents until records are merged, in one sentence; null where nothing waits. */
export function waitingOf(context: Asked, intents: readonly string[]): string | null {
  for (const { pin, records, branch } of wantedRecords(context)) {
    const waits = [...records.values()].some(({ release_tuple }) => intents.includes(release_tuple.intent));
    if (waits) return waitingFor(pin, branch);
  }
  return null;
}

function wantedOf(context: Asked, pack: Repository['packs'][number]): WantedRecords {
  const { repository, journal, now } = context;
  const { releases } = journal.state({ now, activeTuples: new Map() });
  const records = repository.releases.filter(({ path }) => folderOf(path) === folderOf(pack.path));
  const merged = mergedChanges(pack, repository.proposals);
  const changes = inEffect(pack.value, merged, takenBack(journal));
  const undone = undoneOf(pack.value, changes);
  const pending = pendingOf({
    pack,
    records,
    changes,
    undone,
    sinceOf: ({ id }) => releases.get(id)?.[0]?.at ?? now,
    digestsOf: (path, tuple) => memberDigests(repository, path, tuple),
  });
  const restored = restoredOf(context, pack, records, pending.records);
  const wanted = new Map([...pending.records, ...restored]);
  const pin = pinOf(pack.value);
  const times = journal.events().filter(({ kind }) => kind === 'rolled_back').length;
  const active = [...wanted].map(([path, record]) => [path, activeTuple(record).id]).sort();
  const intent = changes.at(-1)?.intent ?? records[0]?.value.release_tuple.intent ?? pack.value.pack_meta.id;
  const branch = releaseBranch(intent, { pin, active, taken: times });
  return { pack, pin, changes, undone, steps: pending.steps, records: wanted, branch };
}

/** Ids of proposals that were rolled back and not recorded again. */
function takenBack(journal: Asked['journal']): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const { kind, body } of journal.events()) {
    if (kind === 'rolled_back') taken.add(body.proposal_id);
    if (kind === 'release_recorded') taken.delete(body.proposal_id);
  }
  return taken;
}

function undoneOf(pack: ContextPack, changes: readonly MergedChange[]): ReadonlySet<string> {
  const gone = changes.filter(({ patch }, i) => {
    const later = changes.slice(i + 1).map((change) => change.patch);
    return standingOf(pack, patch, later) === 'undone';
  });
  return new Set(gone.map(({ id }) => id));
}

/** Records whose active tuple was made by a change that was rolled back, with the tuple before it active again. */
function restoredOf(
  { repository, journal }: Asked,
  pack: Repository['packs'][number],
  records: Repository['releases'],
  pending: Pending['records'],
): ReadonlyMap<string, ReleaseRecord> {
  const found = new Map<string, ReleaseRecord>();
  const pin = pinOf(pack.value);
  const events = journal.events();
  for (const { path, value } of records) {
    const active = activeTuple(value);
    if (pending.has(path) || active.pack === pin) continue;
    const made = events.findLast(
      (event) => event.kind === 'release_recorded' && event.body.release_tuple.id === active.id,
    );
    if (made?.kind !== 'release_recorded') continue;
    const { proposal_id, admission, previous } = made.body;
    const taken = events.findLast((event) => event.kind === 'rolled_back' && event.body.proposal_id === proposal_id);
    if (taken === undefined || events.indexOf(taken) < events.indexOf(made)) continue;
    const bare = previous.pack === pin ? previous : tupleFor(value.release_tuple.intent, previous, pin);
    const tuple = { ...bare, digests: memberDigests(repository, path, bare) };
    const before = tupleBefore(journal, previous.id);
    found.set(path, restore(value, { kind: admission, tuple, since: taken.at, replaced: previous.id, before }));
  }
  return found;
}
