import { describe, expect, it } from 'vitest';
import { prepareConfiguration } from '../../../src/core/replay/configuration.ts';
import { prepareCase } from '../../../src/core/replay/replay.ts';
import type { PolicyRule } from '../../../src/schema/policy-bundle.ts';
import type { Transcript } from '../../../src/schema/transcript.ts';
import { calls, configuration, golden, item, law } from '../../making/golden.ts';

const under = (more: Parameters<typeof configuration>[0] = {}) => prepareConfiguration(configuration(more));

function transcriptOf(replayed: ReturnType<ReturnType<typeof prepareCase>['replay']>): Transcript {
  if (replayed.status !== 'valid') throw new Error(`not valid: ${JSON.stringify(replayed)}`);
  return replayed.transcript;
}

const replayed = (more = {}, change = {}) => transcriptOf(prepareCase(golden(change), law()).replay(under(more)));

describe('retrieval', () => {
  it('makes transcripts of one shape: a getter of its own would give each a shape that outlives it', () => {
    const descriptors = Object.values(Object.getOwnPropertyDescriptors(replayed()));
    expect(descriptors.filter(({ get }) => get !== undefined)).toEqual([]);
  });

  it('takes the first top_k of each hop, in rank order over hops', () => {
    expect(replayed({ evidence: { kb: { top_k: 2, max_hops: 2 } } }).admitted).toEqual(['kb:a#1', 'kb:d#1', 'kb:b#1']);
  });

  it('leaves out hops beyond max_hops', () => {
    expect(replayed({ evidence: { kb: { top_k: 3, max_hops: 1 } } }).admitted).toEqual(['kb:a#1', 'kb:b#1', 'kb:c#1']);
  });

  it('orders each hop by source before it counts', () => {
    const preferring = { evidence: { kb: { top_k: 1, max_hops: 2, source_priority: ['wiki'] } } };
    expect(replayed(preferring).admitted).toEqual(['kb:b#1', 'kb:e#1']);
  });

  it('cannot answer beyond the recorded depth of a truncated hop', () => {
    const answer = prepareCase(golden(), law()).replay(under({ evidence: { kb: { top_k: 4, max_hops: 1 } } }));
    expect(answer).toEqual({ status: 'unreplayable', reason: 'recording_too_shallow', step: 'retrieve' });
  });

  it('answers beyond the recorded depth where every hop came back short', () => {
    const short = golden({ evidence: { kb: { recorded_depth: 3, recorded_hops: 1, items: [item('kb:a#1', 1)] } } });
    const answer = prepareCase(short, law()).replay(under({ evidence: { kb: { top_k: 9, max_hops: 1 } } }));
    expect(transcriptOf(answer).admitted).toEqual(['kb:a#1']);
  });

  it('cannot answer for more hops than were recorded', () => {
    const answer = prepareCase(golden(), law()).replay(under({ evidence: { kb: { top_k: 1, max_hops: 3 } } }));
    expect(answer).toMatchObject({ status: 'unreplayable', reason: 'recording_too_shallow' });
  });

  it('cannot answer for a bucket that was not recorded', () => {
    const answer = prepareCase(golden(), law()).replay(under({ evidence: { other: { top_k: 1, max_hops: 1 } } }));
    expect(answer).toMatchObject({ status: 'unreplayable', reason: 'bucket_not_recorded' });
  });
});

describe('admission', () => {
  it('stops at the first item that would pass the budget and drops all after it', () => {
    const traced = prepareCase(golden(), law()).trace(under({ context_budget: { evidence_tokens: 250 } }));
    expect(traced).toMatchObject({
      evidence: {
        count: 2,
        offered: ['kb:a#1', 'kb:d#1', 'kb:b#1', 'kb:c#1', 'kb:e#1'].map((ref) => ({ item: { ref } })),
      },
    });
  });

  it('admits a ref once, where it first appears', () => {
    expect(replayed().admitted.filter((ref) => ref === 'kb:a#1')).toHaveLength(1);
  });

  it('does not admit what the budget dropped as support of a decision', () => {
    const tight = replayed({ context_budget: { evidence_tokens: 100, memory_tokens: 0, tool_tokens: 200 } });
    expect(tight).toMatchObject({ outcome: 'route:general', cites: ['kb:a'] });
  });

  it('counts admitted memory and tool results and leaves out what does not fit', () => {
    const tight = replayed({ context_budget: { memory_tokens: 79, tool_tokens: 79 } });
    expect(tight.tokens).toMatchObject({ memory: 40, tools: 0 });
  });
});

describe('planning and deciding', () => {
  it('cannot answer for planner settings under which no plan was recorded', () => {
    const bound = golden({ plans: [{ when: { tool_preference: 'policy_first' }, calls: calls('policy.eval') }] });
    expect(prepareCase(bound, law()).replay(under())).toMatchObject({
      status: 'unreplayable',
      reason: 'plan_not_recorded',
    });
  });

  it('takes the first plan whose conditions hold', () => {
    const plans = [
      { when: { tool_preference: 'policy_first' }, calls: calls('policy.eval') },
      { when: {}, calls: calls('orders.lookup', 'customers.lookup') },
    ];
    expect(replayed({}, { plans }).calls.map(({ tool }) => tool)).toEqual(['orders.lookup', 'customers.lookup']);
    expect(replayed({ planner: { tool_preference: 'policy_first' } }, { plans }).calls.map(({ tool }) => tool)).toEqual(
      ['policy.eval'],
    );
  });

  it('accepts a document or a call as citation', () => {
    expect(replayed().outcome).toBe('route:late');
    expect(replayed({ context_budget: { tool_tokens: 10 } }).outcome).toBe('route:general');
  });

  it('abstains where no decision is supported, with nothing said and nothing executed', () => {
    const unsupported = replayed(
      {},
      { decisions: [{ when: {}, cites: ['kb:gone'], outcome: 'x', amount: 5, output_tokens: 60 }] },
    );
    expect(unsupported).toMatchObject({
      outcome: 'abstain',
      approval: 'escalate',
      amount: null,
      tokens: { output: 0 },
    });
  });
});

describe('approval', () => {
  const ruled = (rules: readonly Partial<PolicyRule>[], more = {}, change = {}) =>
    transcriptOf(
      prepareCase(
        golden(change),
        law({
          policy: {
            schema_version: 1,
            id: 'policy.test@1.0.0',
            rules: rules.map((rule, i) => ({
              id: `R${i}`,
              applies_to: ['support.triage'],
              when: true,
              effect: 'refuse',
              ...rule,
            })),
          },
        }),
      ).replay(under(more)),
    );

  it('lets the strictest effect win and replaces the outcome by it', () => {
    expect(ruled([{ effect: 'escalate' }, { effect: 'refuse' }])).toMatchObject({
      outcome: 'refuse',
      proposed_outcome: 'route:late',
      approval: 'refuse',
    });
    expect(ruled([{ effect: 'escalate' }, { effect: 'require_approval' }])).toMatchObject({ outcome: 'escalate' });
  });

  it('leaves rules of other intents alone', () => {
    expect(ruled([{ applies_to: ['support.refund'] }]).approval).toBe('execute');
  });

  it('reads case, plan and decision', () => {
    const when = {
      and: [
        { '==': [{ var: 'decision.amount' }, 20] },
        { in: ['orders.lookup', { var: 'plan.tools' }] },
        { in: ['ordinary', { var: 'case.tags' }] },
      ],
    };
    expect(ruled([{ when }]).approval).toBe('refuse');
  });

  it('asks a gate where the amount reaches its threshold, in the direction in which it tightens', () => {
    const gated = (threshold: number, tightens: 'up' | 'down') =>
      ruled([{ effect: 'require_approval', gate: 'amount' }], { approval_gate: { amount: { threshold, tightens } } })
        .approval;
    expect([gated(20, 'down'), gated(21, 'down'), gated(20, 'up'), gated(19, 'up')]).toEqual([
      'needs_approval',
      'execute',
      'needs_approval',
      'execute',
    ]);
  });

  it('asks a gate that no rule names for every amount', () => {
    expect(ruled([], { approval_gate: { amount: { threshold: 10, tightens: 'down' } } })).toMatchObject({
      approval: 'needs_approval',
      policy_decisions: [{ rule: 'approval_gate.amount', effect: 'require_approval' }],
    });
  });

  it('needs approval where a rule names a gate that the configuration lacks', () => {
    expect(ruled([{ effect: 'require_approval', gate: 'missing' }]).approval).toBe('needs_approval');
  });

  it('applies a rule that cannot be evaluated instead of skipping it', () => {
    expect(ruled([{ when: { unheard_of: [1] } }]).approval).toBe('refuse');
  });
});

describe('accounting', () => {
  it('adds up tokens, cents and milliseconds as the runtime declares', () => {
    const { tokens, cost_cents, latency_ms } = replayed();
    expect(tokens).toEqual({ base: 400, evidence: 500, memory: 80, tools: 80, input: 1060, output: 60 });
    expect(cost_cents).toBeCloseTo(1.06 * 0.5 + 0.06 * 2 + 2 * 0.02 + 0.01, 12);
    expect(latency_ms).toBeCloseTo(2 * 60 + 50 + 300 + 1.06 * 40 + 60 * 10, 12);
  });

  it('counts the slowest bucket for time and all buckets for cost', () => {
    const both = golden({
      evidence: {
        kb: golden().evidence['kb'] ?? { recorded_depth: 0, recorded_hops: 0, items: [] },
        tickets: { recorded_depth: 3, recorded_hops: 1, items: [item('t:1', 1)] },
      },
    });
    const wide = under({ evidence: { kb: { top_k: 3, max_hops: 2 }, tickets: { top_k: 3, max_hops: 1 } } });
    const traced = prepareCase(both, law()).trace(wide);
    expect(traced).toMatchObject({ hops: [2, 1] });
  });
});

it('tells a replay under the recorded settings from a derived one', () => {
  const recorded = under();
  const prepared = prepareCase(golden(), law(), recorded);
  expect(prepared.replay(recorded)).toMatchObject({ fidelity: 'recorded' });
  expect(prepared.replay(under({ context_budget: {} }))).toMatchObject({ fidelity: 'derived' });
});
