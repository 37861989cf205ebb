/**
 * Runs git as a child process with an argument array and a scrubbed environment. Every other git file of this room
 * goes through here, so that no caller's variable, hook or prompt can redirect what autotune does to a repository.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { openSession, type Session } from './session.ts';

export const IDENTITY = { name: 'autotune', email: 'autotune@users.noreply.github.com' } as const;

export type Environment = Readonly<Record<string, string | undefined>>;

export type GitCall = {
  /** Bytes for standard input; without it, standard input is closed. */
  readonly input?: string | Uint8Array;
  /** Exit codes that are an answer; any other throws `GIT_FAILED`. Default: 0 only. */
  readonly accept?: readonly number[];
  /** Runs outside the caller's process group, so that Ctrl-C or a killed group cannot leave a lock behind. */
  readonly detached?: boolean;
  /** Settings that must not stand among the arguments, where every process of the machine can read them. */
  readonly secrets?: readonly (readonly [key: string, value: string])[];
};

export type GitAnswer = { readonly code: number; readonly stdout: Buffer; readonly stderr: string };

export type Repository = {
  /** The root of the working tree. */
  readonly root: string;
  /** Runs one git command at the root. */
  git(args: readonly string[], call?: GitCall): Promise<GitAnswer>;
  /** What one git command prints, piece by piece; throws `GIT_FAILED` at the end of what did not end well. */
  stream(args: readonly string[]): AsyncGenerator<Buffer>;
  /**
   * The git that stays for these arguments, started where there is none.
   * @param farewell what it wants to read before its input ends
   */
  stay(args: readonly string[], call?: { readonly detached?: boolean; readonly farewell?: string }): Session;
};

const INHERITED =
  /^(?:PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|TMPDIR|TEMP|TMP|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|GIT_SSL_CAINFO|GIT_CEILING_DIRECTORIES)$/i;

const FIXED = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_AUTHOR_NAME: IDENTITY.name,
  GIT_AUTHOR_EMAIL: IDENTITY.email,
  GIT_COMMITTER_NAME: IDENTITY.name,
  GIT_COMMITTER_EMAIL: IDENTITY.email,
};

const SETTINGS = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.filesRefLockTimeout=2000',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** Opens the repository that a directory lies in. Throws `REPO_NOT_FOUND` outside a working tree with a commit. */
export async function openRepository(directory: string, environment: Environment): Promise<Repository> {
  const env = scrub(environment);
  const answer = await run(directory, env, ['rev-parse', '--show-toplevel'], { accept: [0, 128, 129] }).catch(
    (cause: unknown) => {
      throw new AutotuneError('REPO_NOT_FOUND', `git cannot be run in ${excerpt(directory, 200)}`, { cause });
    },
  );
  if (answer.code !== 0) {
    throw new AutotuneError('REPO_NOT_FOUND', `${excerpt(directory, 200)}: ${oneLine(answer.stderr)}`);
  }
  const root = answer.stdout.toString('utf8').replace(/\r?\n$/, '');
  const sessions = new Map<string, Session>();
  return {
    root,
    git: (args, call = {}) => run(root, env, args, call),
    stream: (args) => pieces(start(root, env, args, false), args),
    stay(args, { detached = false, farewell } = {}) {
      const name = args.join(' ');
      const known = sessions.get(name);
      if (known !== undefined && !known.isOver) return known;
      const session = openSession(start(root, env, args, detached), (said) => gitFailure(args, said), farewell);
      sessions.set(name, session);
      return session;
    },
  };
}

/** `GIT_FAILED` with what git said. */
export function gitFailure(args: readonly string[], said: string): AutotuneError {
  return new AutotuneError('GIT_FAILED', `git ${args[0] ?? ''} failed: ${oneLine(said)}`);
}

/** What git said, safe to print on one line. */
function oneLine(text: string): string {
  return excerpt(text.trim().replaceAll(/\s*\n\s*/g, '; '), 400);
}

function scrub(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter((entry): entry is [string, string] => {
    return INHERITED.test(entry[0]) && entry[1] !== undefined;
  });
  return { ...Object.fromEntries(kept), ...FIXED };
}

function settingsOf(settings: readonly (readonly [string, string])[]): Record<string, string> {
  const entries = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return settings.length === 0 ? {} : { GIT_CONFIG_COUNT: `${settings.length}`, ...Object.fromEntries(entries) };
}

function start(
  cwd: string,
  env: Record<string, string>,
  args: readonly string[],
  detached: boolean,
): ChildProcessWithoutNullStreams {
  return spawn('git', [...SETTINGS, ...args], { cwd, env, stdio: 'pipe', detached, windowsHide: true });
}

async function* pieces(child: ChildProcessWithoutNullStreams, args: readonly string[]): AsyncGenerator<Buffer> {
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(new AutotuneError('GIT_FAILED', 'git cannot be started', { cause })));
    child.on('close', resolve);
  });
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end();
  try {
    for await (const chunk of child.stdout) yield Buffer.from(chunk);
    const code = await ended;
    if (code !== 0) throw gitFailure(args, said || `exit code ${code}`);
  } finally {
    child.kill();
  }
}

function run(cwd: string, env: Record<string, string>, args: readonly string[], call: GitCall): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const own = { ...env, ...settingsOf(call.secrets ?? []) };
    const child = start(cwd, own, args, call.detached === true);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // git may end before it read everything; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => reject(new AutotuneError('GIT_FAILED', 'git cannot be started', { cause })));
    child.on('close', (code, signal) => {
      const said = Buffer.concat(stderr).toString('utf8');
      if (code === null) return reject(gitFailure(args, `ended by ${signal}`));
      if (!(call.accept ?? [0]).includes(code)) return reject(gitFailure(args, said || `exit code ${code}`));
      resolve({ code, stdout: Buffer.concat(stdout), stderr: said });
    });
    child.stdin.end(call.input);
  });
}
