/**
 * Branches made, moved and deleted on GitHub by compare-and-swap. Whatever is uncertain is settled by reading where the
 * branch is: the answer may be lost, the deed is not.
 */
import { Anything, RefsUpdated } from './answers.ts';
import { UPDATE_REFS } from './documents.ts';
import { GitHubFailure } from './failure.ts';
import type { GitHubRepository } from './repository.ts';

const NOWHERE = '0'.repeat(40);
const TRIES = 3;

/** Creates a branch at a commit, or answers where the one that exists is. */
export async function createBranch(
  repository: GitHubRepository,
  branch: string,
  commit: string,
): Promise<{ readonly at: string; readonly isNew: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await repository.github.write('POST', 'git/refs', { ref: `refs/heads/${branch}`, sha: commit }, Anything);
      return { at: commit, isNew: true };
    } catch (error) {
      if (!isRefusal(error) && !isUncertain(error)) throw error;
      const at = await repository.headOf(branch);
      if (at !== null) return { at, isNew: isUncertain(error) && at === commit };
      if (isRefusal(error) || attempt === TRIES) throw error;
    }
  }
}

/** Moves a branch on to a commit that follows the one it is at. Never forced. */
export async function advanceBranch(
  repository: GitHubRepository,
  branch: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<'done' | 'moved'> {
  try {
    await swap(repository, branch, { from, to });
    return 'done';
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const at = await repository.headOf(branch);
    if (at === to) return 'done';
    if (at !== from) return 'moved';
    if (!isLacking(error)) throw error;
    // Without the exact swap, a move that is not forced is one: it fails unless `to` follows what is there.
    const path = { ref: `heads/${branch}`, sha: to, force: false };
    await repository.github.write('PATCH', 'git/refs/{ref}', path, Anything);
    return 'done';
  }
}

/** Deletes a branch that is still at a commit. */
export async function deleteBranch(
  repository: GitHubRepository,
  branch: string,
  expected: string,
): Promise<'deleted' | 'absent' | 'moved'> {
  const at = await repository.headOf(branch);
  if (at !== expected) return at === null ? 'absent' : 'moved';
  try {
    await swap(repository, branch, { from: expected, to: NOWHERE });
    return 'deleted';
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const now = await repository.headOf(branch);
    if (now !== expected) return now === null ? 'deleted' : 'moved';
    if (!isLacking(error)) throw error;
    await repository.github.write('DELETE', 'git/refs/{ref}', { ref: `heads/${branch}` }, Anything);
    return 'deleted';
  }
}

async function swap(
  { github, about }: GitHubRepository,
  branch: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { node_id: repositoryId } = await about();
  const update = { name: `refs/heads/${branch}`, beforeOid: from, afterOid: to, force: to === NOWHERE };
  await github.graphql(UPDATE_REFS, { input: { repositoryId, refUpdates: [update] } }, RefsUpdated);
}

/** Whether the server has no such mutation: older ones of GitHub Enterprise. */
function isLacking({ kinds, message }: GitHubFailure): boolean {
  return kinds.includes('undefinedField') || /updateRefs.*doesn't exist|UpdateRefsInput isn't a defined/i.test(message);
}

function isRefusal(error: unknown): boolean {
  return error instanceof GitHubFailure && error.status === 422;
}

export function isUncertain(error: unknown): error is GitHubFailure {
  return error instanceof GitHubFailure && error.isUncertain;
}
