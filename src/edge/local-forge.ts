/**
 * Proposals in the repository's own git: a real branch with a real commit, and the pull request as a Markdown file on
 * the ledger branch. The working tree, the index and the checked-out branch are never touched.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';
import type { Base, Forge, ProposalCommit, PullRequest } from '../ports/forge.ts';
import type { Repository } from './git.ts';
import { commitOnBranch, fileModes } from './git-commit.ts';
import { LEDGER_BRANCH } from './git-ledger.ts';
import { readBlob } from './git-objects.ts';
import { readProposalBranch } from './git-proposal-branch.ts';
import { findBranchHead } from './git-refs.ts';
import { decodeText } from './node-text.ts';

const PROPOSAL_BRANCH = /^autotune\/[a-z0-9][a-z0-9._-]*\/[0-9a-f]{12}$/;
const ATTEMPTS = 40;

/** The forge of a checkout. */
export function localForge(repository: Repository): Forge {
  return {
    name: 'local',
    base: () => readBase(repository),
    uncommitted: (paths) => listUncommitted(repository, paths),
    async readAt(commit, path) {
      const bytes = await readBlob(repository, commit, path);
      return bytes === null ? null : decodeText(bytes, path);
    },
    async findBranch(branch) {
      assertProposalBranch(branch);
      return readProposalBranch(repository, branch);
    },
    commitProposal: (commit) => commitProposal(repository, commit),
    upsertPullRequest: (request) => upsertPullRequest(repository, request),
  };
}

async function readBase(repository: Repository): Promise<Base> {
  const args = ['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'];
  const { code, stdout } = await repository.git(args, { accept: [0, 128] });
  const [commit = '', ref = ''] = stdout.toString('utf8').trim().split('\n');
  if (code !== 0) throw new AutotuneError('REPO_NOT_FOUND', `${excerpt(repository.root, 200)} has no commit yet`);
  return { commit, branch: ref.replace(/^refs\/heads\//, '') };
}

async function listUncommitted(repository: Repository, paths: readonly string[]): Promise<readonly string[]> {
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
async function commitProposal(repository: Repository, asked: ProposalCommit): Promise<{ commit: string } | 'moved'> {
  assertProposalBranch(asked.branch);
  const [found, modes] = await Promise.all([
    findBranchHead(repository, asked.branch),
    fileModes(repository, asked.parent, asked.files.keys()),
  ]);
  if ((found?.commit ?? null) !== asked.expected) return 'moved';
  const parents = asked.expected === null ? [asked.parent] : [asked.parent, asked.expected];
  return commitOnBranch(repository, asked.branch, found, { ...asked, parents, modes });
}

async function upsertPullRequest(
  repository: Repository,
  request: PullRequest,
): Promise<{ operation: 'created' | 'updated' | 'unchanged' }> {
  const path = `pull-requests/${request.id}.md`;
  const text = `# ${excerpt(request.title, 300)}\n\n${request.body.trimEnd()}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await findBranchHead(repository, LEDGER_BRANCH);
    const head = found?.commit ?? null;
    const before = head === null ? null : await readBlob(repository, head, path);
    if (before?.equals(Buffer.from(text)) === true) return { operation: 'unchanged' };
    const operation = before === null ? 'created' : 'updated';
    const done = await commitOnBranch(repository, LEDGER_BRANCH, found, {
      parents: head === null ? [] : [head],
      files: new Map([[path, text]]),
      message: `pull request ${operation}: ${excerpt(request.id, 120)}\n\nBranch: ${excerpt(request.branch, 200)}`,
      at: request.at,
    });
    if (done !== 'moved') return { operation };
    await pause(Math.random() * 25 * (attempt + 1));
  }
  throw new AutotuneError('LEDGER_BUSY', `the pull request ${excerpt(request.id, 120)} could not be written`);
}

/** Nothing but a proposal's own branch is ever written by `commitProposal`: not the default branch, not the ledger. */
function assertProposalBranch(branch: string): void {
  if (PROPOSAL_BRANCH.test(branch) && branch !== LEDGER_BRANCH) return;
  throw new AutotuneError('INTERNAL', `${excerpt(branch, 120)} is not the branch of a proposal`);
}
