/** What `autotune promote --json` prints: how a stage went in production, and what that means for the next one. */
import * as z from 'zod';
import { Digest, Id, Instant, PinnedName, RiskClass, Stage } from './ids.ts';

const Bound = z.number().nullable();

/** One question that a stage asks. Figures are those it was decided on; null where the runs cannot tell. */
export const StageCheck = z.strictObject({
  id: Id,
  status: z.literal(['pass', 'fail', 'inconclusive']),
  reason: z.string(),
  observed: Bound.optional(),
  lower: Bound.optional(),
  upper: Bound.optional(),
  limit: z.number().optional(),
});
export type StageCheck = z.infer<typeof StageCheck>;

/** What the runs of a stage add up to; its digest stands in the promotion. */
export const StageEvidence = z.strictObject({
  schema_version: z.literal(1),
  intent: Id,
  risk_class: RiskClass,
  stage: Stage,
  candidate: PinnedName,
  baseline: PinnedName,
  /** Runs from here on, to the end of the last full day in UTC. */
  from: Instant,
  until: Instant,
  full_days: z.int().min(0),
  /** Of each bound that is asked, once the looks before this one are paid for. */
  confidence: z.number(),
  runs: z.strictObject({ candidate: z.int(), baseline: z.int() }),
  checks: z.array(StageCheck),
});
export type StageEvidence = z.infer<typeof StageEvidence>;

export const PromotionReport = z.strictObject({
  promotions: z.array(
    z.strictObject({
      intent: Id,
      decision: z.literal(['promote', 'pause', 'stop', 'none']),
      reason: z.string(),
      stage: Stage,
      next: z.union([Stage, z.literal('finished')]).nullable(),
      evidence: StageEvidence.nullable(),
      evidence_digest: Digest.nullable(),
      branch: z.string().nullable(),
      /** `withdrawn`: it was open, and what the stage shows does not bear it any more. */
      result: z.literal(['created', 'updated', 'unchanged', 'closed', 'foreign', 'moved', 'withdrawn']).nullable(),
      /** Of one that a person closed: when it is asked for again. */
      asked_again: Instant.optional(),
      pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
    }),
  ),
});
export type PromotionReport = z.infer<typeof PromotionReport>;
