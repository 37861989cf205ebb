/**
 * Proposals in the repository's own git: a real branch with a real commit, and the pull request as Markdown on the
 * ledger branch. The working tree, the index and the checked-out branch are never touched.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Base, Forge, ProposalBranch, ProposalCommit } from '../../ports/forge.ts';
import { decodeText } from '../files/text.ts';
import { commitOnBranch, fileModes } from '../git/commit.ts';
import type { Repository } from '../git/git.ts';
import { type LedgerBranch, ledgerBranch } from '../git/ledger-branch.ts';
import { readBlob } from '../git/objects.ts';
import { assertOwnBranch, kindOfBranch } from '../git/own-branch.ts';
import { readProposalBranch } from '../git/proposal-branch.ts';
import { type Branch, deleteLocalBranch, findBranchHead } from '../git/refs.ts';
import { localPullRequests } from './pull-requests.ts';

/** The forge of a checkout; `ledger` is shared with whoever else writes to the ledger branch in this process. */
export function localForge(repository: Repository, ledger: LedgerBranch = ledgerBranch(repository)): Forge {
  const found = new Map<string, Branch | null>();
  // A commit stays what it is, and so does who wrote it.
  const read = new Map<string, ProposalBranch>();
  let last: Base | null = null;
  const base = async () => {
    last = await readBase(repository);
    return last;
  };
  return {
    name: 'local',
    base,
    uncommitted: (paths) => listUncommitted(repository, paths),
    readAt: (commit, path) => readText(repository, commit, path),
    readAtTip: (path) => readText(repository, 'HEAD', path),
    async findBranch(branch) {
      assertOwnBranch(branch);
      const head = await findBranchHead(repository, branch);
      found.set(branch, head);
      if (head === null) return null;
      const known = read.get(head.commit) ?? (await readProposalBranch(repository, branch, head.commit));
      read.set(head.commit, known);
      return { ...known, branch };
    },
    commitProposal: (commit) => commitProposal(repository, commit, found.get(commit.branch)),
    async deleteBranch(branch, expected) {
      assertOwnBranch(branch);
      found.delete(branch);
      return deleteLocalBranch(repository, branch, expected);
    },
    ...localPullRequests(repository, ledger, async () => (last ?? (await base())).branch),
  };
}

async function readText(repository: Repository, commit: string, path: string): Promise<string | null> {
  const bytes = await readBlob(repository, commit, path);
  return bytes === null ? null : decodeText(bytes, path);
}

async function readBase(repository: Repository): Promise<Base> {
  const args = ['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'];
  const { code, stdout } = await repository.git(args, { accept: [0, 128] });
  const [commit = '', ref = ''] = stdout.toString('utf8').trim().split('\n');
  if (code !== 0) throw new AutotuneError('REPO_NOT_FOUND', `${excerpt(repository.root, 200)} has no commit yet`);
  const branch = ref.replace(/^refs\/heads\//, '');
  await assertNoProposal(repository, branch);
  return { commit, branch };
}

/**
 * Whoever looks at a proposal has it checked out, by its branch or by its commit; taken for the base, it would be recorded
 * as merged.
 */
async function assertNoProposal(repository: Repository, branch: string): Promise<void> {
  const own = kindOfBranch(branch) === null ? await ownBranchAlone(repository, branch) : branch;
  if (own === null) return;
  const message = `${excerpt(own, 120)} is checked out, and a proposal is not what proposals are for`;
  throw new AutotuneError('BASE_NOT_ON_DEFAULT', message, {
    hint: 'Switch to the branch that it would be merged into.',
  });
}

/** The branch of ours that has a detached HEAD, where no other branch has it. */
async function ownBranchAlone(repository: Repository, branch: string): Promise<string | null> {
  if (branch !== 'HEAD') return null;
  const args = ['for-each-ref', '--contains=HEAD', '--format=%(refname)', 'refs/heads', 'refs/remotes'];
  const { stdout } = await repository.git(args);
  const names = stdout.toString('utf8').split('\n');
  const branches = names
    .map((name) => name.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, ''))
    .filter((name) => name !== '');
  const [own = null] = branches.filter((name) => kindOfBranch(name) !== null);
  return branches.every((name) => kindOfBranch(name) !== null) ? own : null;
}

export async function listUncommitted(repository: Repository, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const flags = ['--porcelain', '-z', '--no-renames', '--untracked-files=all', '--ignored=traditional'];
  const { stdout } = await repository.git(['status', ...flags, '--', ...paths]);
  const entries = stdout
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '');
  return entries
    .filter((entry) => !(entry.startsWith('!! ') && isDropping(entry)))
    .map((entry) => entry.slice(3))
    .sort();
}

/** What editors and desktops leave behind and git is told to ignore; no run reads such a name. */
function isDropping(path: string): boolean {
  return /(?:\/|^!! )\.[^/]*$|~$/.test(path);
}

/**
 * The first parent is the base that the proposal is built on, so `<branch>^` to `<branch>` is the proposal and nothing
 * else, even when the base moved; the second, if any, is the commit that this one replaces.
 */
async function commitProposal(
  repository: Repository,
  asked: ProposalCommit,
  known: Branch | null | undefined,
): Promise<{ commit: string } | 'moved'> {
  assertOwnBranch(asked.branch);
  // Where the branch still is as it was found, the swap will say so; asking again would not make it surer.
  const isKnown = known !== undefined && (known?.commit ?? null) === asked.expected;
  const [found, modes] = await Promise.all([
    isKnown ? known : findBranchHead(repository, asked.branch),
    fileModes(repository, asked.parent, asked.files.keys()),
  ]);
  if ((found?.commit ?? null) !== asked.expected) return 'moved';
  const parents = asked.expected === null ? [asked.parent] : [asked.parent, asked.expected];
  return commitOnBranch(repository, asked.branch, found, { ...asked, parents, modes });
}
