/**
 * `packs/<pack>/pack.yaml`: the ContextOS layers are accepted as they are, the harness extension is read strictly,
 * since it is what candidates are allowed to touch.
 */
import * as z from 'zod';
import { ApprovalGate, EvidenceBucket } from './harness-configuration.ts';
import { DottedPath, Id, Name, Owner, RiskClass, Version } from './ids.ts';
import { TunableSurface } from './tunable-surface.ts';

const LooseLayer = z.looseObject({}).optional();
const Tokens = z.int().min(0).max(10_000_000);

export const IntentEntry = z.strictObject({
  id: Id,
  risk_class: RiskClass,
  /** The subtrees of the pack this intent reads; a change outside them cannot reach it. */
  reads: z.array(DottedPath).min(1),
});
export type IntentEntry = z.infer<typeof IntentEntry>;

export const ContextPack = z.strictObject({
  schema_version: z.literal(1),
  pack_meta: z.looseObject({
    id: Id,
    version: Version,
    owner: Owner.optional(),
    data_classification: z.string().optional(),
  }),
  contract_meta: LooseLayer,
  intelligence_refs: LooseLayer,
  business_context: LooseLayer,
  policy_layer: LooseLayer,
  tooling_layer: LooseLayer,
  decision_layer: LooseLayer,
  memory_layer: LooseLayer,
  evaluation_layer: LooseLayer,
  tone_and_comms: LooseLayer,
  intents: z.array(IntentEntry).min(1),
  /** Buckets, retrieved in this order. */
  evidence: z.record(Name, EvidenceBucket),
  context_budget: z.strictObject({ evidence_tokens: Tokens, memory_tokens: Tokens, tool_tokens: Tokens }),
  planner: z.strictObject({
    tool_preference: z.string().min(1).max(120),
    decompose_before_tool: z.string().min(1).max(120),
  }),
  prompt: z.strictObject({ instruction_block: z.string().max(100_000) }).optional(),
  approval_gate: z.record(Name, ApprovalGate).optional(),
  tunable_surfaces: z.array(TunableSurface).default([]),
});
export type ContextPack = z.infer<typeof ContextPack>;
