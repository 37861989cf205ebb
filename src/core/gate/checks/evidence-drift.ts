/** Whether what a proposal rests on is still what the base has: else its figures are about something that is gone. */
import type { Proposal } from '../../../schema/proposal.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';

type Digests = Omit<NonNullable<Proposal['digests']>, 'patch'>;

export type DriftFacts = { readonly claim: Claim /** As they are at the base. */; readonly digests: Digests };

const NAMES: Readonly<Record<keyof Digests, string>> = {
  pack: 'the pack',
  search_set: 'the search set',
  heldout_test_set: 'the held-out set',
  baseline_tuple: 'the active release (tuple, policy or runtime)',
  evaluator_suite: 'the evaluator suite',
  target: 'the target (its guardrails, limits or surfaces)',
};

export const checkDrift: Check<DriftFacts> = ({ claim, digests }) => {
  const { pass, fail } = findings('evidence_drift');
  const claimed = claim.value.digests;
  if (claimed === undefined) return [fail('the proposal does not say what it rests on', placeIn(claim, []))];
  const rows = [
    [NAMES.pack, 'pack'],
    [NAMES.search_set, 'search_set'],
    [NAMES.heldout_test_set, 'heldout_test_set'],
    [NAMES.baseline_tuple, 'baseline_tuple'],
    [NAMES.evaluator_suite, 'evaluator_suite'],
    [NAMES.target, 'target'],
  ] as const;
  const drifted = rows.filter(([, key]) => claimed[key] !== digests[key]);
  // The target's digest covers the others: where one of them moved, it says nothing of its own.
  const told = drifted.length > 1 ? drifted.filter(([, key]) => key !== 'target') : drifted;
  if (told.length === 0) return [pass('everything that the proposal rests on is as it was')];
  return told.map(([name, key]) =>
    fail(
      `${name} of the base is not the one that the proposal names: the base changed since it was made, which the next run scores again, or its digest was edited`,
      placeIn(claim, ['digests', key]),
    ),
  );
};
