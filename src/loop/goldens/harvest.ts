/**
 * `autotune goldens harvest`: corrected production runs become search cases, by a pull request of their own or in the
 * working tree. The held-out set is compared with, and never changed.
 */
import type { CorrectedRun } from '../../core/goldens/harvest.ts';
import { pinSets } from '../../core/goldens/pin-sets.ts';
import { pinVersion } from '../../core/goldens/pin-version.ts';
import { nextVersion, weekOf } from '../../core/goldens/versions.ts';
import { checkBeforeRun } from '../../core/repository/check-repository.ts';
import { CONFIGURATION_PATH, isExperienceFile, READ_PATHS } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { sha256 } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { HarvestedIntent, HarvestReport } from '../../schema/harvest-report.ts';
import { RecordedTrace } from '../../schema/recorded-trace.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { readProduction } from '../production/production.ts';
import { forEachLine } from '../replay/read-set.ts';
import type { World } from '../world.ts';
import { type Goldens, judgeRun, type Ready, readGoldens } from './harvest-cases.ts';
import { publishHarvest } from './harvest-proposal.ts';
import { openStamp } from './stamp.ts';

export type HarvestRequest = {
  readonly intent?: string | undefined;
  /** Into the working tree, and nowhere else. */
  readonly isWrite: boolean;
  readonly isDryRun: boolean;
  /** Whether it is nothing to do where no traces are configured, as for a schedule; else that is an error. */
  readonly isOptional: boolean;
};

const MOST = 20;
/** Bytes of a search set that cases are added to. */
const LARGEST_SET = 256 * 1024 * 1024;

type Manifest = Repository['manifests'][number];
type Context = {
  readonly world: World;
  readonly repository: Repository;
  readonly configuration: Configuration;
  readonly week: string;
  readonly runs: readonly (CorrectedRun & { readonly intent_id: string })[];
  readonly traces: ReadonlyMap<string, RecordedTrace>;
  readonly request: HarvestRequest;
};

/** The same week and the same state give the same cases, byte for byte. Throws `TRACES_MISSING` where none are configured. */
export async function harvest(world: World, request: HarvestRequest): Promise<HarvestReport> {
  const { repository, configuration } = await readChecked(world, request);
  const { traces: folder } = configuration.experience ?? {};
  const week = weekOf(await world.clock.now());
  if (folder === undefined) {
    if (request.isOptional) return { week, intents: [] };
    throw new AutotuneError('TRACES_MISSING', `${CONFIGURATION_PATH} has no experience.traces`);
  }
  const manifests = repository.manifests.filter(
    ({ value }) => request.intent === undefined || value.intent === request.intent,
  );
  if (manifests.length === 0) throw new AutotuneError('USAGE', `there are no goldens of ${request.intent}`);
  world.progress.phase('corrected production runs');
  const runs = await correctedRuns(world, configuration);
  const traces = await tracesOf(world, folder, new Set(runs.map(({ trace_id }) => trace_id)));
  const context: Context = { world, repository, configuration, week, runs, traces, request };
  const intents: HarvestedIntent[] = [];
  for (const manifest of manifests) intents.push(await harvestIntent(context, manifest));
  world.progress.done();
  return { week, intents };
}

async function readChecked({ workspace, forge }: World, { isWrite, isDryRun }: HarvestRequest) {
  const { repository, problems } = await loadRepository(workspace, checkBeforeRun);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new AutotuneError('DOCUMENTS_INVALID', 'nothing was harvested', { problems: errors });
  const configuration = repository.configurations[0]?.value;
  if (configuration === undefined) throw new AutotuneError('CONFIG_MISSING', `${CONFIGURATION_PATH} is not there`);
  const changed = isWrite || isDryRun ? [] : await forge.uncommitted(READ_PATHS);
  if (changed.length > 0) {
    const message = `${changed.length} files differ from the commit that cases would be added to`;
    throw new AutotuneError('WORKTREE_DIRTY', message);
  }
  return { repository, configuration };
}

/** Runs that somebody corrected, the oldest first; of several of one trace the newest. */
async function correctedRuns(world: World, configuration: Configuration): Promise<Context['runs']> {
  const corrected = new Map<string, Context['runs'][number]>();
  await readProduction(world, configuration, ({ run_id, trace_id, at, outcome, intent_id, operator_corrections }) => {
    const known = corrected.get(trace_id);
    const isNewer = known === undefined || Date.parse(at) > Date.parse(known.at);
    if (operator_corrections.length === 0 || !isNewer) return;
    corrected.set(trace_id, { run_id, trace_id, at, outcome, intent_id, operator_corrections });
  });
  return [...corrected.values()].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.trace_id < b.trace_id ? -1 : 1),
  );
}

/** The wanted traces of a folder; a line that is none is nobody's. */
async function tracesOf({ workspace }: World, folder: string, wanted: ReadonlySet<string>) {
  const traces = new Map<string, RecordedTrace>();
  for (const path of (await workspace.list(folder)).filter(isExperienceFile)) {
    const visit = (line: string, number: number) => {
      const { document } = readDocument(path, line, RecordedTrace, 'json', number - 1);
      if (document !== null && wanted.has(document.trace_id)) traces.set(document.trace_id, document);
    };
    await forEachLine(workspace, path, visit, () => {});
  }
  return traces;
}

async function harvestIntent(context: Context, manifest: Manifest): Promise<HarvestedIntent> {
  const { world, repository, week, configuration } = context;
  const { intent } = manifest.value;
  world.progress.phase(`goldens of ${intent}`);
  const none = { intent, added: [], needs_person: [], left_out: [], over_limit: 0, redacted: {}, version: null };
  const riskClass = repository.packs.flatMap(({ value }) => value.intents).find(({ id }) => id === intent)?.risk_class;
  const replay = openStamp(repository, manifest.value);
  const goldens = await readGoldens(world.workspace, manifest.value, { riskClass, replay, week });
  if (typeof goldens === 'string') return { ...none, result: 'refused', reason: goldens };
  const { ready, ...told } = judgeAll(context, goldens);
  const most = Math.max(0, (configuration.experience?.max_new_goldens ?? MOST) - goldens.ofWeek);
  const taken = ready.slice(0, most);
  const over_limit = ready.length - taken.length;
  if (taken.length === 0) {
    const reason =
      over_limit > 0 ? 'as many as a week allows were added already' : 'no corrected run can become a new case';
    return { ...none, ...told, over_limit, result: 'nothing', reason };
  }
  const version = nextVersion(manifest.value.version, week);
  const files = await filesWith(world, { manifest, goldens, version }, taken);
  const added = taken.map(({ golden, recorded }) => {
    return { case_id: golden.case_id, trace_id: golden.trace_id, expected: golden.expected.outcome, recorded };
  });
  const page = { intent, added, ...told, over_limit, redacted: redactedIn(taken), version };
  return { ...page, ...(await deliver(context, files, page)) };
}

type Told = Pick<HarvestedIntent, 'needs_person' | 'left_out'>;

function judgeAll({ runs, traces, week }: Context, goldens: Goldens): Told & { readonly ready: readonly Ready[] } {
  const ready: Ready[] = [];
  const told: Told = { needs_person: [], left_out: [] };
  for (const run of runs.filter(({ intent_id }) => intent_id === goldens.manifest.intent)) {
    const judged = judgeRun(goldens, run, traces.get(run.trace_id), week);
    if (judged === null) continue;
    if ('ready' in judged) ready.push(judged.ready);
    else told[judged.kind].push({ run_id: run.run_id, trace_id: run.trace_id, reason: judged.reason });
  }
  return { ...told, ready };
}

type Change = { readonly manifest: Manifest; readonly goldens: Goldens; readonly version: string };

/** The search set with the new cases, and the manifest that pins it under a new version. */
async function filesWith({ workspace }: World, { manifest, goldens, version }: Change, taken: readonly Ready[]) {
  const { search, heldout } = goldens;
  const before = (await workspace.read(search.path, LARGEST_SET)) ?? '';
  const lines = taken.map(({ line }) => `${line}\n`).join('');
  const text = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${lines}`;
  const test = manifest.value.sets.test;
  const pins = {
    search: { cases: search.cases + taken.length, sha256: sha256(text) },
    test: { cases: heldout.cases, sha256: test.sha256 },
  };
  const pinned = pinSets(manifest.text, manifest.value, pins);
  const dated = pinVersion(pinned, version);
  return new Map([
    [search.path, text],
    [manifest.path, dated],
  ]);
}

function redactedIn(taken: readonly Ready[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { redacted } of taken)
    for (const [kind, count] of redacted) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return Object.fromEntries([...counts].sort());
}

async function deliver(
  context: Context,
  files: ReadonlyMap<string, string>,
  page: Parameters<typeof publishHarvest>[2],
): Promise<Pick<HarvestedIntent, 'result' | 'reason' | 'branch' | 'pull_request'>> {
  const { world, request } = context;
  const reason = `${page.added.length} corrected runs become search cases`;
  if (request.isDryRun) return { result: 'planned', reason };
  if (!request.isWrite) return publishHarvest(context, files, page);
  for (const [path, text] of files) await world.workspace.replace(path, [text]);
  return { result: 'written', reason };
}
