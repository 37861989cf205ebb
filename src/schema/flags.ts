/**
 * `packs/<pack>/releases/flags.json`: which release tuple each targeting key is served, in flagd's format. Narrower than
 * that format: only what follows from release records, and the kill switch.
 */
import * as z from 'zod';
import { Id, Instant, PinnedName, Stage } from './ids.ts';
import { ReleaseTuple } from './release-record.ts';

const VARIANTS = ['baseline', 'candidate', 'released', 'previous'] as const;
const Variant = z.literal(VARIANTS);
export type Variant = z.infer<typeof Variant>;

export const Flag = z.strictObject({
  /** A disabled flag serves what the caller has in its code, which nobody here knows: the kill switch does not use it. */
  state: z.literal(['ENABLED', 'DISABLED']),
  /** Whole tuples: `baseline` and `candidate` during a rollout, else `released` and `previous`. */
  variants: z.partialRecord(Variant, ReleaseTuple),
  defaultVariant: Variant,
  /** JsonLogic with flagd's `fractional`; absent where everybody is served the default. */
  targeting: z.record(z.string(), z.json()).optional(),
  metadata: z.strictObject({
    stage: Stage,
    since: Instant,
    /** The tuple that was released last, and the one that is being rolled out. */
    released: PinnedName,
    candidate: PinnedName.optional(),
    /** At `0%_shadow`: the tuple that runs are repeated under, beside production. */
    shadow: PinnedName.optional(),
    /** The kill switch is thrown: the tuple that nobody is served any more. */
    killed: PinnedName.optional(),
  }),
});
export type Flag = z.infer<typeof Flag>;

export const Flags = z.strictObject({
  $schema: z.literal('https://flagd.dev/schema/v0/flags.json'),
  metadata: z.strictObject({ flagSetId: Id }),
  /** By intent. */
  flags: z.record(Id, Flag),
});
export type Flags = z.infer<typeof Flags>;
