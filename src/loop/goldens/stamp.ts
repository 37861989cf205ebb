/**
 * `autotune goldens stamp`: writes what a person should not type. Each case gets the digest of its decision record,
 * the manifest the counts and digests of its sets, the release record the digests of its members.
 */
import { pinSeal } from '../../core/goldens/pin-seal.ts';
import { pinSets, type SetPin } from '../../core/goldens/pin-sets.ts';
import { readCase } from '../../core/goldens/read-case.ts';
import { recipientsOf, sealConflict } from '../../core/goldens/seal.ts';
import { overlapProblems } from '../../core/goldens/set-checker.ts';
import { stampLine } from '../../core/goldens/stamp-line.ts';
import { tooFewFamilies } from '../../core/guardrails/power.ts';
import { recordedRecord, stampOf } from '../../core/replay/audit.ts';
import { checkBeforeRun } from '../../core/repository/check-repository.ts';
import { folderOf, isSealed } from '../../core/repository/layout.ts';
import { memberDigests, pinRelease } from '../../core/repository/pin-release.ts';
import type { Document, Repository } from '../../core/repository/repository.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { WrittenManifest } from '../../schema/goldens-manifest.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { assertNoProblems } from '../replay/audit-set.ts';
import { checkSet } from '../replay/check-set.ts';
import { hush } from '../replay/hush.ts';
import { findSet, forEachLine } from '../replay/read-set.ts';
import { type Recorded, recordedUnder } from '../replay/recorded.ts';
import type { World } from '../world.ts';

/** What stamping is expected to change: problems of these kinds do not stand in its way. */
const STAMPED_AWAY = new Set(['REF_DIGEST_MISMATCH', 'MANIFEST_UNSTAMPED']);

export type Stamped = {
  readonly files: readonly string[];
  readonly cases: number;
  /** Sealed sets that could not be opened: their pins are as they were. */
  readonly unchecked: readonly string[];
  /** Held-out sets of too few families to confirm anything, with why. */
  readonly underpowered: readonly string[];
};

type Stamping = {
  readonly manifest: Document<WrittenManifest>;
  readonly replay: Recorded;
  readonly paths: { readonly search: string; readonly test: string };
  /** Of a held-out set that cannot be opened; null for one that is read. */
  readonly closed: SetPin | null;
};

/** Stamps every intent, or the one named. Throws before a file is touched where a document or a case has a problem. */
export async function stamp(
  { workspace, progress }: Pick<World, 'workspace' | 'progress'>,
  only?: string,
): Promise<Stamped> {
  const { repository, problems } = await loadRepository(workspace, checkBeforeRun);
  const blocking = problems.filter(({ severity, code }) => severity === 'error' && !STAMPED_AWAY.has(code));
  if (blocking.length > 0) throw new AutotuneError('DOCUMENTS_INVALID', 'nothing was stamped', { problems: blocking });
  const manifests = [...repository.manifests, ...repository.unstamped]
    .filter(({ value }) => only === undefined || value.intent === only)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  if (manifests.length === 0)
    throw new AutotuneError('USAGE', `there are no goldens${only === undefined ? '' : ` of ${only}`}`);
  const written: string[] = [];
  let cases = 0;
  const write = async (path: string, before: string, after: string) => {
    if (before === after) return;
    await workspace.replace(path, [after]);
    written.push(path);
  };
  const ready: Stamping[] = [];
  const unchecked: string[] = [];
  const underpowered: string[] = [];
  const least = repository.configurations[0]?.value.evidence.min_cases ?? 0;
  for (const manifest of manifests) {
    progress.phase(`reading ${manifest.value.intent}`);
    const replay = openStamp(repository, manifest.value);
    const paths = await bothSets(workspace, manifest.value);
    const closed = isSealed(paths.test) && !workspace.canUnseal ? pinsOfClosed(manifest.value, paths.test) : null;
    if (closed !== null) unchecked.push(paths.test);
    const stamping = { manifest, replay, paths, closed };
    const heldout = await assertStampable(workspace, repository, stamping);
    const few = heldout === null ? null : tooFewFamilies(heldout, least);
    if (few !== null) underpowered.push(`${paths.test}: ${few}`);
    ready.push(stamping);
  }
  for (const { manifest, replay, paths, closed } of ready) {
    progress.phase(`stamping ${manifest.value.intent}`);
    const pinned = manifest.value.sets?.test;
    const pins = {
      search: await stampSet(workspace, paths.search, replay),
      test:
        closed === null
          ? await hush(() => stampSet(workspace, paths.test, replay, recipientsOf(pinned)))
          : { ...closed, path: paths.test, changed: false },
    };
    written.push(...[pins.search, pins.test].flatMap(({ changed, path }) => (changed ? [path] : [])));
    cases += pins.search.cases + (closed === null ? pins.test.cases : 0);
    const after = pinSets(manifest.text, manifest.value, pins);
    const isOpened = isSealed(paths.test) && closed === null;
    const seal = { recipients: recipientsOf(pinned), sha256: isOpened ? await workspace.digest(paths.test) : '' };
    await write(manifest.path, manifest.text, isOpened ? pinSeal(after, manifest.value, seal) : after);
  }
  for (const release of repository.releases.filter(
    ({ value }) => only === undefined || value.release_tuple.intent === only,
  )) {
    await write(
      release.path,
      release.text,
      pinRelease(release, memberDigests(repository, release.path, activeTuple(release.value))),
    );
  }
  progress.done();
  return { files: written, cases, unchecked, underpowered };
}

/** What a manifest pins of a held-out set that nobody here can count. */
function pinsOfClosed({ sets }: WrittenManifest, path: string): SetPin {
  const { cases, sha256 } = sets?.test ?? {};
  if (cases !== undefined && sha256 !== undefined) return { cases, sha256 };
  throw new AutotuneError('HELDOUT_SEALED', `${path} has to be opened to be pinned for the first time`);
}

/** Throws `CONFIG_MISSING` where the cases cannot be replayed as they were recorded. */
export function openStamp(repository: Repository, manifest: WrittenManifest): Recorded {
  const recorded = recordedUnder(repository, manifest);
  if (recorded !== null) return recorded;
  const message = `${manifest.intent} has no release record with a policy and a runtime that are here`;
  throw new AutotuneError('CONFIG_MISSING', message);
}

async function bothSets(
  workspace: Workspace,
  { intent, sets }: WrittenManifest,
): Promise<{ search: string; test: string }> {
  const search = await findSet(workspace, intent, 'search');
  const test = await findSet(workspace, intent, 'test');
  // Plain text where the manifest says sealed is a new version on its way: it is stamped, then sealed.
  const conflict = test !== null && isSealed(test) ? sealConflict(sets?.test, test, true) : null;
  if (conflict !== null) throw new AutotuneError('SEAL_CONFLICT', conflict);
  if (search !== null && test !== null) return { search, test };
  throw new AutotuneError('CONFIG_MISSING', `goldens/${intent} has no ${search === null ? 'search' : 'test'} set`);
}

/**
 * Reads the sets to their ends before one is written, so that what is broken anywhere leaves the files as they were. Gives the
 * size of the held-out set; null for one that is not read.
 */
async function assertStampable(
  workspace: Workspace,
  repository: Repository,
  { manifest, replay, paths, closed }: Stamping,
): Promise<{ readonly cases: number; readonly families: number } | null> {
  const check = { manifest: manifest.value, recorded: replay, isStampNeeded: false } as const;
  const search = await checkSet(workspace, repository, { ...check, role: 'search', path: paths.search });
  const problems = [...search.problems];
  const heldout =
    closed === null ? await checkSet(workspace, repository, { ...check, role: 'test', path: paths.test }) : null;
  if (heldout !== null) problems.push(...heldout.problems, ...overlapProblems(paths.search, search, heldout));
  const errors = problems.filter(({ severity }) => severity === 'error');
  assertNoProblems({ path: folderOf(manifest.path), problems: errors });
  return heldout === null ? null : { cases: heldout.cases, families: heldout.families.size };
}

async function stampSet(
  workspace: Workspace,
  path: string,
  replay: Recorded,
  recipients: readonly string[] = [],
): Promise<SetPin & { path: string; changed: boolean }> {
  let isStamped = isSealed(path);
  const before = await forEachLine(workspace, path, (line, number) => {
    isStamped &&= stamped(path, line, number, replay) === line;
  });
  // Sealing gives other bytes each time, so what is sealed and stamped already is left alone.
  if (!isStamped) {
    const lines = stampedLines(workspace, path, replay);
    await workspace.replace(path, lines, recipients);
  }
  let cases = 0;
  const sha256 = await forEachLine(workspace, path, () => {
    cases++;
  });
  return { path, cases, sha256, changed: before !== sha256 };
}

async function* stampedLines(workspace: Workspace, path: string, replay: Recorded): AsyncGenerator<string> {
  let number = 0;
  for await (const batch of workspace.lines(path)) {
    for (const line of batch) {
      number++;
      if (line.trim() !== '') yield `${stamped(path, line, number, replay)}\n`;
    }
  }
}

/** The line with its stamp. */
function stamped(path: string, line: string, number: number, { law, under }: Recorded): string {
  const read = readCase(path, line, number);
  const configuration = 'golden' in read ? under(read.golden) : undefined;
  if ('problems' in read || configuration === undefined)
    throw new AutotuneError('DOCUMENTS_INVALID', `${path} changed while it was stamped`);
  const record = recordedRecord(read.golden, configuration, law);
  return typeof record === 'string' ? line : stampLine(line, read.golden, stampOf(record));
}
