/** What later steps of a workflow can read of a run. */
import type { RunReport } from './schema/run-report.ts';

/** Every output of the action, as in action.yml. */
export const OUTPUT_NAMES = [
  'operation',
  'proposal-id',
  'branch',
  'head-sha',
  'pull-request-number',
  'pull-request-url',
  'guardrails-passed',
  'rejected-skipped-count',
  'run-id',
  'report',
  'plan',
  'decision',
  'kind',
  'gate-report',
] as const;
export type OutputName = (typeof OUTPUT_NAMES)[number];
export type Outputs = { readonly [Name in OutputName]?: string };

/** The weightiest of several proposals is the one that is named: that which `operation` is about. */
export function outputsOf(report: RunReport): Outputs {
  const { operation, outcomes, proposals, targets, run_id } = report;
  const outcome = outcomes.find((seen) => seen.operation === operation) ?? outcomes[0];
  const proposal = proposals.find(({ tuning_proposal_id }) => tuning_proposal_id === outcome?.proposal_id);
  const skipped = targets.reduce((sum, { skipped: s }) => sum + s.exact + s.direction + s.surface, 0);
  const pullRequest = outcome?.pull_request;
  return {
    operation,
    'run-id': run_id,
    'rejected-skipped-count': String(skipped),
    ...(proposal === undefined
      ? {}
      : {
          'proposal-id': proposal.tuning_proposal_id,
          branch: proposal.branch,
          'head-sha': proposal.commit,
          'guardrails-passed': String(proposal.guardrails.passed),
        }),
    ...(pullRequest === undefined
      ? {}
      : { 'pull-request-number': String(pullRequest.number), 'pull-request-url': pullRequest.url }),
  };
}
