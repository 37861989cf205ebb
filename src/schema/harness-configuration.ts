/** What a harness runs under: the part of a pack that replay reads. Goldens pin one per recorded release tuple. */
import * as z from 'zod';
import { Name, SourceName } from './ids.ts';

const Count = z.int().min(0).max(10_000_000);

export const EvidenceBucket = z.strictObject({
  /** Items taken per hop. */
  top_k: z.int().min(1).max(10_000),
  max_hops: z.int().min(1).max(100),
  /** Sources in order of preference; the rest follow in recorded rank. */
  source_priority: z.array(SourceName).min(1).optional(),
});
export type EvidenceBucket = z.infer<typeof EvidenceBucket>;

/** Token limits; a limit that is absent does not bind. */
export const ContextBudget = z.strictObject({
  evidence_tokens: Count.optional(),
  memory_tokens: Count.optional(),
  tool_tokens: Count.optional(),
});
export type ContextBudget = z.infer<typeof ContextBudget>;

export const Planner = z.strictObject({
  tool_preference: z.string().min(1).max(120).optional(),
  decompose_before_tool: z.string().min(1).max(120).optional(),
});
export type Planner = z.infer<typeof Planner>;

export const Prompt = z.strictObject({ instruction_block: z.string().max(100_000) });

/** Approval is needed at or beyond the threshold; `tightens` is the direction in which the gate gets stricter. */
export const ApprovalGate = z.strictObject({ threshold: z.number(), tightens: z.literal(['down', 'up']) });
export type ApprovalGate = z.infer<typeof ApprovalGate>;

export const HarnessConfiguration = z.strictObject({
  evidence: z.record(Name, EvidenceBucket),
  context_budget: ContextBudget.optional(),
  planner: Planner.optional(),
  prompt: Prompt.optional(),
  approval_gate: z.record(Name, ApprovalGate).optional(),
});
export type HarnessConfiguration = z.infer<typeof HarnessConfiguration>;
