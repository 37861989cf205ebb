import { describe, expect, it } from 'vitest';
import { covers, valueAt } from '../../../src/core/packs/address.ts';
import { effectiveConfiguration, withPatch } from '../../../src/core/packs/effective.ts';
import { intentsReachedUnnamed, intentsReading } from '../../../src/core/packs/reach.ts';
import type { IntentEntry } from '../../../src/schema/context-pack.ts';
import { pack } from './example-pack.ts';

const intent = (...reads: string[]): IntentEntry => ({ id: 'i', risk_class: 'read_only', reads });

describe('addressing a value', () => {
  it('walks plain mappings and nothing else', () => {
    expect(valueAt(pack, 'evidence.policy_kb.top_k')).toBe(8);
    expect(valueAt(pack, 'evidence.policy_kb')).toEqual(pack.evidence['policy_kb']);
    expect(valueAt(pack, 'evidence.nowhere.top_k')).toBeUndefined();
  });

  it.each(['intents.0', 'intents.length', 'evidence.__proto__', 'constructor.name', 'evidence.toString', ''])(
    'refuses %j',
    (path) => {
      expect(valueAt(pack, path)).toBeUndefined();
    },
  );

  it('compares paths by segment', () => {
    expect(covers('evidence.kb', 'evidence.kb.top_k')).toBe(true);
    expect(covers('evidence.kb', 'evidence.kb')).toBe(true);
    expect(covers('evidence.kb', 'evidence.kb_old.top_k')).toBe(false);
    expect(covers('evidence.kb.top_k', 'evidence.kb')).toBe(false);
  });
});

describe('the effective configuration of an intent', () => {
  it('has the sections it reads, buckets in the order of the pack', () => {
    const configuration = effectiveConfiguration(
      pack,
      intent('planner', 'evidence.policy_kb', 'evidence.ticket_history'),
    );
    expect(configuration).toEqual({
      evidence: { ticket_history: pack.evidence['ticket_history'], policy_kb: pack.evidence['policy_kb'] },
      planner: pack.planner,
    });
    expect(Object.keys(configuration.evidence)).toEqual(['ticket_history', 'policy_kb']);
  });

  it('has whole buckets and gates, but single limits and settings', () => {
    const reads = ['evidence.order_history.top_k', 'context_budget.tool_tokens', 'planner.tool_preference'];
    expect(effectiveConfiguration(pack, intent(...reads, 'approval_gate.refund_amount.threshold', 'prompt'))).toEqual({
      evidence: { order_history: { top_k: 6, max_hops: 2 } },
      context_budget: { tool_tokens: 900 },
      planner: { tool_preference: 'orders_first' },
      approval_gate: { refund_amount: { threshold: 3000, tightens: 'down' } },
      prompt: pack.prompt,
    });
  });

  it('has nothing it does not read', () => {
    expect(effectiveConfiguration(pack, intent('business_context'))).toEqual({ evidence: {} });
  });
});

describe('a configuration under a patch', () => {
  const configuration = effectiveConfiguration(
    pack,
    intent('evidence', 'context_budget.tool_tokens', 'approval_gate', 'planner', 'prompt'),
  );

  it('changes what is patched and shares the rest', () => {
    const patched = withPatch(configuration, {
      'evidence.policy_kb.top_k': { from: 8, to: 4 },
      'evidence.policy_kb.source_priority': { from: ['policy_kb', 'wiki'], to: ['wiki'] },
      'context_budget.tool_tokens': { from: 900, to: 700 },
      'approval_gate.refund_amount.threshold': { from: 3000, to: 10 },
      'planner.tool_preference': { from: 'orders_first', to: 'none' },
    });
    expect(patched.evidence['policy_kb']).toEqual({ top_k: 4, max_hops: 3, source_priority: ['wiki'] });
    expect(patched.context_budget).toEqual({ tool_tokens: 700 });
    expect(patched.approval_gate).toEqual({ refund_amount: { threshold: 10, tightens: 'down' } });
    expect(patched.planner).toEqual({ tool_preference: 'none', decompose_before_tool: 'never' });
    expect(patched.evidence['ticket_history']).toBe(configuration.evidence['ticket_history']);
    expect(patched.prompt).toBe(configuration.prompt);
    expect(Object.keys(patched.evidence)).toEqual(Object.keys(configuration.evidence));
    expect(configuration.evidence['policy_kb']?.top_k).toBe(8);
  });

  it('is the same object where the intent does not read what is patched', () => {
    const patch = { 'context_budget.memory_tokens': { from: 600, to: 1 }, 'evidence.kb.top_k': { from: 1, to: 2 } };
    expect(withPatch(configuration, patch)).toBe(configuration);
    expect(withPatch(configuration, { 'evidence.policy_kb.top_k': { from: 8, to: 8 } })).toBe(configuration);
  });

  it('refuses a value of the wrong type', () => {
    expect(() => withPatch(configuration, { 'evidence.policy_kb.top_k': { from: 8, to: '4' } })).toThrow(/top_k/);
  });
});

describe('the reach of a patch', () => {
  it('is every intent that reads it, or a neighbour of it in the same bucket', () => {
    expect(intentsReading(pack, 'evidence.policy_kb.top_k')).toEqual(['support.triage']);
    expect(intentsReading(pack, 'evidence.order_history.max_hops')).toEqual(['support.refund']);
    expect(intentsReading(pack, 'context_budget.evidence_tokens')).toEqual(['support.triage', 'support.refund']);
    expect(intentsReading(pack, 'context_budget.tool_tokens')).toEqual(['support.triage']);
    expect(intentsReading(pack, 'evidence')).toEqual(['support.triage', 'support.refund']);
    expect(intentsReading(pack, 'evidence.policy')).toEqual([]);
  });

  it('is hidden where the target does not name an intent', () => {
    const patch = { 'planner.tool_preference': { from: 'a', to: 'b' } };
    expect(intentsReachedUnnamed(pack, patch, ['support.triage'])).toEqual(['support.refund']);
    expect(intentsReachedUnnamed(pack, patch, ['support.triage', 'support.refund'])).toEqual([]);
  });
});
