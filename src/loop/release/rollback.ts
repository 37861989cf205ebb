/**
 * `autotune rollback`: takes the change back that made an intent's active tuple, as a pull request that restores the pack
 * and every record of it. It rolls nothing back: merging does; where that is too slow, there is the kill switch.
 */
import { restore, tupleFor } from '../../core/release/admit.ts';
import { type Undone, undo } from '../../core/release/rollback.ts';
import { folderOf } from '../../core/repository/layout.ts';
import { memberDigests } from '../../core/repository/pin-release.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { writeRelease } from '../../core/repository/write-release.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { code, plain, table } from '../../kit/markdown.ts';
import type { LedgerEvent, ReleaseRecorded } from '../../schema/ledger-event.ts';
import { activeTuple, type ReleaseRecord, type ReleaseTuple } from '../../schema/release-record.ts';
import type { RollbackReport } from '../../schema/rollback-report.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Actor } from '../ledger/rejection-facts.ts';
import { openRun } from '../opening/open-run.ts';
import type { World } from '../world.ts';
import { flagsAfter } from './flags.ts';
import { withdrawHeld } from './promotion-rounds.ts';
import { publishRelease } from './publish-release.ts';
import { rollbackBranch } from './release-branches.ts';
import { carriedBy, changeOf, tupleBefore, whyNotActive } from './released-changes.ts';
import type { ReleaseContext } from './wanted-records.ts';

export type RollbackOptions = {
  readonly intent: string;
  /** For the ledger, word for word. */
  readonly reason: string;
  /** The change that is meant, where it is not whichever the intent runs under. */
  readonly proposal?: string;
  /** Who asked for it and where; without it, whoever runs this. */
  readonly by?: { readonly actor: Actor; readonly url: string };
  readonly isDryRun: boolean;
  readonly producer: string;
};

type Release = Repository['releases'][number];

/** Throws what stops a run for all targets, `USAGE` for an intent without a record, and `ROLLBACK_REFUSED` with the reason. */
export async function rollback(world: World, options: RollbackOptions): Promise<RollbackReport> {
  const { intent, proposal, isDryRun, producer } = options;
  const { context } = await openRun(world, { isDryRun, producer });
  try {
    const other = proposal === undefined ? null : whyNotActive(context.journal, intent, proposal);
    if (other !== null) throw new AutotuneError('ROLLBACK_REFUSED', other);
    const release = context.repository.releases.find(({ value }) => value.release_tuple.intent === intent);
    if (release === undefined) throw new AutotuneError('USAGE', `${intent} has no release record`);
    const planned = planRollback(context, release);
    if ('refused' in planned) throw new AutotuneError('ROLLBACK_REFUSED', `${intent}: ${planned.refused}`);
    return await open(context, release, { ...planned, ...options });
  } finally {
    context.audited.close();
    world.progress.done();
  }
}

export type RollbackPlan = {
  readonly intent: string;
  /** The path of the pack. */
  readonly pack: string;
  readonly made: ReleaseRecorded;
  /** Path to whole new text: the pack, its records, the flags. */
  readonly files: ReadonlyMap<string, string>;
  readonly records: ReadonlyMap<string, ReleaseRecord>;
};

/** What a rollback of an intent would write, or why there is no way back. */
export function planRollback(
  { repository, journal, now }: Pick<ReleaseContext, 'repository' | 'journal' | 'now'>,
  release: Release,
): RollbackPlan | { readonly refused: string } {
  const { intent } = release.value.release_tuple;
  const made = changeOf(journal, intent);
  const pack = repository.packs.find(({ path }) => folderOf(path) === folderOf(release.path));
  if (made === null || pack === undefined)
    return { refused: 'the ledger has no change of it that could be taken back' };
  const { patch, previous, proposal_id } = made;
  const present = memberDigests(repository, release.path, previous);
  const told = { path: pack.path, text: pack.text, pack: pack.value, patch, previous, present };
  const undone = undo({ ...told, made: made.release_tuple.pack });
  if ('refused' in undone) return undone;
  const records = new Map<string, ReleaseRecord>();
  for (const { path, value } of repository.releases.filter(
    (other) => folderOf(other.path) === folderOf(release.path),
  )) {
    const own = path === release.path ? made : carriedBy(journal, proposal_id, activeTuple(value).id);
    const before = own?.previous ?? activeTuple(value);
    const tuple = before.pack === undone.pin ? before : under(value.release_tuple.intent, before, undone);
    const kind = path === release.path ? 'admitted' : 'carried';
    const earlier = tupleBefore(journal, before.id);
    records.set(path, restore(value, { kind, tuple, since: now, replaced: before.id, before: earlier }));
  }
  const texts = repository.releases.flatMap(({ path, text }): [string, string][] => {
    const after = records.get(path);
    return after === undefined ? [] : [[path, writeRelease(text, after)]];
  });
  const flags = flagsAfter(repository, records);
  const more = flags === null ? [] : [[flags.path, flags.text] as const];
  return { intent, pack: pack.path, made, files: new Map([[pack.path, undone.text], ...texts, ...more]), records };
}

function under(intent: string, before: ReleaseTuple, { pin, digest }: Undone): ReleaseTuple {
  return { ...tupleFor(intent, before, pin), digests: { ...before.digests, pack: digest } };
}

/** Whether an event asks for the rollback of a change as it was recorded last. */
function isAskedBack({ kind, body }: LedgerEvent, { proposal_id }: ReleaseRecorded, later: readonly LedgerEvent[]) {
  const isAgain = (event: LedgerEvent) => event.kind === 'release_recorded' && event.body.proposal_id === proposal_id;
  return kind === 'note' && body['rollback_of'] === proposal_id && !later.some(isAgain);
}

async function open(
  context: ReleaseContext,
  { value }: Release,
  { made, files, reason, by }: RollbackPlan & Pick<RollbackOptions, 'reason' | 'by'>,
): Promise<RollbackReport> {
  const { journal, repository, now } = context;
  const { intent } = value.release_tuple;
  const branch = rollbackBranch(value);
  const riskClass = repository.packs.flatMap((pack) => pack.value.intents).find(({ id }) => id === intent)?.risk_class;
  // What the next run says of it once it is merged.
  const body = { text: reason, rollback_of: made.proposal_id };
  const shared = entryFor({ intent, risk_class: riskClass ?? 'destructive' }, now);
  const asked = by === undefined ? {} : { actor: by.actor, source_url: by.url };
  const entry = { ...shared, ...asked, kind: 'note', body } as const;
  await journal.record([{ entry, isSame: (event, at, all) => isAskedBack(event, made, all.slice(at + 1)) }]);
  const rows = Object.entries(made.patch).map(([path, { from, to }]) => [
    code(path),
    code(String(to)),
    code(String(from)),
  ]);
  const text = [
    `Takes back ${code(made.proposal_id)}: ${code(made.previous.pack)} again, and ${code(made.previous.id)} complete.`,
    table(['value', 'now', 'again'], rows),
    `Why: ${plain(reason, 1000)}`,
    'Once it is merged the change is rejected with this reason, and not proposed again until somebody takes that back.',
  ].join('\n\n');
  const title = `revert(${intent}): back to ${made.previous.pack.replace('@', ' ')}`;
  const summary = `${made.proposal_id} is taken back.`;
  const published = await publishRelease(context, { branch, files, title, summary, body: text, at: now }, true);
  await withdrawHeld(context);
  const url = published.request?.url ?? null;
  return {
    ...{ intent, proposal_id: made.proposal_id, restores: made.previous.id, branch, result: published.result },
    ...(published.request === null || url === null ? {} : { pull_request: { number: published.request.number, url } }),
  };
}
