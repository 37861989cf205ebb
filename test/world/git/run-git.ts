/** Runs the real git beside the world, asynchronously: the servers it may talk to live in the same process. */
import { spawn } from 'node:child_process';

export type GitRun = { readonly code: number; readonly stdout: Buffer; readonly stderr: string };
export type GitInput = { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> };

/** Neither a developer's configuration nor a prompt may have a say. */
const QUIET = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
export const ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = { ...process.env, ...QUIET };

export type TryGit = (directory: string, args: readonly string[], options?: GitInput) => Promise<GitRun>;

export const tryGit: TryGit = (directory, args, { input, env } = {}) => {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', directory, ...args], { env: { ...ENVIRONMENT, ...env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.end(input);
  });
};

/** The same by any way of running it: what git prints, or an error with what it complained of. */
export function gitBy(run: TryGit) {
  const gitBytes = async (directory: string, args: readonly string[], options: GitInput = {}): Promise<Buffer> => {
    const { code, stdout, stderr } = await run(directory, args, options);
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.trim()}`);
    return stdout;
  };
  /** The text, without the line end. */
  const git = async (directory: string, args: readonly string[], options: GitInput = {}): Promise<string> =>
    (await gitBytes(directory, args, options)).toString().replace(/\n$/, '');
  return { gitBytes, git };
}

export const { git } = gitBy(tryGit);
