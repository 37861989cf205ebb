/** Where every number comes from: sets, tuple, suite, digests and the ledger, for whoever wants to re-derive it. */

import { code, fold, table } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { budgetSentences } from './heldout-budget.ts';
import { selfTestSentences } from './self-test.ts';

export function evidenceSection(proposal: Proposal): string {
  const { replay, digests, search_cost, fidelity } = proposal;
  const rows: string[][] = [
    ['search set', code(replay.search_set), code(digests?.search_set ?? '', 30)],
    ['held-out set', code(replay.heldout_test_set), code(digests?.heldout_test_set ?? '', 30)],
    ['baseline', code(replay.baseline_tuple), code(digests?.baseline_tuple ?? '', 30)],
    ['run', code(replay.evaluation_run_id), code(proposal.ledger?.ref ?? '')],
  ];
  return fold(
    'Evidence and how to re-derive it',
    [
      table(['', 'name', 'digest or place'], rows),
      `${budgetSentences(proposal)} ${search_cost?.replays} replays, ${fidelity?.recorded} as recorded and ${fidelity?.derived} derived in the selected comparison, no model was called.`,
      ...selfTestSentences(proposal),
      ...planSentence(proposal),
    ].join('\n\n'),
  );
}

/** Where the plan came from is for the workflow to show; that it came out the same is what the run has seen. */
function planSentence({ plan }: Proposal): string[] {
  if (plan === undefined) return [];
  const where = `${code(plan.digest, 30)} at ${code(plan.base_commit.slice(0, 12))}`;
  return [
    `What the held-out set was asked had been fixed by a separate search, plan ${where}; this run came to the same.`,
  ];
}
