/**
 * `autotune goldens stamp`: writes what a person should not type. Each case gets the digest of its decision record,
 * the manifest the counts and digests of its sets, the release record the digests of its members.
 */
import { pinSeal } from '../../core/goldens/pin-seal.ts';
import { pinSets, type SetPin } from '../../core/goldens/pin-sets.ts';
import { readCase } from '../../core/goldens/read-case.ts';
import { recipientsOf, sealConflict } from '../../core/goldens/seal.ts';
import { stampLine } from '../../core/goldens/stamp-line.ts';
import { withoutText } from '../../core/goldens/without-text.ts';
import { recordedRecord, stampOf } from '../../core/replay/audit.ts';
import { prepareConfiguration, type ReplayConfiguration } from '../../core/replay/configuration.ts';
import { brokenCall } from '../../core/replay/plan.ts';
import type { Law } from '../../core/replay/replay.ts';
import { checkBeforeRun } from '../../core/repository/check-repository.ts';
import { isSealed } from '../../core/repository/layout.ts';
import { memberDigests, pinRelease } from '../../core/repository/pin-release.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { hush } from '../replay/hush.ts';
import { findSet, forEachLine } from '../replay/read-set.ts';
import type { World } from '../world.ts';

/** What stamping is expected to change: problems of these kinds do not stand in its way. */
const STAMPED_AWAY = new Set(['REF_DIGEST_MISMATCH']);

export type Stamped = {
  readonly files: readonly string[];
  readonly cases: number;
  /** Sealed sets that could not be opened: their pins are as they were. */
  readonly unchecked: readonly string[];
};

/** Stamps every intent, or the one named. Throws before a file is touched where a document or a case has a problem. */
export async function stamp(
  { workspace, progress }: Pick<World, 'workspace' | 'progress'>,
  only?: string,
): Promise<Stamped> {
  const { repository, problems } = await loadRepository(workspace, checkBeforeRun);
  const blocking = problems.filter(({ severity, code }) => severity === 'error' && !STAMPED_AWAY.has(code));
  if (blocking.length > 0) throw new AutotuneError('DOCUMENTS_INVALID', 'nothing was stamped', { problems: blocking });
  const manifests = repository.manifests.filter(({ value }) => only === undefined || value.intent === only);
  if (manifests.length === 0)
    throw new AutotuneError('USAGE', `there are no goldens${only === undefined ? '' : ` of ${only}`}`);
  const written: string[] = [];
  let cases = 0;
  const write = async (path: string, before: string, after: string) => {
    if (before === after) return;
    await workspace.replace(path, [after]);
    written.push(path);
  };
  const ready: { manifest: (typeof manifests)[number]; replay: Replay; paths: { search: string; test: string } }[] = [];
  const unchecked: string[] = [];
  for (const manifest of manifests) {
    progress.phase(`reading ${manifest.value.intent}`);
    const replay = openStamp(repository, manifest.value);
    const paths = await bothSets(workspace, manifest.value);
    await assertStampable(workspace, paths.search, replay);
    if (isSealed(paths.test) && !workspace.canUnseal) unchecked.push(paths.test);
    else await hush(() => assertStampable(workspace, paths.test, replay, withoutText));
    ready.push({ manifest, replay, paths });
  }
  for (const { manifest, replay, paths } of ready) {
    progress.phase(`stamping ${manifest.value.intent}`);
    const pinned = manifest.value.sets.test;
    const pins = {
      search: await stampSet(workspace, paths.search, replay),
      test: unchecked.includes(paths.test)
        ? { ...pinned, path: paths.test, changed: false }
        : await hush(() => stampSet(workspace, paths.test, replay, recipientsOf(pinned))),
    };
    written.push(...[pins.search, pins.test].flatMap(({ changed, path }) => (changed ? [path] : [])));
    cases += pins.search.cases + (unchecked.includes(paths.test) ? 0 : pins.test.cases);
    const after = pinSets(manifest.text, manifest.value, pins);
    const isOpened = isSealed(paths.test) && !unchecked.includes(paths.test);
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
  return { files: written, cases, unchecked };
}

export type Replay = { readonly law: Law; readonly under: (golden: GoldenCase) => ReplayConfiguration | undefined };

export function openStamp({ releases, policies, runtimes }: Repository, manifest: GoldensManifest): Replay {
  const release = releases.find(({ value }) => value.release_tuple.intent === manifest.intent)?.value;
  const tuple = release === undefined ? undefined : activeTuple(release);
  const policy = policies.find(({ value }) => value.id === tuple?.policy)?.value;
  const runtime = runtimes.find(({ value }) => value.id === manifest.runtime)?.value;
  if (policy === undefined || runtime === undefined) {
    throw new AutotuneError(
      'CONFIG_MISSING',
      `${manifest.intent} has no release record with a policy and a runtime that are here`,
    );
  }
  const tuples = new Map(Object.entries(manifest.tuples).map(([id, under]) => [id, prepareConfiguration(under)]));
  return { law: { policy, runtime }, under: (golden) => tuples.get(golden.release_tuple_id) };
}

async function bothSets(
  workspace: Workspace,
  { intent, sets }: GoldensManifest,
): Promise<{ search: string; test: string }> {
  const search = await findSet(workspace, intent, 'search');
  const test = await findSet(workspace, intent, 'test');
  // Plain text where the manifest says sealed is a new version on its way: it is stamped, then sealed.
  const conflict = test !== null && isSealed(test) ? sealConflict(sets.test, test, true) : null;
  if (conflict !== null) throw new AutotuneError('SEAL_CONFLICT', conflict);
  if (search !== null && test !== null) return { search, test };
  throw new AutotuneError('CONFIG_MISSING', `goldens/${intent} has no ${search === null ? 'search' : 'test'} set`);
}

/** Reads the whole set once before it is written, so that a bad line in the end leaves the file as it was. */
async function assertStampable(
  workspace: Workspace,
  path: string,
  replay: Replay,
  told: (problem: Problem) => Problem = (problem) => problem,
): Promise<void> {
  const problems: Problem[] = [];
  const visit = (line: string, number: number) => {
    const read = readCase(path, line, number);
    if ('problems' in read) problems.push(...read.problems);
    else problems.push(...unstampable(path, read.golden, number, replay));
  };
  await forEachLine(workspace, path, visit, (problem) => problems.push(problem));
  if (problems.length === 0) return;
  throw new AutotuneError('DOCUMENTS_INVALID', `${path} cannot be stamped`, { problems: problems.map(told) });
}

function unstampable(file: string, golden: GoldenCase, line: number, { law, under }: Replay): Problem[] {
  const tell = (code: string, message: string): Problem[] => [
    { severity: 'error', code, file, line, column: 1, message },
  ];
  const configuration = under(golden);
  if (configuration === undefined)
    return tell('CASE_TUPLE_UNKNOWN', `${golden.release_tuple_id} is not among the manifest's tuples`);
  if (golden.plans.some((plan) => brokenCall(plan) !== null))
    return tell('TRANSCRIPT_TAMPERED', "a tool transcript's hash chain is broken");
  const record = recordedRecord(golden, configuration, law);
  return typeof record === 'string'
    ? tell('BASELINE_UNREPLAYABLE', `the recording does not answer its own configuration: ${record}`)
    : [];
}

async function stampSet(
  workspace: Workspace,
  path: string,
  replay: Replay,
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

async function* stampedLines(workspace: Workspace, path: string, replay: Replay): AsyncGenerator<string> {
  let number = 0;
  for await (const batch of workspace.lines(path)) {
    for (const line of batch) {
      number++;
      if (line.trim() !== '') yield `${stamped(path, line, number, replay)}\n`;
    }
  }
}

/** The line with its stamp. */
function stamped(path: string, line: string, number: number, { law, under }: Replay): string {
  const read = readCase(path, line, number);
  const configuration = 'golden' in read ? under(read.golden) : undefined;
  if ('problems' in read || configuration === undefined)
    throw new AutotuneError('DOCUMENTS_INVALID', `${path} changed while it was stamped`);
  const record = recordedRecord(read.golden, configuration, law);
  return typeof record === 'string' ? line : stampLine(line, read.golden, stampOf(record));
}
