/** What `autotune run --json` prints: exactly one document. */
import { z } from 'zod';
import { Id } from './ids.ts';
import { Proposal } from './proposal.ts';

export const Operation = z.literal(['created', 'updated', 'unchanged', 'held', 'none']);
export type Operation = z.infer<typeof Operation>;

export const TargetResult = z.strictObject({
  intent: Id,
  metric: Id,
  result: z.literal(['proposed', 'no_proposal', 'refused']),
  reason: z.string(),
});
export type TargetResult = z.infer<typeof TargetResult>;

export const RunReport = z.strictObject({
  operation: Operation,
  run_id: Id,
  targets: z.array(TargetResult),
  proposals: z.array(Proposal.extend({ branch: z.string(), commit: z.string(), url: z.string().optional() })),
  /** `seconds` are harness seconds spent, 0 for a recorded replay; wall-clock time never enters a document. */
  search: z.strictObject({ strategy: z.string(), candidates: z.int(), replays: z.int(), seconds: z.number() }),
  errors: z.array(
    z.strictObject({ code: z.string(), message: z.string(), hint: z.string(), problems: z.array(z.string()) }),
  ),
});
export type RunReport = z.infer<typeof RunReport>;
