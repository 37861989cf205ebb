/** What production says of a release: the body of the ledger's `release_verdict`, and a part of the monitor's report. */
import * as z from 'zod';
import { Id, PinnedName, Stage } from './ids.ts';
import { Interval } from './verdict.ts';

const Both = z.strictObject({ baseline: z.int().min(0), candidate: z.int().min(0) });

/** Candidate minus baseline over production runs, beside what the proposal had predicted from its goldens. */
export const MonitoredDelta = z.strictObject({
  baseline: z.number(),
  candidate: z.number(),
  delta: z.number(),
  /** Each end is a one-sided bound; absent where the runs cannot bound both. */
  interval: Interval.optional(),
  predicted: z
    .strictObject({
      delta: z.number(),
      interval: Interval.optional(),
      /** Whether the predicted interval contains the observed delta. */
      contains: z.boolean().optional(),
    })
    .optional(),
});
export type MonitoredDelta = z.infer<typeof MonitoredDelta>;

/** Whether the pressure that queued the run is gone: the metric is inside the target's band again. */
export const Closure = z.strictObject({
  status: z.literal(['closed', 'open', 'unknown', 'no_band']),
  reason: z.string(),
});
export type Closure = z.infer<typeof Closure>;

export const ReleaseVerdict = z.strictObject({
  /**
   * `retire`: harmless, and not worth its place. `supersede`: better than before, and not enough. `inconclusive` until
   * every guardrail is established, and wherever data is missing.
   */
  verdict: z.literal(['keep', 'roll_back', 'supersede', 'retire', 'inconclusive']),
  reasons: z.array(z.string().max(2000)),
  candidate_tuple: PinnedName,
  baseline_tuple: PinnedName,
  stage: Stage,
  proposal_id: Id.optional(),
  /** What suggested the change. */
  generator: Id.optional(),
  /** `same_weeks`: only weeks in which both tuples served are read. */
  design: z.literal(['same_weeks', 'before_and_after', 'no_runs']),
  /** Of each bound: higher with each doubling of the runs, since the monitor looks again and again. */
  confidence: z.number(),
  runs: Both,
  /** Different targeting keys among the runs, about. */
  keys: Both,
  /** Runs of weeks, risk classes or cohorts in which only one of the tuples served. */
  left_out: Both,
  metrics: z.record(Id, MonitoredDelta),
  closure: Closure,
});
export type ReleaseVerdict = z.infer<typeof ReleaseVerdict>;
