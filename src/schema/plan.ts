/**
 * What `autotune search` writes: all that a run would ask the held-out sets, fixed before anything has met them. It
 * travels between jobs as a file, so whoever reads it trusts nothing in it.
 */
import * as z from 'zod';
import { Digest, Id, PinnedName } from './ids.ts';
import { TypedPatch } from './tunable-surface.ts';

const SetPin = z.strictObject({ name: PinnedName, sha256: Digest });

/** A look at one held-out set. `digest` is what the ledger knows the look by. */
const PlannedLook = z.strictObject({ intent: Id, search_set: SetPin, heldout_test_set: SetPin, digest: Digest });

const PlannedStep = z.strictObject({ candidate_id: Id, fingerprint: Digest, patch: TypedPatch });

const named = { intent: Id, metric: Id };
/** What the search rested on: the run it is, its target, and the changes that reviewers had rejected by then. */
const rested = { run_id: Id, target: Digest, dead_ends: Digest };
const reason = z.string().max(4000);

export const PlannedTarget = z.discriminatedUnion('result', [
  z.strictObject({
    ...named,
    result: z.literal('asks'),
    ...rested,
    /** The target's own intent first, then the intents it also affects. */
    looks: z.array(PlannedLook).min(1),
    /** Every candidate that may be asked about, in the order in which the look has them. */
    steps: z.array(PlannedStep).min(1),
    /** Positions in `steps`: each line in the order in which it is walked. */
    lines: z.array(z.array(z.int().min(0)).min(1)).min(1),
    /** What the error of a look is multiplied by for each step. */
    share: z.number(),
  }),
  /** The search found nothing to ask about. */
  z.strictObject({ ...named, result: z.literal('nothing'), ...rested, reason }),
  /** Nothing was searched: the target is not due. */
  z.strictObject({ ...named, result: z.literal('not_due'), reason }),
  /** An open contract, or an error. */
  z.strictObject({ ...named, result: z.literal('refused'), reason }),
]);
export type PlannedTarget = z.infer<typeof PlannedTarget>;

export const Plan = z.strictObject({
  schema_version: z.literal(1),
  producer: z.string().min(1).max(200),
  base_commit: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'a whole commit id'),
  configuration: Digest,
  targets: z.array(PlannedTarget).min(1),
});
export type Plan = z.infer<typeof Plan>;
