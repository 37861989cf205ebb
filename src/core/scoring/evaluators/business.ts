/** `business`: a number of the transcript; raw for latency and economics, held against limits for other dimensions. */
import type { BusinessField, Evaluator } from '../../../schema/evaluator-suite.ts';
import type { Transcript } from '../../../schema/transcript.ts';
import { type Evaluate, failed, PASSED } from '../evaluator.ts';

const FIELDS: Record<BusinessField, (transcript: Transcript) => number | null> = {
  latency_ms: ({ latency_ms }) => latency_ms,
  cost_cents: ({ cost_cents }) => cost_cents,
  input_tokens: ({ tokens }) => tokens.input,
  output_tokens: ({ tokens }) => tokens.output,
  amount: ({ amount }) => amount,
  tool_calls: ({ calls }) => calls.length,
};

export function businessEvaluator(spec: Extract<Evaluator, { kind: 'business' }>): Evaluate {
  const read = FIELDS[spec.field];
  const isRaw = spec.dimension === 'latency' || spec.dimension === 'economics';
  const beyond = failed(`${spec.field} is beyond its limit`);
  return ({ transcript }) => {
    const value = read(transcript);
    if (value === null) return { status: 'unscored', explanation: `the decision has no ${spec.field}` };
    if (isRaw) return { status: 'scored', value, explanation: `${spec.field}, modelled` };
    return value <= (spec.max ?? Number.POSITIVE_INFINITY) && value >= (spec.min ?? Number.NEGATIVE_INFINITY)
      ? PASSED
      : beyond;
  };
}
