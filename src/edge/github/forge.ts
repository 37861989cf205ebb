/**
 * Proposals on GitHub: branches, commits, pull requests, comments and checks by the API, the checkout by git. What the
 * API answers is believed for what it can vouch for, accounts and signatures, and for nothing that people can type.
 */
import { AutotuneError } from '../../kit/errors.ts';
import type { Base, Forge, ProposalCommit } from '../../ports/forge.ts';
import { decodeText } from '../files/text.ts';
import { fileModes } from '../git/commit.ts';
import type { Repository } from '../git/git.ts';
import { readBlob } from '../git/objects.ts';
import { assertOwnBranch } from '../git/own-branch.ts';
import { listUncommitted } from '../local/forge.ts';
import { readBase } from './base.ts';
import { broughtBy } from './brought.ts';
import { checkAtMerge, upsertCheck } from './check.ts';
import { upsertComment } from './comments.ts';
import { commitOnto, writeCommit } from './commit.ts';
import type { Warn } from './decoration.ts';
import { noticesFor } from './notices.ts';
import { readProposalBranch } from './proposal-branch.ts';
import {
  closePullRequest,
  closerOf,
  countCreatedSince,
  findPullRequest,
  listOpen,
  upsertPullRequest,
} from './pull-requests.ts';
import { advanceBranch, createBranch, deleteBranch } from './refs.ts';
import type { GitHubRepository } from './repository.ts';
import { reviewRequests } from './reviewers.ts';

/** The check of a proposal’s commit. */
const PROPOSAL_CHECK = 'autotune';

/** @param warn is told what could not be done and matters too little to end a run */
export function githubForge(checkout: Repository, repository: GitHubRepository, warn: Warn): Forge {
  // Branches that this forge created: one whose pull request is then forbidden is taken back.
  const created = new Map<string, string>();
  const decoration = { warn, requestReviewers: reviewRequests(repository.github, warn) };
  let base: Base | undefined;
  const forge: Forge = {
    name: 'github',
    async base() {
      base = await readBase(checkout, repository, base);
      return base;
    },
    uncommitted: (paths) => listUncommitted(checkout, paths),
    async readAt(commit, path) {
      const isHere = commit === (base ?? (await forge.base())).commit;
      const own = isHere ? await readBlob(checkout, commit, path).catch(() => undefined) : undefined;
      // A checkout may leave contents out that the repository has.
      const bytes = own === undefined ? await repository.bytesAt(commit, path) : own;
      return bytes === null ? null : decodeText(bytes, path);
    },
    async readAtTip(path) {
      const { default_branch: branch } = await repository.about();
      const bytes = await repository.bytesAt(branch, path);
      return bytes === null ? null : decodeText(bytes, path);
    },
    async findBranch(branch) {
      assertOwnBranch(branch);
      return readProposalBranch(repository, branch);
    },
    async commitProposal(commit) {
      assertOwnBranch(commit.branch);
      const done = await commitProposal(checkout, repository, commit);
      if (done !== 'moved' && commit.expected === null) created.set(commit.branch, done.commit);
      return done;
    },
    async deleteBranch(branch, expected) {
      assertOwnBranch(branch);
      return deleteBranch(repository, branch, expected);
    },
    listOpen: (kind) => listOpen(repository, kind),
    async findPullRequest(branch) {
      assertOwnBranch(branch);
      return findPullRequest(repository, branch);
    },
    countCreatedSince: (instant) => countCreatedSince(repository, instant),
    closerOf: (request) => closerOf(repository, request),
    async upsertPullRequest(text) {
      assertOwnBranch(text.branch);
      return upsertPullRequest(repository, text, decoration).catch(async (error: unknown) => {
        const commit = created.get(text.branch);
        const isForbidden = error instanceof AutotuneError && error.code === 'PULL_REQUESTS_FORBIDDEN';
        if (isForbidden && commit !== undefined)
          await deleteBranch(repository, text.branch, commit).catch(() => undefined);
        throw error;
      });
    },
    upsertComment: (request, comment) => upsertComment(repository, request, comment),
    closePullRequest: (request) => closePullRequest(repository, request),
    upsertCheck: (check) => upsertCheck(repository.github, { ...check, name: PROPOSAL_CHECK }),
    broughtBy: (path, commit) => broughtBy(repository.github, path, commit),
    checkAtMerge: (brought, name) => checkAtMerge(repository.github, brought, name),
    notices: () => noticesFor(repository),
  };
  return forge;
}

async function commitProposal(
  checkout: Repository,
  repository: GitHubRepository,
  { branch, expected, parent, files, message }: ProposalCommit,
): Promise<{ commit: string } | 'moved'> {
  // Refuses to replace a folder or a link by a file.
  const modes = await fileModes(checkout, parent, files.keys());
  if (expected === null) {
    const { at } = await createBranch(repository, branch, parent);
    return at === parent ? commitOnto(repository, { branch, expected: parent, files, message }) : 'moved';
  }
  const found = await readProposalBranch(repository, branch);
  if (found?.commit !== expected || !found.ours) return 'moved';
  const isSame = found.parent === parent || (await areSame(repository, [found.parent, parent], files.keys()));
  if (isSame) return commitOnto(repository, { branch, expected, files, message });
  // The first parent is the base, the second what this commit replaces: nothing is forced, and the difference to the
  // base is the proposal and nothing else.
  const commit = await writeCommit(repository, { parents: [parent, expected], files, modes, message });
  const done = await advanceBranch(repository, branch, { from: expected, to: commit });
  return done === 'done' ? { commit } : 'moved';
}

/** Whether files are the same at two commits, so that a change of them means the same on both. */
async function areSame(
  repository: GitHubRepository,
  [one, other]: readonly [string, string],
  paths: Iterable<string>,
): Promise<boolean> {
  for (const path of paths) {
    const [before, after] = await Promise.all([repository.bytesAt(one, path), repository.bytesAt(other, path)]);
    if (before === null ? after !== null : after?.equals(before) !== true) return false;
  }
  return true;
}
