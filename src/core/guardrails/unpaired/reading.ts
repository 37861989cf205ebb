/** A production run as two tuples are compared by it: the same reading for whether a rollout may go on and for the verdict. */
import type { ProductionRun } from '../../../schema/production-run.ts';
import type { Reading } from './arm.ts';

export function readingOf({ scorecard, operator_corrections, outcome, ...run }: ProductionRun): Reading {
  return {
    key: run.targeting_key ?? run.trace_id,
    stratum: `${run.risk_class} ${run.cohort ?? ''}`,
    values: {
      ...{ policy: scorecard.policy, safety: scorecard.safety, utility: scorecard.utility },
      economics_cents_per_decision: scorecard.economics_cents,
      approval_bypass_rate: Number(scorecard.approval_bypass),
      corrected_rate: Number(operator_corrections.length > 0),
      escalated_rate: Number(/^escalate/.test(outcome)),
    },
    latency_ms: scorecard.latency_ms,
  };
}
