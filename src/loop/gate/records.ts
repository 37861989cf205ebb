/** Reads what a change makes of release records, and what the ledger says of them. */
import type { ChangedPath } from '../../core/gate/changed-path.ts';
import { type ChangedRecord, checkReleaseRecords, kindOfRecords } from '../../core/gate/checks/release-records.ts';
import { repinned } from '../../core/gate/pins.ts';
import { recordStep } from '../../core/gate/record-step.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { openJournal } from '../ledger/journal.ts';
import { killedIntents } from '../release/flags.ts';
import type { GateWorld, MergedChange } from './request.ts';

export type JudgedRecords = {
  readonly checks: readonly GateCheck[];
  /** What the whole change is, where it touches records and flags alone and takes steps of a rollout. */
  readonly kind: 'records' | 'promotion' | null;
};

/** Throws `LEDGER_BROKEN` where a record changes. @param merged the documents that read after the merge */
export async function judgeRecords(
  { ledger }: Pick<GateWorld, 'ledger'>,
  { changes, repository }: Pick<MergedChange, 'changes' | 'repository'>,
  merged: Repository,
): Promise<JudgedRecords> {
  const changed = changes.filter(({ part }) => part === 'release');
  if (changed.length === 0) return { checks: [], kind: null };
  const records = changed.flatMap((change) => changedRecord(change, repository, merged) ?? []);
  const journal = await openJournal(ledger);
  const after = merged.releases.filter(({ path }) => changed.some((change) => change.path === path));
  const rewritten = repinned(repository.releases, after, versionsIn(merged));
  const events = journal.head() === '' ? null : journal.events();
  const killed = new Set([repository, merged].flatMap((side) => [...killedIntents(side)]));
  const checks = checkReleaseRecords({ records, repinned: rewritten, events, killed });
  const isAlone = rewritten.length === 0 && changes.every(({ part }) => part === 'release' || part === 'flags');
  return { checks, kind: isAlone && records.length === changed.length ? kindOfRecords(records) : null };
}

function versionsIn({ packs, policies, tools, suites, runtimes }: Repository): ReadonlySet<string> {
  const documents = [...policies, ...tools, ...suites, ...runtimes].map(({ value }) => value.id);
  return new Set([...packs.map(({ value: { pack_meta } }) => `${pack_meta.id}@${pack_meta.version}`), ...documents]);
}

/** Null where it cannot be read any more, which another check tells, and where it moved, which its new path tells. */
function changedRecord(
  { path, after: isThere }: ChangedPath,
  base: Repository,
  merged: Repository,
): ChangedRecord | null {
  const before = recordAt(base, path) ?? movedTo(recordAt(merged, path), base, merged);
  const after = recordAt(merged, path);
  if (after === undefined && movedTo(before, merged, base) !== undefined) return null;
  const intent = (before ?? after)?.release_tuple.intent;
  if (intent === undefined || (after === undefined && isThere !== null)) return null;
  const isDeclared = merged.packs.some(({ value }) => value.intents.some(({ id }) => id === intent));
  if (before !== undefined && after !== undefined && after.release_tuple.intent !== intent) {
    const reason = `it becomes the record of ${after.release_tuple.intent}`;
    return { path, intent, isDeclared, step: { kind: 'unlawful', reason } };
  }
  return { path, intent, isDeclared, step: recordStep(before ?? null, after ?? null) };
}

type Record = Repository['releases'][number]['value'];

function recordAt({ releases }: Repository, path: string): Record | undefined {
  return releases.find((found) => found.path === path)?.value;
}

/** The record of the same intent that only `there` has at its path: a pack's folder, or the file, got another name. */
function movedTo(record: Record | undefined, there: Repository, here: Repository): Record | undefined {
  const intent = record?.release_tuple.intent;
  const others = there.releases.filter(({ value }) => value.release_tuple.intent === intent);
  return others.find(({ path }) => recordAt(here, path) === undefined)?.value;
}
