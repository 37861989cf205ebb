/** What a replayed case decided, and on what grounds: the record that audits compare byte for byte. */
import * as z from 'zod';
import { Digest, Id, Name, PinnedName, RiskClass, VersionedId } from './ids.ts';

export const Approval = z.literal(['refuse', 'escalate', 'needs_approval', 'execute']);
export type Approval = z.infer<typeof Approval>;

export const DecisionRecord = z.strictObject({
  schema_version: z.literal(1),
  case_id: z.string(),
  decision_record_id: z.string(),
  trace_id: z.string(),
  intent: Id,
  risk_class: RiskClass,
  admitted: z.record(Name, z.array(z.string())),
  admitted_memory: z.array(z.string()),
  dropped: z.array(
    z.strictObject({ ref: z.string(), reason: z.literal(['evidence_tokens', 'memory_tokens', 'tool_tokens']) }),
  ),
  calls: z.array(
    z.strictObject({ call_id: z.string(), tool: Id, ok: z.boolean(), admitted: z.boolean(), hash: Digest }),
  ),
  proposed_outcome: z.string(),
  outcome: z.string(),
  amount: z.number().nullable(),
  cites: z.array(z.string()),
  approval: Approval,
  policy_decisions: z.array(z.strictObject({ rule: z.string(), effect: z.string(), bundle: VersionedId })),
  tokens: z.strictObject({
    base: z.int(),
    evidence: z.int(),
    memory: z.int(),
    tools: z.int(),
    input: z.int(),
    output: z.int(),
  }),
  modelled: z.strictObject({ cost_cents: z.number(), latency_ms: z.number() }),
  lineage: z.strictObject({
    release_tuple_id: PinnedName,
    policy: VersionedId,
    runtime: VersionedId,
    configuration: Digest,
  }),
});
export type DecisionRecord = z.infer<typeof DecisionRecord>;
