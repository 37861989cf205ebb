/** A run's report as tests show it: one proposal, one honest null result, one refusal. */
import { buildProposal } from '../../src/core/proposal/build.ts';
import type { RunReport } from '../../src/schema/run-report.ts';
import { evidence } from '../core/proposal/evidence.ts';

const UNCONSIDERED = { considered: {}, skipped: { exact: 0, direction: 0, surface: 0 }, skipped_by: [] };

const proposal = {
  ...buildProposal(evidence()),
  branch: 'autotune/support.triage/777777777777',
  commit: 'ab'.repeat(20),
};

export function sampleReport(): RunReport {
  return {
    operation: 'created',
    run_id: 'run_0123456789ab',
    targets: [
      {
        intent: 'support.triage',
        metric: 'economics_cents_per_decision',
        result: 'proposed',
        reason: 'policy_kb.top_k 10→6 holds on both sets',
        considered: { proposed: 1, lawful: 3, refused: 8 },
        skipped: { exact: 1, direction: 4, surface: 0 },
        skipped_by: [
          { proposal_id: 'at_1', scope: 'exact', candidates: 1 },
          { proposal_id: 'at_2', scope: 'direction', candidates: 4 },
        ],
      },
      {
        intent: 'support.refund',
        metric: 'utility',
        result: 'no_proposal',
        reason: 'none of 12 candidates is lawful',
        considered: { refused: 9, inconclusive: 3 },
        skipped: { exact: 0, direction: 0, surface: 2 },
        skipped_by: [{ proposal_id: 'at_3', scope: 'surface', candidates: 2 }],
      },
      {
        intent: 'support.status',
        metric: 'utility',
        result: 'refused',
        reason: 'no guardrail for safety: add guardrails.safety.min',
        ...UNCONSIDERED,
      },
    ],
    proposals: [proposal],
    outcomes: [
      {
        proposal_id: proposal.tuning_proposal_id,
        operation: 'created',
        places: [{ path: 'evidence.policy_kb.top_k', file: 'packs/support/pack.yaml', line: 24 }],
      },
    ],
    search: { strategy: 'exhaustive', candidates: 24, replays: 2880, seconds: 0 },
    flagged: [
      {
        intent: 'support.triage',
        surface_id: 'policy-kb-top-k',
        path: 'evidence.policy_kb.top_k',
        file: 'packs/support/pack.yaml',
        proposals: ['at_1', 'at_2', 'at_4'],
      },
    ],
    errors: [],
  };
}
