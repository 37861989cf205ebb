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
    ].join('\n\n'),
  );
}
