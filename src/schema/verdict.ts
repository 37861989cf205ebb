/** The answer of a guardrail: a closed set, always with its reason and its numbers. Missing data is never a pass. */
import * as z from 'zod';

export const Interval = z.strictObject({ lower: z.number(), upper: z.number() });
export type Interval = z.infer<typeof Interval>;

export const Verdict = z.strictObject({
  guardrail: z.string(),
  status: z.literal(['pass', 'fail', 'inconclusive', 'error']),
  reason: z.string(),
  /** The limit it was held against, in the metric's unit. */
  limit: z.number(),
  observed: z.number().nullable(),
  interval: Interval.optional(),
  /** For `inconclusive`: about how many more cases would settle it, where more cases can. */
  cases_needed: z.int().min(0).optional(),
  /** Which cases would settle it: the slices in which the doubt lies. */
  cases_like: z.array(z.string()).optional(),
  /** For `inconclusive`: something could not be scored, and more cases do not help. */
  missing: z.boolean().optional(),
});
export type Verdict = z.infer<typeof Verdict>;
