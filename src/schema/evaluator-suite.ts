/** `packs/<pack>/evals/*.yaml`: who judges a transcript, in which of the five dimensions. */
import * as z from 'zod';
import { Id, VersionedId } from './ids.ts';
import { JsonLogic } from './policy-bundle.ts';

export const DIMENSIONS = ['policy', 'safety', 'utility', 'latency', 'economics'] as const;
export const Dimension = z.literal(DIMENSIONS);
export type Dimension = z.infer<typeof Dimension>;

/** Numbers of a transcript that a business evaluator may read. */
export const BusinessField = z.literal([
  'latency_ms',
  'cost_cents',
  'input_tokens',
  'output_tokens',
  'amount',
  'tool_calls',
]);
export type BusinessField = z.infer<typeof BusinessField>;

const shared = { id: Id, dimension: Dimension, weight: z.number().positive().optional() };

export const Evaluator = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('rule'), when: JsonLogic }),
  z.strictObject({
    ...shared,
    kind: z.literal('replay'),
    check: z.literal(['outcome', 'allowed_outcomes', 'required_evidence', 'approval', 'forbidden_tools']),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('business'),
    field: BusinessField,
    max: z.number().optional(),
    min: z.number().optional(),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('judgement'),
    name: z.string().min(1).max(120),
    min: z.number().optional(),
  }),
  z.strictObject({ ...shared, kind: z.literal('human') }),
  z.strictObject({ ...shared, kind: z.literal('grader'), grader: z.looseObject({ type: z.string() }) }),
]);
export type Evaluator = z.infer<typeof Evaluator>;

export const EvaluatorSuite = z.strictObject({
  schema_version: z.literal(1),
  id: VersionedId,
  evaluators: z.array(Evaluator).min(1),
});
export type EvaluatorSuite = z.infer<typeof EvaluatorSuite>;
