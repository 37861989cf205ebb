/** A harness configuration made ready to be replayed many times: its parts, and the keys that equal parts share. */
import { canonicalJson, digestOf, sha256 } from '../../kit/canonical.ts';
import type { ApprovalGate, EvidenceBucket, HarnessConfiguration } from '../../schema/harness-configuration.ts';
import type { PlannerSettings } from './plan.ts';

export type ReplayConfiguration = {
  readonly digest: string;
  readonly buckets: readonly ReplayBucket[];
  /** Equal for configurations that retrieve and admit the same evidence. */
  readonly evidenceKey: string;
  readonly evidenceTokens: number | undefined;
  readonly memoryTokens: number | undefined;
  readonly toolTokens: number | undefined;
  readonly planner: PlannerSettings;
  readonly gates: Readonly<Record<string, ApprovalGate>>;
};

export type ReplayBucket = {
  readonly name: string;
  readonly settings: EvidenceBucket;
  /** Equal for buckets of one name that rank their recording the same way. */
  readonly rankingKey: string;
  /** Equal for buckets of one name with the same settings. */
  readonly retrievalKey: string;
};

/** Prepares a configuration; buckets keep the order in which the pack lists them. */
export function prepareConfiguration(configuration: HarnessConfiguration): ReplayConfiguration {
  const budget = configuration.context_budget ?? {};
  const named = Object.entries(configuration.evidence).map(([name, settings]) => ({ name, settings }));
  return {
    digest: digestOf(configuration),
    buckets: named.map(({ name, settings }) => {
      const rankingKey = `${name} ${settings.source_priority?.join('>') ?? ''}`;
      return { name, settings, rankingKey, retrievalKey: canonicalJson([name, settings]) };
    }),
    evidenceKey: canonicalJson([named, budget.evidence_tokens ?? null]),
    evidenceTokens: budget.evidence_tokens,
    memoryTokens: budget.memory_tokens,
    toolTokens: budget.tool_tokens,
    planner: {
      ...configuration.planner,
      prompt_sha256: configuration.prompt && sha256(configuration.prompt.instruction_block),
    },
    gates: configuration.approval_gate ?? {},
  };
}
