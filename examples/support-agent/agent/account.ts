// What a run costs and how long it takes, by the declared model of the runtime. Modelled, never measured.
import type { Call } from '../tools/calls.ts';
import type { Runtime } from './pack.ts';

export type Bill = { readonly cents: number; readonly ms: number };

/** Adds up tokens, calls and retrieval hops. Buckets are searched side by side, hops within a bucket one after the other. */
export function account(
  runtime: Runtime,
  used: { inputTokens: number; outputTokens: number; calls: readonly Call[]; hops: readonly number[] },
): Bill {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const thousands = used.inputTokens / 1000;
  return {
    cents:
      thousands * runtime.cents_per_1k_input_tokens +
      (used.outputTokens / 1000) * runtime.cents_per_1k_output_tokens +
      sum(used.calls.map((made) => made.cost_cents)) +
      runtime.retrieval_cents_per_hop * sum(used.hops),
    ms:
      Math.max(0, ...used.hops) * runtime.retrieval_ms_per_hop +
      sum(used.calls.map((made) => made.latency_ms)) +
      runtime.model_base_ms +
      thousands * runtime.ms_per_1k_input_tokens +
      used.outputTokens * runtime.ms_per_output_token,
  };
}
