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
import { LEDGER_BRANCH, type LedgerBranch, ledgerBranch } from './git-ledger-branch.ts';
import { readBlob } from './git-objects.ts';
import { readProposalBranch } from './git-proposal-branch.ts';
import { type Branch, findBranchHead } from './git-refs.ts';
import { decodeText } from './node-text.ts';

const PROPOSAL_BRANCH = /^autotune\/[a-z0-9][a-z0-9._-]*\/[0-9a-f]{12}$/;
const ATTEMPTS = 40;

/** The forge of a checkout; `ledger` is shared with whoever else writes to the ledger branch in this process. */
export function localForge(repository: Repository, ledger: LedgerBranch = ledgerBranch(repository)): Forge {
  const found = new Map<string, Branch | null>();
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
      const head = await findBranchHead(repository, branch);
      found.set(branch, head);
      return head === null ? null : readProposalBranch(repository, branch, head.commit);
    },
    commitProposal: (commit) => commitProposal(repository, commit, found.get(commit.branch)),
    upsertPullRequest: (request) => upsertPullRequest(repository, ledger, request),
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
async function commitProposal(
  repository: Repository,
  asked: ProposalCommit,
  known: Branch | null | undefined,
): Promise<{ commit: string } | 'moved'> {
  assertProposalBranch(asked.branch);
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

async function upsertPullRequest(
  repository: Repository,
  ledger: LedgerBranch,
  request: PullRequest,
): Promise<{ operation: 'created' | 'updated' | 'unchanged' }> {
  const path = `pull-requests/${request.id}.md`;
  const text = `# ${excerpt(request.title, 300)}\n\n${request.body.trimEnd()}\n`;
  const readAt = (head: Branch | null) => (head === null ? null : readBlob(repository, head.commit, path));
  let found = ledger.last();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let before = found === undefined ? null : await readAt(found);
    // What was known before is good enough to write upon, since the swap compares; not to leave it at that.
    if (found === undefined || (attempt === 0 && before?.equals(Buffer.from(text)) === true)) {
      found = await ledger.find();
      before = await readAt(found);
    }
    if (before?.equals(Buffer.from(text)) === true) return { operation: 'unchanged' };
    const operation = before === null ? 'created' : 'updated';
    const message = `pull request ${operation}: ${excerpt(request.id, 120)}\n\nBranch: ${excerpt(request.branch, 200)}`;
    const done = await ledger.commit(found, [{ path, text }], message, request.at);
    if (done !== 'moved') return { operation };
    await pause(Math.random() * 25 * (attempt + 1));
    found = undefined;
  }
  throw new AutotuneError('LEDGER_BUSY', `the pull request ${excerpt(request.id, 120)} could not be written`);
}

/** Nothing but a proposal's own branch is ever written by `commitProposal`: not the default branch, not the ledger. */
function assertProposalBranch(branch: string): void {
  if (PROPOSAL_BRANCH.test(branch) && branch !== LEDGER_BRANCH) return;
  throw new AutotuneError('INTERNAL', `${excerpt(branch, 120)} is not the branch of a proposal`);
}
