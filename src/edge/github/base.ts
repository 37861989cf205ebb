/**
 * The commit of the checkout, held against GitHub: proposals are for the default branch, so what they are built on has
 * to be part of it.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Base } from '../../ports/forge.ts';
import type { Repository } from '../git/git.ts';
import { findCommit } from '../git/objects.ts';
import { Comparison } from './answers.ts';
import type { GitHubRepository } from './repository.ts';

/**
 * Throws `REPO_NOT_FOUND` without a commit, and `BASE_NOT_ON_DEFAULT` where the default branch does not contain it.
 * @param known what was answered before; a commit that was part of the default branch is asked about once
 */
export async function readBase(
  checkout: Repository,
  repository: GitHubRepository,
  known: Base | undefined,
): Promise<Base> {
  const commit = await findCommit(checkout, 'HEAD');
  if (commit === null) throw new AutotuneError('REPO_NOT_FOUND', `${excerpt(checkout.root, 200)} has no commit yet`);
  if (known?.commit === commit) return known;
  const { default_branch: branch } = await repository.about();
  const query = { basehead: `${branch}...${commit}`, per_page: 1 };
  const compared = await repository.github.read('compare/{basehead}', query, Comparison);
  if (compared !== null && /^(?:identical|behind)$/.test(compared.status)) return { commit, branch };
  const where = compared === null ? 'GitHub does not have it' : `it is ${compared.status}`;
  const message = `${commit.slice(0, 12)} is not part of the branch ${excerpt(branch, 120)}: ${excerpt(where, 40)}`;
  throw new AutotuneError('BASE_NOT_ON_DEFAULT', message);
}
