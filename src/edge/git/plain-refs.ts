/**
 * What the plain files of `.git` say by themselves, where they are the ones of most repositories: HEAD, and a branch
 * that was written lately. Reading them spares a run dozens of child processes; where they leave a doubt, git is asked.
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
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

/** A file of packed refs beyond this many bytes is for git to read. */
const MOST_PACKED = 1_000_000;
const MOST_REMOTES = 20;
const PACKED_LINE = /^(?:#.*|\^[0-9a-f]{40,64}|[0-9a-f]{40,64} refs\/\S+)$/;

/**
 * Whether the plain files leave no doubt that a branch is neither here nor tracked from a remote: no file has its name,
 * and what git has packed is readable and does not have it either. Otherwise git has to be asked.
 */
export async function isSurelyAbsent({ root }: Repository, branch: string): Promise<boolean> {
  const folder = join(root, '.git');
  if (!PLAIN_NAME.test(branch) || !(await isMainFolder(folder))) return false;
  const refs = join(folder, 'refs');
  const remotes = await remotesIn(join(refs, 'remotes'));
  if (remotes === null || !(await isPlain(join(refs, 'heads'), 'isDirectory'))) return false;
  // Git may keep branches in tables, and the folders as a sign that it does.
  const places = [
    join(folder, 'reftable'),
    join(refs, 'heads', branch),
    ...remotes.map((remote) => join(remote, branch)),
  ];
  const gone = await Promise.all(places.map(isGone));
  // Packed refs come last: a ref is there before its own file is taken away.
  return gone.every((is) => is) && isUnpacked(join(folder, 'packed-refs'), branch);
}

/** The folders of remotes; null where there are too many to look into, or none can be told. */
async function remotesIn(folder: string): Promise<readonly string[] | null> {
  if (await isGone(folder)) return [];
  const names = await readdir(folder).catch(() => null);
  return names === null || names.length > MOST_REMOTES ? null : names.map((name) => join(folder, name));
}

async function isUnpacked(path: string, branch: string): Promise<boolean> {
  if (await isGone(path)) return true;
  const stats = await lstat(path).catch(() => null);
  if (stats?.isFile() !== true || stats.size > MOST_PACKED) return false;
  const text = await readFile(path, 'utf8').catch(() => null);
  const lines = text?.split('\n') ?? [];
  return lines.pop() === '' && lines.every((line) => PACKED_LINE.test(line) && !line.endsWith(`/${branch}`));
}

async function isGone(path: string): Promise<boolean> {
  return !(await isThere(path));
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
