/**
 * Whether a change is for the branch that everything is released from. The check of a commit stays with the commit, so one
 * that was won against another branch must not let the commit into this one.
 */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type TargetFacts = { readonly branch: string; readonly defaultBranch: string };

/** Nothing where no host says which branch it is for. */
export const checkTargetBranch: Check<TargetFacts | undefined> = (target) => {
  if (target === undefined) return [];
  const { pass, inconclusive } = findings('target_branch');
  const [branch, released] = [excerpt(target.branch, 200), excerpt(target.defaultBranch, 200)];
  if (target.branch === target.defaultBranch) return [pass(`it would be merged into ${branch}, the default branch`)];
  const why = 'nothing is judged until it is directed there';
  return [inconclusive(`it would be merged into ${branch}, which is not the default branch ${released}: ${why}`)];
};
