// The files of the context pack that the agent runs under: its own baseline configuration, the policy rules and the cost model.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RulesLogic } from './approve.ts';
import { bucketsOf, type Configuration, type Intent } from './configuration.ts';

export type PolicyRule = {
  readonly id: string;
  readonly applies_to: readonly Intent[];
  readonly when: RulesLogic;
  readonly effect: 'refuse' | 'escalate' | 'require_approval';
  readonly gate?: string;
};

export type Runtime = {
  readonly cents_per_1k_input_tokens: number;
  readonly cents_per_1k_output_tokens: number;
  readonly model_base_ms: number;
  readonly ms_per_1k_input_tokens: number;
  readonly ms_per_output_token: number;
  readonly retrieval_ms_per_hop: number;
  readonly retrieval_cents_per_hop: number;
};

export type Pack = {
  readonly configuration: Configuration;
  readonly reads: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly PolicyRule[];
  readonly runtime: Runtime;
};

/** Reads packs/support of a repository. */
export function readPack(repository: string): Pack {
  const read = (path: string): unknown => parse(readFileSync(join(repository, 'packs/support', path), 'utf8'));
  const pack = read('pack.yaml') as Configuration & { intents: readonly { id: string; reads: readonly string[] }[] };
  const policy = read('policy/policy.returns.yaml') as { rules: readonly PolicyRule[] };
  return {
    configuration: {
      evidence: pack.evidence,
      context_budget: pack.context_budget,
      planner: pack.planner,
      ...(pack.approval_gate === undefined ? {} : { approval_gate: pack.approval_gate }),
    },
    reads: Object.fromEntries(pack.intents.map((intent) => [intent.id, intent.reads])),
    rules: policy.rules,
    runtime: read('runtime/runtime.support.yaml') as Runtime,
  };
}

/** The part of the pack's configuration that one intent reads. */
export function effectiveFor(pack: Pack, intent: Intent): Configuration {
  const { configuration } = pack;
  const gated = pack.reads[intent]?.includes('approval_gate') === true && configuration.approval_gate !== undefined;
  return {
    evidence: Object.fromEntries(
      bucketsOf[intent].flatMap((bucket) => {
        const retrieval = configuration.evidence[bucket];
        return retrieval === undefined ? [] : [[bucket, retrieval]];
      }),
    ),
    context_budget: configuration.context_budget,
    planner: configuration.planner,
    ...(gated && configuration.approval_gate !== undefined ? { approval_gate: configuration.approval_gate } : {}),
  };
}
