/** Golden cases, laws and configurations for tests: small, complete, and changed only where a test says so. */
import { hashOfCall } from '../../src/core/replay/plan.ts';
import type { Law } from '../../src/core/replay/replay.ts';
import { sha256 } from '../../src/kit/canonical.ts';
import type { EvidenceItem, GoldenCase, ToolCall } from '../../src/schema/golden-case.ts';
import type { HarnessConfiguration } from '../../src/schema/harness-configuration.ts';

export function item(ref: string, hop: number, more: Partial<EvidenceItem> = {}): EvidenceItem {
  return { ref, source: 'policy_kb', hop, score: 1, tokens: 100, ...more };
}

/** A chained transcript of the given tools. */
export function calls(...tools: readonly string[]): ToolCall[] {
  const chained: ToolCall[] = [];
  for (const [index, tool] of tools.entries()) {
    const call = {
      call_id: `c${index + 1}`,
      tool,
      risk_class: 'read_only' as const,
      ok: true,
      latency_ms: 50,
      cost_cents: 0.01,
      tokens: 80,
      request_sha256: sha256(`request ${tool}`),
      response_sha256: sha256(`response ${tool}`),
      prev_hash: chained.at(-1)?.hash ?? `sha256:${'0'.repeat(64)}`,
    };
    chained.push({ ...call, hash: hashOfCall(call) });
  }
  return chained;
}

/** Two hops of three items each; the decision rests on the first item of each hop and on a call. */
export function golden(more: Partial<GoldenCase> = {}): GoldenCase {
  return {
    schema_version: 1,
    case_id: 'case_1',
    trace_id: 'trace_1',
    decision_record_id: 'dr_1',
    family: 'family_1',
    tags: ['ordinary'],
    intent: 'support.triage',
    risk_class: 'read_only',
    recorded_at: '2026-05-09T10:11:12Z',
    release_tuple_id: 'release.support.triage@2026-05-09',
    invoke: { input: { message: 'my parcel is late' } },
    base_tokens: 400,
    evidence: {
      kb: {
        recorded_depth: 3,
        recorded_hops: 2,
        items: [
          item('kb:a#1', 1, { doc: 'kb:a' }),
          item('kb:b#1', 1, { source: 'wiki' }),
          item('kb:c#1', 1),
          item('kb:d#1', 2),
          item('kb:a#1', 2),
          item('kb:e#1', 2, { source: 'wiki' }),
        ],
      },
    },
    memory: [
      { ref: 'mem:1', tokens: 40 },
      { ref: 'mem:2', tokens: 40 },
    ],
    plans: [{ when: {}, calls: calls('orders.lookup') }],
    decisions: [
      {
        when: {},
        cites: ['kb:a#1', 'kb:d#1', 'c1'],
        outcome: 'route:late',
        amount: 20,
        output_tokens: 60,
        confidence: 0.9,
      },
      { when: {}, cites: ['kb:a'], outcome: 'route:general', amount: null, output_tokens: 30 },
    ],
    expected: {
      outcome: 'route:late',
      allowed_outcomes: ['route:late', 'route:general', 'abstain'],
      required_evidence: ['kb:a#1', 'kb:d#1'],
      forbidden_tools: ['payments.issue_refund'],
      approval_required: false,
    },
    judgements: { helpfulness: 0.8 },
    operator_corrections: [],
    ...more,
  };
}

export function configuration(more: Partial<HarnessConfiguration> = {}): HarnessConfiguration {
  return {
    evidence: { kb: { top_k: 3, max_hops: 2 } },
    context_budget: { evidence_tokens: 1000, memory_tokens: 100, tool_tokens: 200 },
    planner: { tool_preference: 'orders_first', decompose_before_tool: 'never' },
    ...more,
  };
}

export function law(more: Partial<Law> = {}): Law {
  return {
    policy: { schema_version: 1, id: 'policy.test@1.0.0', rules: [] },
    runtime: {
      schema_version: 1,
      id: 'runtime.test@1.0.0',
      model: 'example-model',
      cents_per_1k_input_tokens: 0.5,
      cents_per_1k_output_tokens: 2,
      model_base_ms: 300,
      ms_per_1k_input_tokens: 40,
      ms_per_output_token: 10,
      retrieval_ms_per_hop: 60,
      retrieval_cents_per_hop: 0.02,
    },
    ...more,
  };
}
