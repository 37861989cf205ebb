/** What `autotune goldens harvest --json` prints: which corrected production runs became search cases, and which did not. */
import * as z from 'zod';
import { CalendarDate, Id } from './ids.ts';

/** What was taken out of the new cases, by kind. */
export const RedactionCounts = z.record(Id, z.int());
export type RedactionCounts = z.infer<typeof RedactionCounts>;

/** A corrected run that is no case, and why. */
const LeftOut = z.strictObject({ run_id: z.string(), trace_id: z.string(), reason: z.string() });

const HarvestedIntent = z.strictObject({
  intent: Id,
  /**
   * `refused`: nothing could be compared with the held-out set. `waiting`: an earlier pull request of goldens is open.
   * `closed`: a person closed the pull request of these very cases.
   */
  result: z.literal([
    'created',
    'updated',
    'unchanged',
    'written',
    'planned',
    'nothing',
    'waiting',
    'closed',
    'refused',
  ]),
  reason: z.string(),
  added: z.array(
    z.strictObject({ case_id: z.string(), trace_id: z.string(), expected: z.string(), recorded: z.string() }),
  ),
  /** Corrections that do not name what the decision should have been. */
  needs_person: z.array(LeftOut),
  left_out: z.array(LeftOut),
  /** Cases that are ready and over the limit of this week. */
  over_limit: z.int(),
  redacted: RedactionCounts,
  /** Of the goldens with the new cases; null where there are none. */
  version: CalendarDate.nullable(),
  branch: z.string().optional(),
  pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
});
export type HarvestedIntent = z.infer<typeof HarvestedIntent>;

export const HarvestReport = z.strictObject({ week: CalendarDate, intents: z.array(HarvestedIntent) });
export type HarvestReport = z.infer<typeof HarvestReport>;
