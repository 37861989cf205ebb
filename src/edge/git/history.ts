/** Commits, merges and differences as git's own objects tell them; nothing that is checked out is looked at or changed. */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { EntryKind, History, Merged, PathChange } from '../../ports/history.ts';
import { gitFailure, type Repository } from './git.ts';
import { findCommit } from './objects.ts';

export function gitHistory(repository: Repository): History {
  return {
    commitOf: (name) => commitOf(repository, name),
    branchOf: (name) => branchOf(repository, name),
    merge: (base, head) => merge(repository, base, head),
    changes: (from, to) => changes(repository, from, to),
  };
}

/** Names without an expression in them: git ends at some of those that it cannot follow, and one that stays must not. */
const PLAIN_NAME = /^\w[\w./-]*$/;

/** A name is somebody's text: it is never an option, and what follows it makes a commit of whatever it names. */
async function commitOf(repository: Repository, name: string): Promise<string> {
  const known = PLAIN_NAME.test(name) ? await findCommit(repository, name) : null;
  if (known !== null) return known;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const isText = !/[\0\n]/.test(name) && name !== '';
  const { code, stdout } = isText ? await repository.git(args, { accept: [0, 1, 128] }) : { code: 1, stdout: '' };
  const commit = String(stdout).trim();
  if (code === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw new AutotuneError('REF_NOT_FOUND', `${excerpt(name, 200)} is no commit of this clone`);
}

async function branchOf(repository: Repository, name: string): Promise<string | null> {
  if (/[\0\n]/.test(name) || name === '') return null;
  const args = ['rev-parse', '--symbolic-full-name', '--quiet', '--verify', '--end-of-options', name];
  const { stdout } = await repository.git(args, { accept: [0, 1, 128] });
  return /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(stdout.toString('utf8').trim())?.[1] ?? null;
}

async function merge(repository: Repository, base: string, head: string): Promise<Merged> {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', base, head];
  const { code, stdout, stderr } = await repository.git(args, { accept: [0, 1, 128] });
  if (code === 128) {
    if (/unrelated histories/.test(stderr)) return 'unrelated';
    throw gitFailure(args, stderr);
  }
  const [tree = '', ...paths] = stdout.toString('utf8').split('\0');
  return code === 0 ? { tree } : { conflicts: [...new Set(paths)].filter((path) => path !== '') };
}

const KINDS: Readonly<Record<string, EntryKind>> = {
  '100644': 'file',
  '100755': 'executable',
  '120000': 'link',
  '160000': 'submodule',
};
const CHANGE = /^:(\d+) (\d+) [0-9a-f]+ [0-9a-f]+ \w/;

async function changes(repository: Repository, from: string, to: string): Promise<readonly PathChange[]> {
  const { stdout } = await repository.git(['diff-tree', '-r', '-z', '--no-renames', '--raw', from, to, '--']);
  const tokens = stdout.toString('utf8').split('\0');
  const found: PathChange[] = [];
  // What happened and where take turns; a path may look like anything.
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const [, before = '', after = ''] = CHANGE.exec(tokens[at] ?? '') ?? [];
    found.push({ path: tokens[at + 1] ?? '', before: KINDS[before] ?? null, after: KINDS[after] ?? null });
  }
  return found;
}
