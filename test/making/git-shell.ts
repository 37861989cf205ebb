/**
 * A small shell that stays and starts git for the tests, which wait for it: a fork of a grown Node costs ten times what
 * most of these gits take themselves.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Shell = { readonly asks: number; readonly answers: number; readonly stdout: string; readonly stderr: string };
type Ran = { readonly status: number; readonly stdout: Buffer; readonly stderr: string };

/** @param env of every git that it starts */
export function gitShell(env: Readonly<Record<string, string>>): (args: readonly string[]) => Ran {
  let shell: Shell | undefined;
  return (args) => {
    shell ??= begin(env);
    const { asks, answers, stdout, stderr } = shell;
    writeSync(asks, `${gitCommand(args, { stdin: '/dev/null', stdout, stderr })} 3>&-; echo $? >&3\n`);
    return { status: statusFrom(answers), stdout: readFileSync(stdout), stderr: readFileSync(stderr, 'utf8') };
  };
}

type Files = { readonly stdin: string; readonly stdout: string; readonly stderr: string };

/** What a shell is told, each word being one whatever stands in it. */
export function gitCommand(args: readonly string[], { stdin, stdout, stderr }: Files): string {
  const words = ['git', ...args].map(quoted).join(' ');
  return `${words} <${quoted(stdin)} >${quoted(stdout)} 2>${quoted(stderr)}`;
}

export const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

function begin(env: Readonly<Record<string, string>>): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-shell-'));
  const [asked, answered] = [join(folder, 'asked'), join(folder, 'answered')];
  if (spawnSync('mkfifo', [asked, answered]).status !== 0) throw new Error('mkfifo failed');
  // A pipe with a name opens at once for one side only where somebody has both; each side keeps its own half, so that
  // the end of either is seen by the other.
  const [asks, whole] = [openSync(asked, 'r+'), openSync(answered, 'r+')];
  const [theirs, tells, answers] = [openSync(asked, 'r'), openSync(answered, 'w'), openSync(answered, 'r')];
  spawn('sh', [], { env, stdio: [theirs, 'ignore', 'ignore', tells] }).unref();
  for (const half of [theirs, tells, whole]) closeSync(half);
  return { asks, answers, stdout: join(folder, 'stdout'), stderr: join(folder, 'stderr') };
}

function statusFrom(answers: number): number {
  const bytes = Buffer.alloc(8);
  let text = '';
  while (!text.endsWith('\n')) {
    const count = readSync(answers, bytes);
    if (count === 0) throw new Error('the shell that starts git has ended');
    text += bytes.toString('latin1', 0, count);
  }
  return Number(text);
}
