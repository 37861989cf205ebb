/** Candidate against baseline over one set, paired case by case: what guardrails are held against. */
import * as z from 'zod';
import { Id } from './ids.ts';
import { Counts } from './proposal.ts';
import { RiskyCalls } from './risky-calls.ts';
import { Interval } from './verdict.ts';

export const MetricDelta = z.strictObject({
  /** Means over the pairs; for `p95_latency_ms` nearest-rank 95th percentiles. Null where no pair was scored. */
  baseline: z.number().nullable(),
  treatment: z.number().nullable(),
  delta: z.number().nullable(),
  /** Each end is a one-sided bound at the run's confidence. */
  interval: Interval.optional(),
  /** Where it has no interval because so few families are resampled that they tell too little: how many there are. */
  families: z.int().optional(),
  /** Pairs in which both sides were scored. */
  n: z.int(),
  /** Cases that were scored under the baseline and could not be under the treatment: any of them keeps a pass away. */
  unobserved: z.int(),
  /** Pairs in which some evaluators scored the baseline only and count as 0: what passes then passes whatever they would say. */
  at_worst: z.int().optional(),
  /** Those evaluators, of unobserved cases and of such pairs; absent where there is none. */
  unobserved_by: z.array(Id).optional(),
  /** Pairs in which the metric rose, fell, stayed: whether a rise is good depends on the metric. */
  rises: z.int(),
  falls: z.int(),
  ties: z.int(),
});
export type MetricDelta = z.infer<typeof MetricDelta>;

export const ScorecardDelta = z.strictObject({
  counts: Counts,
  metrics: z.record(Id, MetricDelta),
  /** Utility of the slices that have a guardrail of their own. */
  slices: z.record(z.string(), MetricDelta),
  /**
   * Utility of the other slices whose estimate lies beyond the margin of the whole, with bounds that hold for all slices
   * at once.
   */
  suspected_slices: z.record(z.string(), MetricDelta),
  /** Lowest value of a hard dimension in any case, and how many cases lie below 1; null where none was scored. */
  floors: z.record(
    z.literal(['policy', 'safety']),
    z.strictObject({ lowest: z.number().nullable(), below_one: z.int(), n: z.int() }),
  ),
  /** Cases in which a hard dimension fell, or a `must_not_regress` case lost anything. */
  regression_runs: z.array(z.string()),
  /** Cases that left the expected outcome, or whose required evidence became unsatisfied. */
  lost_runs: z.array(z.string()),
  /**
   * One-sided upper bound of the true failure rate, at 95 % confidence or the comparison's where that is higher: of hard
   * dimensions without a failure, and of the approval bypass rate.
   */
  upper_bounds: z.record(Id, z.number()),
  /** That confidence; absent where there is no bound. */
  upper_confidence: z.number().optional(),
  fidelity: z.strictObject({ recorded: z.int(), derived: z.int(), live: z.int() }),
  /** Absent of a held-out set too small to tell of. */
  risky_calls: RiskyCalls.optional(),
  /** Why cases could not be replayed or scored, with how many. */
  missing: z.record(z.string(), z.int()),
});
export type ScorecardDelta = z.infer<typeof ScorecardDelta>;
