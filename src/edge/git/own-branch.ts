/** Which branches are autotune's to write: nothing else is ever written by a forge, not the default branch, not the ledger. */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { BranchKind } from '../../ports/forge.ts';

const BRANCH = /^autotune\/[a-z0-9][a-z0-9._-]*\/(?:(release|goldens)-)?[0-9a-f]{12}$/;

/** What a branch is for, by its name; null for a branch that is not autotune's to write. */
export function kindOfBranch(branch: string): BranchKind | null {
  const match = BRANCH.exec(branch);
  if (match === null) return null;
  if (match[1] === undefined) return 'proposal';
  return match[1] === 'release' ? 'release' : 'goldens';
}

/** Throws `INTERNAL` for a branch that is neither a proposal's, nor a release's, nor one of goldens. */
export function assertOwnBranch(branch: string): void {
  if (kindOfBranch(branch) !== null) return;
  throw new AutotuneError('INTERNAL', `${excerpt(branch, 120)} is not the branch of a proposal`);
}
