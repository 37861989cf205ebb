/**
 * What JsonLogic is given to read: the facts of a policy rule, and those of an evaluator that is a rule. A name that is
 * not among them is nothing in every case, so a rule which reads one always holds, or never does.
 */
import * as z from 'zod';
import { Approval } from './decision-record.ts';
import { Expected, GoldenCase, RecordedDecision, ToolCall } from './golden-case.ts';

const { intent, risk_class, tags, invoke } = GoldenCase.shape;
const { outcome, amount } = RecordedDecision.shape;

const about = {
  /** `input` is as free as the case has it. */
  case: z.strictObject({ intent, risk_class, tags, input: invoke.shape.input }),
  decision: z.strictObject({ outcome, amount, confidence: z.number().nullable() }),
};

const tools = z.array(ToolCall.shape.tool);

export const PolicyFacts = z.strictObject({
  ...about,
  plan: z.strictObject({ tools, calls: z.array(ToolCall.pick({ tool: true, risk_class: true, ok: true })) }),
});
export type PolicyFacts = z.infer<typeof PolicyFacts>;

const Count = z.number();

export const EvaluatorFacts = z.strictObject({
  ...about,
  plan: z.strictObject({ tools, calls: z.array(ToolCall) }),
  approval: Approval,
  evidence: z.strictObject({ admitted: z.array(z.string()) }),
  expected: Expected,
  tokens: z.strictObject({
    base: Count,
    evidence: Count,
    memory: Count,
    tools: Count,
    input: Count,
    output: Count,
  }),
  cost_cents: Count,
  latency_ms: Count,
});
export type EvaluatorFacts = z.infer<typeof EvaluatorFacts>;
