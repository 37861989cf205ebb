/**
 * `autotune flags`: the flags of every pack as its release records give them, beside the file that serving reads. The
 * kill switch is thrown and lifted here, and a switch that stands is kept by every other write.
 */
import { folderOf } from '../../core/repository/layout.ts';
import { problemAt, type Repository } from '../../core/repository/repository.ts';
import { checkFlags } from '../../core/serving/check-flags.ts';
import { canKill, flagsOf, flagsText } from '../../core/serving/flags.ts';
import { standingSwitches } from '../../core/serving/kill-switch.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Flags } from '../../schema/flags.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import { loadRepository } from '../documents/load-repository.ts';

export type FlagsRequest = {
  /** The intent whose switch is meant. */
  readonly intent?: string | undefined;
  readonly kill?: 'on' | 'off' | undefined;
  readonly isWrite: boolean;
};

export type FlagsFile = {
  readonly path: string;
  /** What stood there: the same text, another one, or no file. */
  readonly was: 'current' | 'stale' | 'absent';
  readonly is_written: boolean;
  readonly flags: Flags;
};

/** What the verb prints with `--json`. */
export type FlagsReport = { readonly files: readonly FlagsFile[] };

/** The release records of a pack, with the file of flags beside them. */
export type PackRecords = {
  readonly path: string;
  readonly pack: string;
  readonly records: readonly ReleaseRecord[];
  readonly standing: Repository['flags'][number] | null;
};

/**
 * Computes, and with `isWrite` writes, the flags of all packs that have release records. Throws `DOCUMENTS_INVALID` where
 * a document has an error other than stale flags, `USAGE` where a switch is asked for that is not there.
 */
export async function flags(
  workspace: Pick<Workspace, 'list' | 'links' | 'read' | 'replace'>,
  { intent, kill, isWrite }: FlagsRequest,
): Promise<FlagsReport> {
  const { repository, problems } = await loadRepository(workspace);
  const blocking = problems.filter(({ severity }) => severity === 'error');
  if (blocking.length > 0) throw new AutotuneError('DOCUMENTS_INVALID', 'no flags were made', { problems: blocking });
  const packs = packRecords(repository);
  assertSwitch(packs, intent, kill);
  const files: FlagsFile[] = [];
  for (const { path, pack, records, standing } of packs) {
    const made = flagsOf(pack, records, switched(standingSwitches(standing?.value ?? null, records), intent, kill));
    const text = flagsText(made);
    const was = standing === null ? 'absent' : standing.text === text ? 'current' : 'stale';
    const is_written = isWrite && was !== 'current';
    if (is_written) await workspace.replace(path, [text]);
    files.push({ path, was, is_written, flags: made });
  }
  return { files };
}

/** What is wrong with the files of flags: stale or edited by hand, or with a switch that is thrown. */
export function flagsProblems(repository: Repository): Problem[] {
  return packRecords(repository).flatMap(({ pack, records, standing }) =>
    standing === null
      ? []
      : checkFlags(pack, standing.value, records).map(({ path, kind, message }) =>
          kind === 'killed'
            ? problemAt(standing, path, 'REF_FLAGS_KILLED', message, { severity: 'warning' })
            : problemAt(standing, path, 'REF_FLAGS_STALE', message, {
                expected: 'what `autotune flags --write` gives',
              }),
        ),
  );
}

/**
 * The file of flags once some records of a pack are other ones, by their paths; null where the base has no such file, or
 * one that says so already.
 */
export function flagsAfter(
  repository: Repository,
  changed: ReadonlyMap<string, ReleaseRecord>,
): { readonly path: string; readonly text: string } | null {
  const releases = repository.releases.map((found) => ({ ...found, value: changed.get(found.path) ?? found.value }));
  const [first = ''] = changed.keys();
  const pack = packRecords({ ...repository, releases }).find(({ path }) => folderOf(path) === folderOf(first));
  if (pack === undefined || pack.standing === null) return null;
  const { path, records, standing } = pack;
  const text = flagsText(flagsOf(pack.pack, records, standingSwitches(standing.value, records)));
  return text === standing.text ? null : { path, text };
}

/** The intents whose kill switch is thrown in the files of flags. */
export function killedIntents(repository: Repository): ReadonlySet<string> {
  return new Set(
    packRecords(repository).flatMap(({ records, standing }) => [...standingSwitches(standing?.value ?? null, records)]),
  );
}

/** Of each pack that has one or the other. */
export function packRecords({ packs, releases, flags }: Repository): PackRecords[] {
  return packs.flatMap(({ path, value }) => {
    const folder = folderOf(path);
    const records = releases.filter((release) => folderOf(release.path) === folder).map((release) => release.value);
    const standing = flags.find((found) => folderOf(found.path) === folder) ?? null;
    if (records.length === 0 && standing === null) return [];
    return [{ path: `${folder}/releases/flags.json`, pack: value.pack_meta.id, records, standing }];
  });
}

function assertSwitch(packs: readonly PackRecords[], intent: string | undefined, kill: FlagsRequest['kill']): void {
  if ((intent === undefined) !== (kill === undefined)) {
    throw new AutotuneError('USAGE', 'a kill switch is --kill on or --kill off of one --intent');
  }
  if (intent === undefined) return;
  const record = packs.flatMap(({ records }) => records).find(({ release_tuple }) => release_tuple.intent === intent);
  if (record === undefined) throw new AutotuneError('USAGE', `${intent} has no release record`);
  if (kill === 'on' && !canKill(record)) {
    throw new AutotuneError('USAGE', `nothing was released for ${intent} before, so nothing can be restored`);
  }
}

function switched(standing: ReadonlySet<string>, intent: string | undefined, kill: FlagsRequest['kill']) {
  if (intent === undefined) return standing;
  const others = [...standing].filter((other) => other !== intent);
  return new Set(kill === 'on' ? [...others, intent] : others);
}
