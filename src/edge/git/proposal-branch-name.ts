/** Which branches are those of proposals: nothing else is ever written by a forge, not the default branch, not the ledger. */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';

const PROPOSAL_BRANCH = /^autotune\/[a-z0-9][a-z0-9._-]*\/[0-9a-f]{12}$/;

export function isProposalBranch(branch: string): boolean {
  return PROPOSAL_BRANCH.test(branch);
}

/** Throws `INTERNAL` for any other branch. */
export function assertProposalBranch(branch: string): void {
  if (isProposalBranch(branch)) return;
  throw new AutotuneError('INTERNAL', `${excerpt(branch, 120)} is not the branch of a proposal`);
}
