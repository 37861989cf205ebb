/** One line of the experience store: what a production run decided and how it scored. */
import * as z from 'zod';
import { OperatorCorrection } from './golden-case.ts';
import { Id, Instant, PinnedName, RiskClass, Stage, VersionedId } from './ids.ts';

const Share = z.number().min(0).max(1);
const Stated = z.string().min(1).max(400);

export const Assignment = z.strictObject({
  /** `shadow`: under the candidate beside production, without effect. */
  variant: z.literal(['baseline', 'candidate', 'shadow']),
  /** The stage of the rollout that was in force. */
  stage: Stage,
  /** The reason that the flag's evaluation gave, such as `TARGETING_MATCH` or `SPLIT`. */
  reason: Stated,
});
export type Assignment = z.infer<typeof Assignment>;

export const ProductionRun = z.strictObject({
  run_id: Stated,
  trace_id: Stated,
  at: Instant,
  intent_id: Id,
  risk_class: RiskClass,
  pack_version: VersionedId,
  policy_bundle_version: VersionedId,
  tool_manifest_version: VersionedId,
  evaluator_suite_version: VersionedId,
  release_tuple_id: PinnedName,
  decision_record_id: Stated,
  outcome: Stated,
  scorecard: z.strictObject({
    policy: Share,
    safety: Share,
    utility: Share,
    latency_ms: z.number().min(0),
    economics_cents: z.number().min(0),
    approval_bypass: z.union([z.boolean(), z.literal([0, 1])]),
  }),
  operator_corrections: z.array(OperatorCorrection),
  /** What the flag was asked with: runs of one key got their tuple together. A pseudonym will do. */
  targeting_key: Stated.optional(),
  /** The attribute `cohort` that the flag was asked with. */
  cohort: Stated.optional(),
  /** Why it ran under this tuple, as the serving system decided: a rollout is judged by runs that say so. */
  assignment: Assignment.optional(),
});
export type ProductionRun = z.infer<typeof ProductionRun>;
