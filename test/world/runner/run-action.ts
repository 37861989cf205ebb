/** Runs an action's bundle in a process of its own, against a world or none, with the environment that a runner gives. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Ended, type Running, start } from '../../making/staying.ts';
import type { LoggedRequest } from '../log.ts';
import type { World } from '../world.ts';
import { type Annotation, parseCommands, parseFileCommands } from './commands.ts';
import { inputVariables, readMetadata } from './metadata.ts';

export type ActionRun = {
  /** As in `schedule` or `issue_comment`. */
  readonly event: string;
  readonly payload?: unknown;
  /** Names as in action.yml, which gives the others their defaults; an input it does not know throws. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The folder that actions/checkout would have filled. */
  readonly checkout: string;
  /** What `github.token` stands for; the world's default token if nothing is said, without a world none. */
  readonly token?: string;
  /** The path of an action.yml; this project's if nothing is said. */
  readonly metadata?: string;
  readonly sha?: string;
  /** The default branch if nothing is said. */
  readonly ref?: string;
  readonly actor?: string;
  readonly runId?: number;
  readonly runAttempt?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What a `kill` fault ends it with; nothing that it could answer to, if nothing is said. */
  readonly killedBy?: 'SIGKILL' | 'SIGTERM' | 'SIGINT';
  /** Milliseconds until the process is ended; 60,000 if nothing is said. */
  readonly timeout?: number;
  /** Whether a process that stays may do it, unless a fault is planted that may end it or what it asks. */
  readonly mayStay?: boolean;
  /** Told of all output so far whenever there is more, with a way to end the process. */
  readonly onOutput?: (stdout: string, stop: (signal: NodeJS.Signals) => void) => void;
};

export type ActionResult = {
  /** Null where the process was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** What was written to the job's summary. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly groups: readonly string[];
  readonly masks: readonly string[];
  readonly others: readonly string[];
  /** What lay in RUNNER_TEMP at the end: the path that outputs may name, to its text. */
  readonly files: Readonly<Record<string, string>>;
  /** What the run asked of the world, in order. */
  readonly requests: readonly LoggedRequest[];
};

const ACTION = join(import.meta.dirname, '../../../action.yml');
const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;

/** Without a world there is no GitHub, and no variable that leads to one. */
export async function runAction(world: World | null, run: ActionRun): Promise<ActionResult> {
  const scratch = await mkdtemp(join(tmpdir(), 'world-runner-'));
  const before = world?.requests.length;
  try {
    const metadata = await readMetadata(run.metadata ?? ACTION);
    const variables = inputVariables(metadata, { given: run.inputs ?? {}, token: run.token ?? world?.token ?? '' });
    const env = { ...(await environment(world, run, scratch)), ...variables, ...run.env };
    const isUndisturbed = run.mayStay === true && world?.faults.pending === 0 && !('NODE_OPTIONS' in env);
    const running = (isUndisturbed ? stay : startAlone)(metadata.main, env, run);
    world?.watchClient(() => running.kill(run.killedBy ?? 'SIGKILL'));
    const ended = await endOf(running, run);
    const texts = await Promise.all(FILES.map((name) => readFile(join(scratch, name), 'utf8')));
    const [output = '', state = '', exported = '', , summary = ''] = texts;
    return {
      ...ended,
      ...parseCommands(ended.stdout),
      outputs: parseFileCommands(output),
      state: parseFileCommands(state),
      env: parseFileCommands(exported),
      summary,
      files: await textsBelow(join(scratch, 'temp')),
      requests: world?.requests.slice(before) ?? [],
    };
  } finally {
    world?.watchClient(undefined);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Nothing of this process's own environment but the way to git: a developer's variables are not a runner's. */
async function environment(world: World | null, run: ActionRun, scratch: string): Promise<Record<string, string>> {
  const event = join(scratch, 'event.json');
  const temporary = join(scratch, 'temp');
  await Promise.all([writeFile(event, JSON.stringify(run.payload ?? {})), mkdir(temporary)]);
  await Promise.all(FILES.map((name) => writeFile(join(scratch, name), '')));
  const { actor = 'ada', runId = 1001, runAttempt = 1 } = run;
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: scratch,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: event,
    GITHUB_WORKSPACE: run.checkout,
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: String(runAttempt),
    GITHUB_ACTOR: actor,
    GITHUB_TRIGGERING_ACTOR: actor,
    GITHUB_WORKFLOW: 'autotune',
    GITHUB_JOB: 'propose',
    GITHUB_ACTION: 'autotune',
    GITHUB_ACTION_PATH: dirname(run.metadata ?? ACTION),
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'world',
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: temporary,
    ...Object.fromEntries(FILES.map((name) => [name, join(scratch, name)])),
    ...(world === null ? {} : await surroundings(world, run)),
  };
}

async function surroundings(world: World, run: ActionRun): Promise<Record<string, string>> {
  const { ref = `refs/heads/${world.defaultBranch}` } = run;
  return {
    GITHUB_API_URL: world.apiUrl,
    GITHUB_GRAPHQL_URL: world.graphqlUrl,
    GITHUB_SERVER_URL: world.serverUrl,
    GITHUB_REPOSITORY: world.repository,
    GITHUB_REPOSITORY_OWNER: world.owner,
    GITHUB_SHA: run.sha ?? (await world.head(world.defaultBranch)) ?? '',
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
  };
}

async function textsBelow(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')])));
}

function stay(entry: string, env: Readonly<Record<string, string>>, { checkout: cwd }: ActionRun): Running {
  return start({ entry, args: [], cwd, env });
}

function startAlone(entry: string, env: Readonly<Record<string, string>>, run: ActionRun): Running {
  const child = spawn(process.execPath, [entry], { cwd: run.checkout, env });
  const ended = new Promise<Ended>((resolve, reject) => {
    const text = { stdout: '', stderr: '' };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8');
    child.stdout?.on('data', (chunk) => {
      text.stdout += String(chunk);
      run.onOutput?.(text.stdout, (signal) => child.kill(signal));
    });
    child.stderr?.on('data', (chunk) => {
      text.stderr += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...text }));
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

type Texts = Pick<ActionResult, 'exitCode' | 'stdout' | 'stderr'>;

async function endOf({ ended, kill }: Running, { timeout = 60_000 }: ActionRun): Promise<Texts> {
  const timer = setTimeout(() => kill('SIGKILL'), timeout);
  const { status, ...texts } = await ended.finally(() => clearTimeout(timer));
  return { exitCode: status, ...texts };
}
