/** What `autotune reject --json` and `autotune unreject --json` print: what they did to one proposal. */
import { z } from 'zod';
import { Id } from './ids.ts';
import { StandingRejection } from './rejection.ts';

export const RejectingReport = z.strictObject({
  /** `known`: it stood rejected that way already. `none`: there was nothing to take back. */
  result: z.literal(['rejected', 'known', 'taken_back', 'none']),
  proposal_id: Id,
  /** The rejection as the ledger has it, or those that were taken back. */
  rejections: z.array(StandingRejection),
  /** Whether it keeps anything from being searched: not where its baseline is none any more, or once it is taken back. */
  holds: z.boolean(),
  /** Whether nothing of the proposal is open now; false where somebody moved its branch meanwhile. */
  is_closed: z.boolean(),
  pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
});
export type RejectingReport = z.infer<typeof RejectingReport>;
