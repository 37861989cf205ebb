/** `target.json`: the answered autotune contract of one run, fixed and digested before any candidate is scored. */
import * as z from 'zod';
import { Direction, Guardrails } from './configuration.ts';
import { Digest, Id, Owner, PinnedName, RiskClass, VersionedId } from './ids.ts';

export const BaselineTuple = z.strictObject({
  pack: VersionedId,
  policy: VersionedId,
  tools: VersionedId,
  evals: VersionedId,
  runtime: VersionedId.optional(),
});
export type BaselineTuple = z.infer<typeof BaselineTuple>;

export const TuningTarget = z.strictObject({
  intent: Id,
  metric: Id,
  direction: Direction,
  baseline_tuple: BaselineTuple,
  guardrails: Guardrails,
  release_tuple_id: PinnedName.optional(),
  risk_class: RiskClass.optional(),
  owner: Owner.optional(),
  min_effect: z.number().min(0).optional(),
  max_changed_paths: z.int().min(1).optional(),
  also_affects: z.array(Id).optional(),
  confidence: z.number().optional(),
  surfaces: z.array(Id).optional(),
  digests: z
    .strictObject({
      pack: Digest,
      search_set: Digest,
      heldout_test_set: Digest,
      evaluator_suite: Digest,
      baseline_tuple: Digest,
    })
    .optional(),
});
export type TuningTarget = z.infer<typeof TuningTarget>;

export const TuningTargetDocument = z.strictObject({ target: TuningTarget });
export type TuningTargetDocument = z.infer<typeof TuningTargetDocument>;
