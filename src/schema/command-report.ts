/** What a job says of the comment that it was started for: whether it was heeded, and what came of it. */
import * as z from 'zod';
import { Id } from './ids.ts';

export const CommandReport = z.strictObject({
  /** `ignored`: it asked for nothing here; nobody was answered and nothing was written. */
  result: z.literal(['done', 'refused', 'ignored']),
  /** As far as it was understood. */
  command: z.string().nullable(),
  /** What came of it, or why nothing did. */
  reason: z.string(),
  pull_request: z.int().nullable(),
  comment: z.int(),
  /** Who commented. */
  login: z.string(),
  /** What they were heeded as: their role, or `code owner`; null where they were not. */
  heeded_as: z.string().nullable(),
  proposal_id: Id.nullable(),
});
export type CommandReport = z.infer<typeof CommandReport>;
