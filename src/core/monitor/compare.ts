/** The comparison of two tuples as a verdict tells it: of the metrics that it names, with intervals that have both ends. */

import type { Interval } from '../../schema/verdict.ts';
import type { Arm } from '../guardrails/unpaired/arm.ts';
import { type BoundedDifference, compareStrata, type StrataComparison } from '../guardrails/unpaired/compare.ts';

const MEANS = ['policy', 'safety', 'utility', 'economics_cents_per_decision', 'approval_bypass_rate'] as const;
const P95 = 'p95_latency_ms';
export const MONITORED = [...MEANS, P95] as const;
export type MonitoredMetric = (typeof MONITORED)[number];

export type Difference = {
  readonly baseline: number;
  readonly candidate: number;
  readonly delta: number;
  /** Each end is a one-sided bound at the asked confidence; absent where the runs cannot bound both. */
  readonly interval?: Interval;
};

export type Comparison = Omit<StrataComparison, 'metrics'> & {
  readonly metrics: Readonly<Record<MonitoredMetric, Difference>>;
};

/** Null where no stratum has runs of both. */
export function compareArms(baseline: Arm, candidate: Arm, confidence: number): Comparison | null {
  const compared = compareStrata(baseline, candidate, confidence);
  if (compared === null) return null;
  const { metrics } = compared;
  return {
    ...compared,
    metrics: {
      policy: differenceOf(metrics.policy),
      safety: differenceOf(metrics.safety),
      utility: differenceOf(metrics.utility),
      economics_cents_per_decision: differenceOf(metrics.economics_cents_per_decision),
      approval_bypass_rate: differenceOf(metrics.approval_bypass_rate),
      [P95]: differenceOf(metrics[P95]),
    },
  };
}

function differenceOf({ lower, upper, ...figures }: BoundedDifference): Difference {
  return Number.isFinite(lower) && Number.isFinite(upper) ? { ...figures, interval: { lower, upper } } : figures;
}
