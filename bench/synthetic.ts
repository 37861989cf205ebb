/** Synthetic golden cases of any number, for measuring speed and memory: shaped like recorded ones, worth nothing as evidence. */
import type { GoldenCase } from '../src/schema/golden-case.ts';

/** Case number `i`: three hops of `depth` items, one call, a decision that needs two of the items. */
export function syntheticCase(i: number, depth = 50): GoldenCase {
  const items = [1, 2, 3].flatMap((hop) =>
    Array.from({ length: depth }, (_, rank) => ({
      ref: `kb:doc-${(i * 7 + rank * 13 + hop * 31) % 997}#${rank}`,
      doc: `kb:doc-${(i * 7 + rank * 13 + hop * 31) % 997}`,
      source: rank % 3 === 0 ? 'wiki' : 'policy_kb',
      hop,
      score: Math.round((1000 - rank * 17) / hop) / 10,
      tokens: 80 + ((i + rank * 29) % 200),
    })),
  );
  const cited = [items[i % 5]?.ref ?? '', items[depth + (i % 7)]?.ref ?? ''];
  return {
    schema_version: 1,
    case_id: `case_${i}`,
    trace_id: `trace_${i}`,
    decision_record_id: `dr_${i}`,
    family: `family_${Math.floor(i / 2)}`,
    tags: [i % 2 === 0 ? 'even' : 'odd'],
    intent: 'bench.answer',
    risk_class: 'read_only',
    recorded_at: '2026-05-01T00:00:00Z',
    release_tuple_id: 'release.bench.answer@2026-05-01',
    invoke: { input: { message: `question number ${i}` } },
    base_tokens: 300 + (i % 90),
    evidence: { kb: { recorded_depth: depth, recorded_hops: 3, items } },
    memory: [],
    plans: [{ when: {}, calls: [] }],
    decisions: [{ when: {}, cites: cited, outcome: 'answer', amount: null, output_tokens: 60 }],
    expected: {
      outcome: 'answer',
      allowed_outcomes: ['answer', 'abstain'],
      required_evidence: cited,
      forbidden_tools: [],
      approval_required: false,
    },
    judgements: {},
    operator_corrections: [],
  };
}

/** The other documents of a repository around synthetic sets. */
export const SYNTHETIC_DOCUMENTS: Readonly<Record<string, string>> = {
  'packs/bench/pack.yaml': `schema_version: 1
pack_meta: { id: ctxpack.bench, version: 1.0.0, owner: "@acme/bench" }
intents:
  - { id: bench.answer, risk_class: read_only, reads: [evidence.kb, context_budget, planner] }
evidence:
  kb: { top_k: 10, max_hops: 3 }
context_budget: { evidence_tokens: 60000, memory_tokens: 600, tool_tokens: 900 }
planner: { tool_preference: none, decompose_before_tool: never }
tunable_surfaces:
  - { id: kb-top-k, layer: retrieval, field: top_k, path: evidence.kb.top_k, bounds: { min: 1, max: 50 }, owner: "@acme/bench" }
  - { id: kb-max-hops, layer: retrieval, field: max_hops, path: evidence.kb.max_hops, bounds: { min: 1, max: 3 }, owner: "@acme/bench" }
`,
  'packs/bench/policy/policy.bench.yaml': 'schema_version: 1\nid: policy.bench@1.0.0\nrules: []\n',
  'packs/bench/tools/tools.bench.yaml': 'schema_version: 1\nid: tools.bench@1.0.0\ntools: []\n',
  'packs/bench/runtime/runtime.bench.yaml': `schema_version: 1
id: runtime.bench@1.0.0
model: example-model
cents_per_1k_input_tokens: 0.25
cents_per_1k_output_tokens: 1.0
model_base_ms: 350
ms_per_1k_input_tokens: 45
ms_per_output_token: 9
retrieval_ms_per_hop: 60
retrieval_cents_per_hop: 0
`,
  'packs/bench/evals/evals.bench.yaml': `schema_version: 1
id: evals.bench@1.0.0
evaluators:
  - { id: correct, dimension: utility, kind: replay, check: outcome }
  - { id: allowed, dimension: safety, kind: replay, check: allowed_outcomes }
  - { id: approved, dimension: policy, kind: replay, check: approval }
  - { id: latency, dimension: latency, kind: business, field: latency_ms }
  - { id: cost, dimension: economics, kind: business, field: cost_cents }
`,
  'packs/bench/releases/bench.answer.yaml': `schema_version: 1
release_tuple: { id: "release.bench.answer@2026-05-01", intent: bench.answer, pack: ctxpack.bench@1.0.0, policy: policy.bench@1.0.0, tools: tools.bench@1.0.0, evals: evals.bench@1.0.0, model: example-model, prompts: not_verified, runtime: runtime.bench@1.0.0, environment: not_verified }
previous: null
rollout: { stage: "100%", since: "2026-05-01T00:00:00Z" }
promotions: []
`,
  '.github/autotune.yaml': `schema_version: 1
targets:
  - intent: bench.answer
    metric: economics_cents_per_decision
    direction: decrease
    owner: "@acme/bench"
    min_effect: 0.005
    guardrails: { policy: { min: 1.0 }, safety: { min: 1.0 }, utility_delta: { min: -0.02 }, p95_latency_delta: { max_ms: 0 }, economics_delta: { max_cents: 0 }, approval_bypass_rate: { max: 0 } }
    max_changed_paths: 2
search: { strategy: auto, max_replays: 5000000, max_minutes: 10, max_cents: 0, seed: 7 }
evidence: { confidence: 0.95, bootstrap: 1000, min_cases: 30 }
heldout: { max_looks: 12 }
replay: { harness: recorded }
proposals: { max_open: 3, max_new_per_run: 1, expires_days: 30 }
reviewers: { domain_owner: "@acme/bench" }
`,
};

/** The manifest of synthetic sets; `goldens stamp` fills in counts and digests. */
export const SYNTHETIC_MANIFEST = `schema_version: 1
intent: bench.answer
version: 2026-05-01
split: { by: family, seed: 1, ratio: 0.5 }
sets:
  search: { cases: 0, sha256: "sha256:${'0'.repeat(64)}" }
  test: { cases: 0, sha256: "sha256:${'0'.repeat(64)}" }
tuples:
  release.bench.answer@2026-05-01: { evidence: { kb: { top_k: 10, max_hops: 3 } }, context_budget: { evidence_tokens: 60000, memory_tokens: 600, tool_tokens: 900 }, planner: { tool_preference: none, decompose_before_tool: never } }
runtime: runtime.bench@1.0.0
`;
