/** What later steps of a workflow can read of what a verb did. */
import type { RunReport } from '../schema/run-report.ts';

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
  'shard',
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
    ...addressOf(pullRequest),
  };
}

/** What became of a pull request, as the reports of several verbs tell it. */
type Publishing = {
  readonly branch?: string | null | undefined;
  /** Null where none was wanted. */
  readonly result: string | null;
  readonly pull_request?: { readonly number: number; readonly url: string } | undefined;
};

/** Of several the first that is open, else the first there is. */
export function publishingOutputs(lines: readonly Publishing[]): Outputs {
  const line = lines.find(({ pull_request }) => pull_request !== undefined) ?? lines[0];
  const { branch, result, pull_request } = line ?? { result: null };
  return {
    operation: result ?? 'none',
    ...(typeof branch === 'string' ? { branch } : {}),
    ...addressOf(pull_request),
  };
}

function addressOf(request: Publishing['pull_request']): Outputs {
  return request === undefined
    ? {}
    : { 'pull-request-number': String(request.number), 'pull-request-url': request.url };
}

/** The word that asks most of a reader, in an order that begins with it. */
export function weightiest<Word extends string>(order: readonly Word[], said: readonly Word[]): Word | undefined {
  return order.find((word) => said.includes(word));
}
