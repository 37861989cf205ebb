/**
 * Where a branch is, and moving it by compare-and-swap. `update-ref <ref> <new> <old>` is the only command of this
 * room that changes what anybody can see: it takes the ref's lock, compares, and writes, or leaves everything alone.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { gitFailure, type Repository } from './git.ts';
import { readObjects } from './objects.ts';
import { isSurelyAbsent, onlyHead, plainBranch } from './plain-refs.ts';
import { lines } from './session.ts';

export type Branch = {
  /** The commit of the local branch; without one, of the remote-tracking branch a clone came with. */
  readonly commit: string;
  readonly local: boolean;
};

/**
 * Where a branch is, or null where there is none. In a fresh clone the remote-tracking branch answers, so that a
 * ledger or a proposal which was pushed is continued, not forgotten.
 */
export async function findBranchHead(repository: Repository, branch: string): Promise<Branch | null> {
  const plain = await plainBranch(repository, branch);
  if (plain !== null && (await isCommit(repository, plain))) return { commit: plain, local: true };
  if (plain === null && (await isSurelyAbsent(repository, branch))) return null;
  const local = `refs/heads/${branch}`;
  const format = '%(objectname) %(objecttype) %(refname) %(symref)';
  const args = ['for-each-ref', `--format=${format}`, local, `refs/remotes/*/${branch}`];
  const { stdout, stderr } = await repository.git(args);
  // git leaves a damaged ref out with a warning; taking that for "no branch" would forget everything.
  if (stderr !== '') throw gitFailure(args, stderr);
  const remote = new Set<string>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const [commit = '', type, ref = '', symbolic = ''] = line.split(' ');
    if (ref === local) {
      if (type === 'commit' && symbolic === '') return { commit, local: true };
      throw gitFailure(args, `${branch} is ${symbolic === '' ? `a ${type}` : `an alias of ${symbolic}`}, not a branch`);
    }
    if (ref.endsWith(`/${branch}`) && symbolic === '') remote.add(commit);
  }
  if (remote.size > 1) {
    throw new AutotuneError('GIT_FAILED', `several remotes have different branches named ${excerpt(branch, 120)}`, {
      hint: `Choose one: git branch ${branch} <remote>/${branch}`,
    });
  }
  const [commit] = remote;
  return commit === undefined ? null : { commit, local: false };
}

async function isCommit(repository: Repository, id: string): Promise<boolean> {
  const [object] = await readObjects(repository, [id]);
  return object?.type === 'commit';
}

/** Refuses a branch that a working tree has checked out, born or not: its files would silently differ from HEAD. */
export async function assertNotCheckedOut(repository: Repository, branch: string): Promise<void> {
  const holder = await holderOf(repository, branch);
  if (holder === null) return;
  const place = excerpt(holder, 200);
  throw new AutotuneError('GIT_FAILED', `${excerpt(branch, 120)} is checked out in ${place}; it is not moved there`, {
    hint: 'Check out another branch in that working tree and run again.',
  });
}

/** The working tree that has a branch checked out, or null. */
async function holderOf(repository: Repository, branch: string): Promise<string | null> {
  const only = await onlyHead(repository);
  if (only !== null && only !== `ref: refs/heads/${branch}`) return null;
  const { stdout } = await repository.git(['worktree', 'list', '--porcelain']);
  const trees = stdout.toString('utf8').split('\n\n');
  const holder = trees
    .map((tree) => tree.split('\n'))
    .find((lines) => {
      return lines.includes(`branch refs/heads/${branch}`) && !lines.some((line) => line.startsWith('prunable'));
    });
  return holder === undefined ? null : (holder[0] ?? '').replace(/^worktree /, '');
}

/** Moves or creates a branch if it still is as it was found; otherwise answers `moved` and changes nothing. */
export async function swapBranch(
  repository: Repository,
  branch: string,
  found: Branch | null,
  to: string,
): Promise<'done' | 'moved'> {
  const old = found?.local === true ? found.commit : '';
  if (await swapAtOnce(repository, branch, old, to)) return 'done';
  // Asked once more by itself, git says what is in the way: somebody who was faster, a lock, or a git too old to stay.
  const args = ['update-ref', '--no-deref', '-m', 'autotune', `refs/heads/${branch}`, to, old];
  const answer = await repository.git(args, { accept: [0, 1, 128], detached: true });
  if (answer.code === 0) return 'done';
  const now = await findBranchHead(repository, branch);
  if (now?.commit !== found?.commit || now?.local !== found?.local) return 'moved';
  throw gitFailure(args, answer.stderr);
}

const STAYING = ['update-ref', '--no-deref', '-m', 'autotune', '--stdin'];

/** The same by a git that stays, as a transaction of its own; false where it did not say that it was done. */
async function swapAtOnce(repository: Repository, branch: string, old: string, to: string): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  const change = old === '' ? `create ${ref} ${to}` : `update ${ref} ${to} ${old}`;
  const question = `start\noption no-deref\n${change}\ncommit\n`;
  const answer = await repository
    .stay(STAYING, { detached: true })
    .ask(question, lines(2))
    .catch(() => null);
  return answer?.toString('utf8') === 'start: ok\ncommit: ok\n';
}

/** Those of some branches below a prefix such as `autotune/` that are there as local ones, with their commits. */
export async function findLocal(
  repository: Repository,
  prefix: string,
  branches: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const plain = await Promise.all(branches.map((branch) => plainBranch(repository, branch)));
  const heads = new Map<string, string>();
  for (const [i, branch] of branches.entries()) {
    const commit = plain[i] ?? null;
    if (commit === null) return listLocal(repository, prefix);
    heads.set(branch, commit);
  }
  return heads;
}

async function listLocal(repository: Repository, prefix: string): Promise<ReadonlyMap<string, string>> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', `refs/heads/${prefix}`];
  const { stdout, stderr } = await repository.git(args);
  if (stderr !== '') throw gitFailure(args, stderr);
  const lines = stdout.toString('utf8').split('\n');
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const at = line.indexOf(' ');
      return at < 0 ? [] : [[line.slice(at + 1), line.slice(0, at)]];
    }),
  );
}

/**
 * Deletes a local branch that is still at a commit; a remote-tracking one is the remote's and is left alone. One that
 * somebody has checked out is in use: it answers `moved`, too.
 */
export async function deleteLocalBranch(
  repository: Repository,
  branch: string,
  expected: string,
): Promise<'deleted' | 'absent' | 'moved'> {
  const found = await findBranchHead(repository, branch);
  if (found?.local !== true) return 'absent';
  if (found.commit !== expected) return 'moved';
  if ((await holderOf(repository, branch)) !== null) return 'moved';
  const args = ['update-ref', '--no-deref', '-d', `refs/heads/${branch}`, expected];
  const answer = await repository.git(args, { accept: [0, 1, 128], detached: true });
  if (answer.code === 0) return 'deleted';
  const now = await findBranchHead(repository, branch);
  if (now?.local !== true) return 'absent';
  if (now.commit !== expected) return 'moved';
  throw gitFailure(args, answer.stderr);
}
