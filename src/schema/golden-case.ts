/** One line of `search.jsonl` or `test.jsonl`: a recorded, replayable decision and what it should have been. */
import * as z from 'zod';
import { Digest, Id, Instant, Name, PinnedName, RiskClass, SourceName } from './ids.ts';

const Ref = z.string().min(1).max(400);
const Tokens = z.int().min(0).max(10_000_000);
const Freeform = z.string().min(1).max(400);

/** The planner and prompt settings under which a recorded plan or decision applies; `{}` matches every setting. */
export const When = z.strictObject({
  tool_preference: z.string().optional(),
  decompose_before_tool: z.string().optional(),
  prompt_sha256: Digest.optional(),
});
export type When = z.infer<typeof When>;

export const EvidenceItem = z.strictObject({
  ref: Ref,
  doc: Ref.optional(),
  source: SourceName,
  hop: z.int().min(1),
  score: z.number().optional(),
  tokens: Tokens,
});
export type EvidenceItem = z.infer<typeof EvidenceItem>;

export const RecordedBucket = z.strictObject({
  /** Items recorded per hop; a shorter hop is complete. */
  recorded_depth: z.int().min(0),
  recorded_hops: z.int().min(0),
  items: z.array(EvidenceItem),
});
export type RecordedBucket = z.infer<typeof RecordedBucket>;

export const ToolCall = z.strictObject({
  call_id: Ref,
  tool: Id,
  risk_class: RiskClass,
  ok: z.boolean(),
  latency_ms: z.number().min(0),
  cost_cents: z.number().min(0),
  tokens: Tokens,
  request_sha256: Digest,
  response_sha256: Digest,
  prev_hash: Digest,
  hash: Digest,
});
export type ToolCall = z.infer<typeof ToolCall>;

export const RecordedPlan = z.strictObject({ when: When, calls: z.array(ToolCall) });
export type RecordedPlan = z.infer<typeof RecordedPlan>;

export const RecordedDecision = z.strictObject({
  when: When,
  /** Refs, docs or call ids that must all be admitted. */
  cites: z.array(Ref),
  outcome: Freeform,
  amount: z.number().nullable(),
  output_tokens: Tokens,
  confidence: z.number().min(0).max(1).optional(),
  output: z.looseObject({}).optional(),
});
export type RecordedDecision = z.infer<typeof RecordedDecision>;

export const Expected = z.strictObject({
  outcome: Freeform,
  allowed_outcomes: z.array(Freeform).min(1),
  required_evidence: z.array(Ref),
  forbidden_tools: z.array(Id),
  approval_required: z.boolean(),
});

export const OperatorCorrection = z.strictObject({
  kind: z.string().min(1).max(80),
  by: z.string().min(1).max(200),
  at: Instant,
  note: z.string().max(10_000).optional(),
  /** What the decision should have been. Without it a person has to say so before the run can become a case. */
  outcome: Freeform.optional(),
  required_evidence: z.array(Ref).optional(),
  approval_required: z.boolean().optional(),
});
export type OperatorCorrection = z.infer<typeof OperatorCorrection>;

const StepDigest = z.string().regex(/^[0-9a-f]{12}$/, '12 hex digits');

export const GoldenCase = z.strictObject({
  schema_version: z.literal(1),
  case_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, 'a case id'),
  trace_id: Freeform,
  decision_record_id: Freeform,
  family: Freeform,
  tags: z.array(z.string().min(1).max(80)),
  intent: Id,
  risk_class: RiskClass,
  recorded_at: Instant,
  release_tuple_id: PinnedName,
  invoke: z.strictObject({ input: z.looseObject({}) }),
  base_tokens: Tokens,
  evidence: z.record(Name, RecordedBucket),
  memory: z.array(z.strictObject({ ref: Ref, tokens: Tokens })),
  plans: z.array(RecordedPlan).min(1),
  decisions: z.array(RecordedDecision),
  expected: Expected,
  judgements: z.record(z.string().min(1).max(120), z.number()),
  operator_corrections: z.array(OperatorCorrection),
  /** The record that replaying under the recorded configuration must reproduce; written by stamping. */
  baseline: z
    .strictObject({
      decision_record_sha256: Digest,
      /** One short digest per step of the replay loop, so that a divergence can be named. */
      steps: z
        .strictObject({
          retrieve: StepDigest,
          admit: StepDigest,
          plan: StepDigest,
          decide: StepDigest,
          approve: StepDigest,
          account: StepDigest,
        })
        .optional(),
    })
    .optional(),
});
export type GoldenCase = z.infer<typeof GoldenCase>;

/** What a case is sliced by. */
export function tagsOf({ tags, risk_class }: Pick<GoldenCase, 'tags' | 'risk_class'>): string[] {
  return [...tags, `risk_class:${risk_class}`];
}
