/** What `autotune monitor --json` prints: each release that production says something of, and how predictions fared. */
import * as z from 'zod';
import { Id, Instant, PinnedName } from './ids.ts';
import { ReleaseVerdict } from './release-verdict.ts';
import { RollbackReport } from './rollback-report.ts';

/** Predictions of one generator and metric, each release once, as its newest verdict has it. */
export const Calibration = z.strictObject({
  generator: Id,
  metric: Id,
  predictions: z.int(),
  /** Of those with an interval: how many there are, and how many of them contained what was observed. */
  intervals: z.int(),
  contained: z.int(),
  /** Observed minus predicted, in the metric's unit. */
  mean_error: z.number(),
  mean_absolute_error: z.number(),
  /** Each verdict that was another one than the last of its release, by the day of its event, oldest first. */
  over_time: z.array(
    z.strictObject({
      at: Instant,
      candidate_tuple: PinnedName,
      verdict: ReleaseVerdict.shape.verdict,
      /** Observed minus predicted. */
      error: z.number(),
      /** Absent where the prediction had no interval. */
      contains: z.boolean().optional(),
    }),
  ),
});
export type Calibration = z.infer<typeof Calibration>;

export const MonitorReport = z.strictObject({
  /** Production runs that were read. */
  runs: z.int(),
  releases: z.array(
    ReleaseVerdict.extend({
      intent: Id,
      /** `known`: the ledger's last word on this release is the same verdict. */
      recorded: z.literal(['recorded', 'known']),
      /** Of the merged pull request; `none` where there is none. */
      comment: z.literal(['created', 'updated', 'unchanged', 'none']),
      /** Of a `roll_back`: the pull request that takes the change back, or why there is none. */
      rollback: z.union([RollbackReport.omit({ intent: true }), z.strictObject({ refused: z.string() })]).optional(),
    }),
  ),
  calibration: z.array(Calibration),
});
export type MonitorReport = z.infer<typeof MonitorReport>;
