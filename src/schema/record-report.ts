/** What `autotune record --json` prints: what the ledger learned of merges, and where the records are changed. */
import * as z from 'zod';
import { Id, PinnedName, Stage } from './ids.ts';

export const RecordReport = z.strictObject({
  /** What this invocation recorded; empty where the ledger knew it all. */
  recorded: z.array(
    z.strictObject({
      proposal_id: Id,
      intent: Id,
      admission: z.literal(['admitted', 'carried']),
      release_tuple: PinnedName,
      stage: Stage,
    }),
  ),
  rolled_back: z.array(z.strictObject({ proposal_id: Id, intent: Id, reason: z.string() })),
  /** Packs whose release records are behind the base. */
  records: z.array(
    z.strictObject({
      pack: z.string(),
      branch: z.string(),
      /** `closed`: a person closed its pull request; `foreign`: somebody else committed to it; `moved`: somebody was faster. */
      result: z.literal(['created', 'updated', 'unchanged', 'closed', 'foreign', 'moved']),
      pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
    }),
  ),
});
export type RecordReport = z.infer<typeof RecordReport>;
