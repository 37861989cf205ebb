/**
 * What the plain files of `.git` say by themselves, where they are the ones of most repositories: HEAD, and a branch
 * that was written lately. Reading them spares a run dozens of child processes; where they leave a doubt, git is asked.
 */
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './git.ts';

const PLAIN_HEAD = /^(?:ref: refs\/heads\/(?!\.invalid$).+|[0-9a-f]{40,64})$/;
const COMMIT = /^[0-9a-f]{40,64}$/;
/** Names that git takes for a branch without a second look. */
const PLAIN_NAME = /^[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*(?<!\.lock)$/;

/** What HEAD says, where no other working tree is linked and HEAD is a plain file; null where git has to be asked. */
export async function onlyHead({ root }: Repository): Promise<string | null> {
  const folder = join(root, '.git');
  if (!(await isMainFolder(folder)) || (await isThere(join(folder, 'worktrees')))) return null;
  const head = await readPlain(join(folder, 'HEAD'));
  return head !== null && PLAIN_HEAD.test(head) ? head : null;
}

/**
 * What the plain file of a local branch says, which goes before anything that git has packed; null where git has to be
 * asked: no such file, an alias, damage, another way to keep branches.
 */
export async function plainBranch({ root }: Repository, branch: string): Promise<string | null> {
  const folder = join(root, '.git');
  if (!PLAIN_NAME.test(branch) || !(await isMainFolder(folder))) return null;
  const commit = await readPlain(join(folder, 'refs', 'heads', branch));
  return commit !== null && COMMIT.test(commit) ? commit : null;
}

/** `commondir` would mean that this is not git's main folder. */
async function isMainFolder(folder: string): Promise<boolean> {
  return (await isPlain(folder, 'isDirectory')) && !(await isThere(join(folder, 'commondir')));
}

async function readPlain(path: string): Promise<string | null> {
  if (!(await isPlain(path, 'isFile'))) return null;
  const text = await readFile(path, 'utf8').catch(() => null);
  return text?.replace(/\n$/, '') ?? null;
}

async function isPlain(path: string, is: 'isFile' | 'isDirectory'): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.[is]() === true;
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  );
}
