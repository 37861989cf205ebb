/** What `autotune rollback --json` prints: what is taken back, what is restored, and where that waits to be merged. */
import * as z from 'zod';
import { Id, PinnedName } from './ids.ts';

export const RollbackReport = z.strictObject({
  intent: Id,
  proposal_id: Id,
  /** The tuple that is active again once it is merged. */
  restores: PinnedName,
  branch: z.string(),
  result: z.literal(['created', 'updated', 'unchanged', 'closed', 'foreign', 'moved']),
  pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
});
export type RollbackReport = z.infer<typeof RollbackReport>;
