/** A pack as the house's own documents show it, and surfaces on it. */
import { ContextPack } from '../../../src/schema/context-pack.ts';
import { TunableSurface } from '../../../src/schema/tunable-surface.ts';

export const pack: ContextPack = ContextPack.parse({
  schema_version: 1,
  pack_meta: { id: 'ctxpack.support', version: '5.2.0' },
  intents: [
    {
      id: 'support.triage',
      risk_class: 'read_only',
      reads: ['evidence.ticket_history', 'evidence.policy_kb', 'context_budget', 'planner', 'prompt'],
    },
    {
      id: 'support.refund',
      risk_class: 'destructive',
      reads: [
        'evidence.order_history.top_k',
        'context_budget.evidence_tokens',
        'planner.tool_preference',
        'approval_gate',
      ],
    },
  ],
  evidence: {
    ticket_history: { top_k: 10, max_hops: 1 },
    policy_kb: { top_k: 8, max_hops: 3, source_priority: ['policy_kb', 'wiki'] },
    order_history: { top_k: 6, max_hops: 2 },
  },
  context_budget: { evidence_tokens: 3200, memory_tokens: 600, tool_tokens: 900 },
  planner: { tool_preference: 'orders_first', decompose_before_tool: 'never' },
  prompt: { instruction_block: 'Be brief.\nCite sources.\n' },
  approval_gate: { refund_amount: { threshold: 3000, tightens: 'down' } },
});

/** A surface of the example pack, with some of its members replaced. */
export function surface(members: Record<string, unknown>): TunableSurface {
  return TunableSurface.parse({ id: 's', owner: '@acme/x', ...members });
}

export const topK = (bounds: object) =>
  surface({ layer: 'retrieval', field: 'top_k', path: 'evidence.policy_kb.top_k', bounds });

export const threshold = (bounds: object, more: object = {}) =>
  surface({
    layer: 'approval_gate',
    field: 'threshold',
    path: 'approval_gate.refund_amount.threshold',
    bounds,
    ...more,
  });

export const sourcePriority = (...allowed: string[]) =>
  surface({
    layer: 'retrieval',
    field: 'source_priority',
    path: 'evidence.policy_kb.source_priority',
    bounds: { allowed },
  });

export const toolPreference = (...allowed: string[]) =>
  surface({ layer: 'planner', field: 'tool_preference', path: 'planner.tool_preference', bounds: { allowed } });

export const instructions = (bounds: object) =>
  surface({ layer: 'prompt', field: 'instruction_block', path: 'prompt.instruction_block', bounds });
