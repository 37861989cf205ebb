/**
 * Runs a shipped workflow in the test bed without a runner: conditions and values by GitHub's own evaluator, each job
 * with a token of exactly its permissions, checkouts by real git, our action as the built bundle.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Permissions } from '../world/callers.ts';
import { type ActionResult, runAction } from '../world/runner/run-action.ts';
import type { World } from '../world/world.ts';
import { type Contexts, conditions, filled, holds } from './expressions.ts';
import type { Job, Shipped } from './shipped.ts';

export type WorkflowRun = {
  readonly event: string;
  readonly payload: unknown;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Other permissions of a job than those that it is granted. */
  readonly permissions?: Readonly<Record<string, Permissions>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Variables of the repository. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Variables that a runner has beside those of the workflow. */
  readonly env?: Readonly<Record<string, string>>;
  /** What happens elsewhere before a part of a split job begins; parts are counted from 1. */
  readonly meanwhile?: (id: string, part: number) => Promise<void>;
  /** More of the context `github`, such as `base_ref`. */
  readonly github?: Readonly<Record<string, string>>;
};

export type JobRun = {
  readonly outcome: 'success' | 'failure' | 'skipped';
  /** Why it failed, in short. */
  readonly reason: string;
  readonly action: ActionResult | null;
  readonly outputs: Readonly<Record<string, string>>;
};

type Place = {
  readonly world: World;
  readonly run: WorkflowRun;
  readonly artifacts: string;
  readonly done: Readonly<Record<string, JobRun>>;
};

export async function runWorkflow(
  world: World,
  file: Shipped,
  run: WorkflowRun,
): Promise<Readonly<Record<string, JobRun>>> {
  const done: Record<string, JobRun> = {};
  const place = { world, run, artifacts: await mkdtemp(join(tmpdir(), 'workflow-artifacts-')), done };
  const asked = await conditions(file);
  for (const [id, job] of Object.entries(file.workflow.jobs)) {
    const needed = job.needs === undefined ? true : done[job.needs]?.outcome === 'success';
    const condition = asked.find(({ at }) => at === `${file.path} ${id}`)?.completed ?? '';
    const isWanted = holds(condition, contextsOf(place), needed);
    done[id] = isWanted
      ? await runParts(place, id, job)
      : { outcome: 'skipped', reason: '', action: null, outputs: {} };
  }
  return done;
}

/** What conditions and steps of any job may name. */
function contextsOf({ run, world, done }: Place) {
  const { event, payload, github = {}, inputs = {} } = run;
  const needs = Object.fromEntries(
    Object.entries(done).map(([id, { outcome: result, outputs }]) => [id, { result, outputs }]),
  );
  const actor = github['actor'] ?? 'ada';
  return {
    github: { event: payload, event_name: event, repository: world.repository, actor, ...github },
    inputs,
    needs,
  };
}

/** A job, or each part of it that a matrix makes, one after the other: what one of them came to is the job's, the worst first. */
async function runParts(place: Place, id: string, job: Job): Promise<JobRun> {
  const { shard = [] } = job.strategy?.matrix ?? {};
  if (shard.length === 0) return runJob(place, id, job);
  const parts: JobRun[] = [];
  for (const number of shard) {
    await place.run.meanwhile?.(id, number);
    const split = { matrix: { shard: number }, strategy: { 'job-total': shard.length } };
    parts.push(await runJob(place, id, job, split));
  }
  const [last] = parts.slice(-1);
  if (last === undefined) throw new RangeError('a matrix of nothing');
  return parts.find(({ outcome }) => outcome === 'failure') ?? last;
}

async function runJob(place: Place, id: string, job: Job, split: Contexts = {}): Promise<JobRun> {
  const { world, run } = place;
  const folder = await mkdtemp(join(tmpdir(), 'workflow-job-'));
  const granted = Object.entries(run.permissions?.[id] ?? job.permissions ?? {});
  const permissions = Object.fromEntries(granted.map(([name, level]) => [name.replaceAll('-', '_'), level]));
  const token = await world.mintToken({ permissions });
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const known = contextsOf(place);
  const contexts = (): Contexts => ({
    ...known,
    github: { ...known.github, token },
    runner: { temp: folder },
    secrets: run.secrets ?? {},
    vars: run.vars ?? {},
    ...split,
    steps,
  });
  let action: ActionResult | null = null;
  const outputs = () =>
    Object.fromEntries(Object.entries(job.outputs).map(([name, value]) => [name, filled(value, contexts())]));
  for (const step of job.steps) {
    const [name = ''] = step.uses?.split('@') ?? [];
    const given = Object.fromEntries(Object.entries(step.with).map(([key, value]) => [key, filled(value, contexts())]));
    const env = Object.fromEntries(Object.entries(step.env).map(([key, value]) => [key, filled(value, contexts())]));
    const checkout = join(folder, 'checkout');
    const failed = (reason: string): JobRun => ({ outcome: 'failure', reason, action, outputs: outputs() });
    try {
      if (name === 'actions/checkout') await checkOut(world, token, checkout, given);
      else if (name === 'actions/upload-artifact') await upload(place, given);
      else if (name === 'actions/download-artifact') await download(place, given);
      else {
        const { event, payload } = run;
        action = await runAction(world, {
          event,
          payload,
          inputs: given,
          checkout,
          token,
          mayStay: true,
          ...(run.github?.['actor'] === undefined ? {} : { actor: run.github['actor'] }),
          env: { ...run.env, ...env, RUNNER_TEMP: folder },
        });
        if (step.id !== undefined) steps[step.id] = { outputs: action.outputs };
        if (action.exitCode !== 0) return failed(action.annotations.map(({ message }) => message).join('\n'));
      }
    } catch (error) {
      return failed(String(error));
    }
  }
  return { outcome: 'success', reason: '', action, outputs: outputs() };
}

/**
 * As actions/checkout does it: one commit or all of the history, without the blobs that the patterns leave out, and no
 * token left behind.
 */
async function checkOut(
  world: World,
  token: string,
  folder: string,
  { 'sparse-checkout': patterns, ref = '', 'fetch-depth': depth = '1' }: Readonly<Record<string, string>>,
): Promise<void> {
  const git = promisify(execFile);
  const sparse = patterns === undefined ? [] : ['--filter=blob:none'];
  const named = ref === '' ? [] : [`--branch=${ref.replace(/^refs\/heads\//, '')}`];
  const shallow = depth === '0' ? [] : [`--depth=${depth}`];
  await git('git', ['clone', '-q', '--no-checkout', ...shallow, ...named, ...sparse, world.cloneUrl(token), folder]);
  const inside = ['-C', folder];
  if (patterns !== undefined)
    await git('git', [...inside, 'sparse-checkout', 'set', '--no-cone', ...patterns.trim().split('\n')]);
  await git('git', [...inside, 'checkout', '-q']);
  await git('git', [...inside, 'remote', 'set-url', 'origin', `${world.serverUrl}/${world.repository}`]);
}

async function upload({ artifacts }: Place, { name = '', path = '' }: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(artifacts, name), { recursive: true });
  await cp(path, join(artifacts, name, basename(path)));
}

async function download({ artifacts }: Place, given: Readonly<Record<string, string>>): Promise<void> {
  const { name, pattern = '', path = '' } = given;
  if (name !== undefined) return cp(join(artifacts, name), path, { recursive: true });
  // Each that a pattern fits comes to stand in a folder of its own name.
  const [start = ''] = pattern.split('*');
  for (const found of await readdir(artifacts)) {
    if (found.startsWith(start)) await cp(join(artifacts, found), join(path, found), { recursive: true });
  }
}
