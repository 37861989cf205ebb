/** What a run proved about itself before it opened anything: figures, so that a reader need not take its word for it. */
import * as z from 'zod';
import { Id } from './ids.ts';

export const SelfTest = z.strictObject({
  /** The baseline replayed once more as if it were a candidate: nothing may change, and no verdict may call it a change. */
  no_change: z.strictObject({
    cases: z.int(),
    changed: z.int(),
    /** Cases that could not be replayed or scored the second time. */
    missing: z.int(),
    /** Metrics in which any case moved. */
    moved: z.array(Id),
    /** Verdicts that took no change for one. */
    flips: z.array(z.string()),
  }),
  /** Losses planted into the baseline's own results, one line per guardrail and loss: none may pass. */
  planted: z.array(
    z.strictObject({
      guardrail: z.string(),
      loss: z.literal(['one_case', 'every_case']),
      /** `not_breakable`: the limit is so wide, or the baseline so low, that no loss could lie beyond it. */
      answer: z.literal(['pass', 'fail', 'inconclusive', 'error', 'not_breakable']),
    }),
  ),
  /** Every case of the search set scored twice, with the candidates in between. */
  evaluators: z.strictObject({ cases: z.int(), differing: z.int() }),
  /** Search and held-out set beside each other; left out where the run never read the held-out set. */
  sets: z.strictObject({ heldout_cases: z.int(), shared_families: z.int(), shared_cases: z.int() }).optional(),
});
export type SelfTest = z.infer<typeof SelfTest>;
