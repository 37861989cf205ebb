/** Step 6: tokens, cents and milliseconds from the declared runtime model and the recorded calls. Modelled, not measured. */
import type { ToolCall } from '../../schema/golden-case.ts';
import type { Runtime } from '../../schema/runtime.ts';
import type { TokenCounts } from '../../schema/transcript.ts';

/**
 * Cents and milliseconds of one replay. Buckets are retrieved in parallel, so the one with the most hops counts for
 * time and all of them for cost; hops within a bucket, tools and the model follow one another.
 */
export function account(
  runtime: Runtime,
  tokens: TokenCounts,
  hopsPerBucket: readonly number[],
  calls: readonly ToolCall[],
): { cost_cents: number; latency_ms: number } {
  let hops = 0;
  let slowest = 0;
  for (const made of hopsPerBucket) {
    hops += made;
    if (made > slowest) slowest = made;
  }
  let toolCents = 0;
  let toolMs = 0;
  for (const call of calls) {
    toolCents += call.cost_cents;
    toolMs += call.latency_ms;
  }
  return {
    cost_cents:
      (tokens.input * runtime.cents_per_1k_input_tokens + tokens.output * runtime.cents_per_1k_output_tokens) / 1000 +
      hops * runtime.retrieval_cents_per_hop +
      toolCents,
    latency_ms:
      slowest * runtime.retrieval_ms_per_hop +
      toolMs +
      runtime.model_base_ms +
      (tokens.input * runtime.ms_per_1k_input_tokens) / 1000 +
      tokens.output * runtime.ms_per_output_token,
  };
}
