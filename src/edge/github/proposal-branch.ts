/**
 * Decides nothing, checks facts: whether each commit that a proposal branch adds to the default branch is one that
 * autotune wrote through GitHub and still is as it was written. Anything else there belongs to somebody else.
 */
import { sha256 } from '../../kit/canonical.ts';
import type { ProposalBranch } from '../../ports/forge.ts';
import { type Carried, carriedBy } from '../git/proposal-trailer.ts';
import { isSignedForUs } from './accounts.ts';
import { Commit, Comparison } from './answers.ts';
import { GitHubFailure } from './failure.ts';
import type { GitHubRepository } from './repository.ts';

/** The branch as it stands at its head, or null where there is none. */
export async function readProposalBranch(repository: GitHubRepository, branch: string): Promise<ProposalBranch | null> {
  const head = await repository.headOf(branch);
  if (head === null) return null;
  const { default_branch: base } = await repository.about();
  const compared = await compare(repository, base, head);
  const parent = compared.merge_base_commit.sha;
  if (compared.commits.length === 0) return readContained(repository, branch, head);
  const isWhole = compared.total_commits === compared.commits.length;
  const paths = (compared.files ?? []).map(({ filename }) => filename);
  const newest = compared.commits.findLast(({ sha }) => sha === head);
  if (!isWhole || newest === undefined) return { branch, commit: head, parent, ours: false, proposal: null };
  let carried: Carried | null = null;
  for (const commit of compared.commits) {
    carried = await readCarried(repository, commit, paths);
    if (carried === null) return { branch, commit: head, parent, ours: false, proposal: null };
  }
  return { branch, commit: head, parent, ours: true, proposal: carried?.proposal ?? null };
}

async function compare(repository: GitHubRepository, base: string, head: string) {
  const basehead = `${base}...${head}`;
  const compared = await repository.github.read('compare/{basehead}', { basehead, per_page: 100 }, Comparison);
  if (compared !== null) return compared;
  throw new GitHubFailure('FORGE_NOT_FOUND', `GitHub cannot compare ${head} with the default branch`);
}

/** A branch that adds nothing: bare, as it was created, or merged already. */
async function readContained(repository: GitHubRepository, branch: string, head: string): Promise<ProposalBranch> {
  const commit = await repository.github.read('commits/{ref}', { ref: head }, Commit);
  const paths = (commit?.files ?? []).map(({ filename }) => filename);
  const carried = commit === null ? null : await readCarried(repository, commit, paths);
  const proposal = carried?.proposal ?? null;
  const parent = carried === null ? head : (commit?.parents[0]?.sha ?? head);
  return { branch, commit: head, parent, ours: true, proposal };
}

/** What a commit carries, if autotune wrote it and each of its files is what the trailer says; else null. */
async function readCarried(
  repository: GitHubRepository,
  commit: Commit,
  paths: readonly string[],
): Promise<Carried | null> {
  if (!isSignedForUs(commit, await repository.identities())) return null;
  const carried = carriedBy(commit.commit.message, paths);
  for (const { path, digest } of carried?.files ?? []) {
    const bytes = await repository.bytesAt(commit.sha, path);
    if (bytes === null || sha256(bytes) !== digest) return null;
  }
  return carried;
}
