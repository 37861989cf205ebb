/** Which part of a selected change earns its improvement, over the configurations that were really evaluated. */
import * as z from 'zod';
import { DottedPath, Id } from './ids.ts';
import { TypedPatch } from './tunable-surface.ts';
import { Interval } from './verdict.ts';

/** A smaller change than the selected one, as it was evaluated on the same cases. */
export const SmallerChange = z.strictObject({
  candidate_id: Id,
  patch: TypedPatch,
  /** Of the target's metric. */
  delta: z.number(),
  interval: Interval.optional(),
  /** Of the selected change's delta: 1 is all of it. */
  share: z.number(),
  utility: z.number().nullable(),
  changed: z.int(),
  verdict: z.literal(['lawful', 'no_improvement', 'inconclusive', 'refused']),
  reason: z.string(),
});
export type SmallerChange = z.infer<typeof SmallerChange>;

/** An effect averaged over the settings of the other paths in which both sides were evaluated; null where in none. */
const Effect = z.strictObject({ delta: z.number().nullable(), share: z.number().nullable(), settings: z.int() });

export const Attribution = z.strictObject({
  paths: z.array(
    z.strictObject({
      path: DottedPath,
      main_effect: Effect,
      /** This path's change and no other; null where it was not evaluated. */
      alone: SmallerChange.nullable(),
    }),
  ),
  /** What two paths do together beyond the sum of each. */
  pairs: z.array(z.strictObject({ paths: z.tuple([DottedPath, DottedPath]), interaction: Effect })),
  /** The smaller change that comes closest, a lawful one before all others; null where none was evaluated. */
  next_smaller: SmallerChange.nullable(),
});
export type Attribution = z.infer<typeof Attribution>;
