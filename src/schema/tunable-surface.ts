/** The only fields a candidate may change, each with the bounds it must stay in (specification, "The search space"). */
import * as z from 'zod';
import { CalendarDate, DottedPath, Id, Owner } from './ids.ts';

const shared = {
  id: Id,
  path: DottedPath,
  owner: Owner,
  /** A retired surface is kept for the record and never searched. */
  retired: z.strictObject({ since: CalendarDate, reason: z.string().min(1).max(2000) }).optional(),
};

const Step = z.number().positive();

const RetrievalNumber = z.strictObject({
  ...shared,
  layer: z.literal('retrieval'),
  field: z.literal(['top_k', 'max_hops']),
  bounds: z.strictObject({ min: z.int().min(1).optional(), max: z.int().min(1), step: z.int().positive().optional() }),
});

const SourcePriority = z.strictObject({
  ...shared,
  layer: z.literal('retrieval'),
  field: z.literal('source_priority'),
  /** Named orderings such as `policy_kb>wiki`. */
  bounds: z.strictObject({
    allowed: z.array(z.string().regex(/^\w[\w-]*(?:>\w[\w-]*)*$/, 'an ordering such as policy_kb>wiki')).min(1),
  }),
});

const Budget = z.strictObject({
  ...shared,
  layer: z.literal('context_budget'),
  field: z.literal(['evidence_tokens', 'memory_tokens', 'tool_tokens']),
  bounds: z.strictObject({ min: z.int().min(0), max: z.int().min(0), step: z.int().positive() }),
});

const PlannerChoice = z.strictObject({
  ...shared,
  layer: z.literal('planner'),
  field: z.literal(['tool_preference', 'decompose_before_tool']),
  bounds: z.strictObject({ allowed: z.array(z.string().min(1).max(120)).min(1) }),
});

const PromptBlock = z.strictObject({
  ...shared,
  layer: z.literal('prompt'),
  field: z.literal('instruction_block'),
  bounds: z.strictObject({ max_added_tokens: z.int().min(0), forbidden_terms: z.array(z.string().min(1)) }),
});

const GateThreshold = z.strictObject({
  ...shared,
  layer: z.literal('approval_gate'),
  field: z.literal('threshold'),
  bounds: z.strictObject({ min: z.number(), max: z.number(), step: Step }),
  /** Where the policy owner allowed this gate to be loosened; without it the gate only tightens. */
  policy_owner_approval: z.string().min(1).max(500).optional(),
});

export const TunableSurface = z.discriminatedUnion('layer', [
  z.discriminatedUnion('field', [RetrievalNumber, SourcePriority]),
  Budget,
  PlannerChoice,
  PromptBlock,
  GateThreshold,
]);
export type TunableSurface = z.infer<typeof TunableSurface>;

/** In the order in which the cadence prefers them. */
export const LAYERS = ['retrieval', 'context_budget', 'planner', 'prompt', 'approval_gate'] as const;
export const Layer = z.literal(LAYERS);
export type Layer = z.infer<typeof Layer>;

/** A value that a surface can take: a number, a choice or an ordering of sources. */
export const SurfaceValue = z.union([z.number(), z.string(), z.array(z.string())]);
export type SurfaceValue = z.infer<typeof SurfaceValue>;

/** The typed patch: dotted path to the value before and after. */
export const TypedPatch = z.record(DottedPath, z.strictObject({ from: SurfaceValue, to: SurfaceValue }));
export type TypedPatch = z.infer<typeof TypedPatch>;
