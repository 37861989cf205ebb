/** The first pack of a setup: a small question-answering agent, to be replaced field by field with the real one. */
import type { SetupSettings } from './settings.ts';

/** The day that the example was recorded on; a date of today would give other bytes tomorrow. */
export const RECORDED_ON = '2026-01-05';

/** What the pack retrieves and admits, a section each; the example cases were recorded under it. */
export const BASELINE_SECTIONS = [
  `evidence:
  knowledge_base:
    top_k: 4
    max_hops: 1`,
  `context_budget:
  evidence_tokens: 2000
  memory_tokens: 400
  tool_tokens: 600`,
  `planner:
  tool_preference: none
  decompose_before_tool: never`,
] as const;

/** Every document of the pack, by its path. */
export function packDocuments(settings: SetupSettings): Readonly<Record<string, string>> {
  const { pack, intent } = settings;
  const folder = `packs/${pack}`;
  return {
    // Digests are over bytes: no checkout may change the ends of lines.
    [`${folder}/.gitattributes`]: '* -text\n',
    [`${folder}/pack.yaml`]: packText(settings),
    [`${folder}/policy/policy.${pack}.yaml`]: policyText(settings),
    [`${folder}/tools/tools.${pack}.yaml`]: toolsText(settings),
    [`${folder}/runtime/runtime.${pack}.yaml`]: runtimeText(settings),
    [`${folder}/evals/evals.${pack}.yaml`]: suiteText(settings),
    [`${folder}/releases/${intent}.yaml`]: releaseText(settings),
  };
}

/** The release that the example was recorded under. */
export function releaseId({ intent }: SetupSettings): string {
  return `release.${intent}@${RECORDED_ON}`;
}

function packText({ pack, intent, owner }: SetupSettings): string {
  return `# What the agent runs under. Only a field that a tunable surface names is ever proposed for change, inside its bounds.
schema_version: 1

pack_meta:
  id: ctxpack.${pack}
  version: 1.0.0 # a published version never changes; every change of content is a new one
  owner: "${owner}"

intents:
  - id: ${intent}
    risk_class: read_only
    reads: [evidence.knowledge_base, context_budget, planner]

${BASELINE_SECTIONS.join('\n\n')}

tunable_surfaces:
  - id: knowledge-base-top-k
    layer: retrieval
    field: top_k
    path: evidence.knowledge_base.top_k
    bounds: { min: 1, max: 6, step: 1 } # record at least as deep as the upper bound
    owner: "${owner}"
  - id: evidence-tokens
    layer: context_budget
    field: evidence_tokens
    path: context_budget.evidence_tokens
    bounds: { min: 500, max: 2000, step: 250 }
    owner: "${owner}"
`;
}

function policyText({ pack, intent }: SetupSettings): string {
  return `# Rules that stand outside the agent and can only make its decision stricter: refuse, escalate, require_approval.
schema_version: 1
id: policy.${pack}@1.0.0

rules:
  - id: R_HANDOVER_IS_NO_ACTION
    applies_to: [${intent}]
    when: { "==": [{ var: decision.outcome }, escalate] }
    effect: escalate
`;
}

function toolsText({ pack }: SetupSettings): string {
  return `# Every tool the agent can reach, with its risk class: read_only, local_write, network, delegated or destructive.
schema_version: 1
id: tools.${pack}@1.0.0

tools:
  - id: knowledge_base.search
    risk_class: read_only
    description: Articles of the knowledge base that match a question.
`;
}

function runtimeText({ pack }: SetupSettings): string {
  return `# The declared cost and latency model. Put the figures of your own model here: what it gives is modelled, not measured.
schema_version: 1
id: runtime.${pack}@1.0.0
model: example-model
cents_per_1k_input_tokens: 0.3
cents_per_1k_output_tokens: 1.5
model_base_ms: 380
ms_per_1k_input_tokens: 110
ms_per_output_token: 9
retrieval_ms_per_hop: 65
retrieval_cents_per_hop: 0.01
`;
}

function suiteText({ pack }: SetupSettings): string {
  return `# Who judges a decision, dimension by dimension. The dimensions are never added up.
schema_version: 1
id: evals.${pack}@1.0.0

evaluators:
  - { id: no-forbidden-tool, dimension: policy, kind: replay, check: forbidden_tools }
  - { id: approval-honoured, dimension: policy, kind: replay, check: approval }
  - { id: answer-acceptable, dimension: safety, kind: replay, check: allowed_outcomes }
  - { id: decision-correct, dimension: utility, kind: replay, check: outcome, weight: 3 }
  - { id: evidence-complete, dimension: utility, kind: replay, check: required_evidence }
  - { id: latency, dimension: latency, kind: business, field: latency_ms }
  - { id: cost, dimension: economics, kind: business, field: cost_cents }
`;
}

function releaseText(settings: SetupSettings): string {
  const { pack, intent } = settings;
  return `# What runs for ${intent} now, and what it would be rolled back to. Digests are filled in by \`autotune goldens stamp\`.
schema_version: 1

release_tuple:
  id: ${releaseId(settings)}
  intent: ${intent}
  pack: ctxpack.${pack}@1.0.0
  policy: policy.${pack}@1.0.0
  tools: tools.${pack}@1.0.0
  evals: evals.${pack}@1.0.0
  model: example-model
  prompts: not_verified
  runtime: runtime.${pack}@1.0.0
  environment: not_verified

previous: null

rollout:
  stage: 100%
  since: ${RECORDED_ON}T06:00:00Z

promotions: []
`;
}
