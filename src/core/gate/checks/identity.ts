/** Whether a proposal is what it is named: ids, digests and branch follow from the change, whoever wrote them down. */
import { digestOf } from '../../../kit/canonical.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { BaselineTuple } from '../../../schema/tuning-target.ts';
import { branchName, candidateId, fingerprintOf, proposalId } from '../../packs/identity.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';

export type IdentityFacts = {
  readonly claim: Claim;
  /** What the base runs under now, and the suite that it is scored by. */
  readonly baselineTuple: BaselineTuple;
  readonly evaluatorSuite: string;
  /** The branch that the change comes from; null where only a commit is known. */
  readonly branch: string | null;
};

export const checkIdentity: Check<IdentityFacts> = ({ claim, baselineTuple, evaluatorSuite, branch }) => {
  const { pass, fail } = findings('identity');
  const { target, candidate_change, digests, replay, ...named } = claim.value;
  const { intent, metric } = target;
  const { patch } = candidate_change;
  const fingerprint = fingerprintOf({ intent, patch, baselineTuple, evaluatorSuite });
  const rows: readonly (readonly [field: string[], found: string | undefined, expected: string | undefined])[] = [
    [['fingerprint'], named.fingerprint, fingerprint],
    [['tuning_proposal_id'], named.tuning_proposal_id, proposalId(intent, metric, fingerprint)],
    [['candidate_id'], named.candidate_id, candidateId(fingerprint)],
    [['digests', 'patch'], digests?.patch, digestOf(patch)],
    [['run_id'], named.run_id, replay.evaluation_run_id],
    [['status'], named.status, 'proposed'],
  ];
  const wrong = rows
    .filter(([, found, expected]) => found !== expected)
    .map(([field, found = 'nothing', expected = 'nothing']) =>
      fail(`${field.join('.')} is ${excerpt(found, 120)}; of this change it is ${expected}`, placeIn(claim, field)),
    );
  const own = branchName(intent, fingerprint);
  if (branch !== null && branch !== own) wrong.push(fail(elsewhere(branch, own)));
  return wrong.length > 0 ? wrong : [pass('ids and digests follow from the change')];
};

/** Autotune proposes on a branch that follows from the change; whoever brings its bytes from elsewhere is a person. */
function elsewhere(branch: string, own: string): string {
  const name = excerpt(branch, 120);
  return branch.startsWith('autotune/')
    ? `the branch ${name} is another proposal's: this one belongs on ${own}`
    : `it is a copy on ${name}: autotune proposes this on ${own}. Merge it from there, or make the change without the file of the proposal`;
}
