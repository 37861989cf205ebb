import { describe, expect, it } from 'vitest';
import { audit, recordedRecord, stampOf } from '../../../src/core/replay/audit.ts';
import { prepareConfiguration } from '../../../src/core/replay/configuration.ts';
import type { Law } from '../../../src/core/replay/replay.ts';
import { DecisionRecord } from '../../../src/schema/decision-record.ts';
import type { GoldenCase } from '../../../src/schema/golden-case.ts';
import type { HarnessConfiguration } from '../../../src/schema/harness-configuration.ts';
import { calls, configuration, golden, item, law } from '../../making/golden.ts';

function stamped(base: GoldenCase = golden()): GoldenCase {
  const record = recordedRecord(base, prepareConfiguration(configuration()), law());
  if (typeof record === 'string') throw new Error(record);
  return { ...base, baseline: stampOf(record) };
}

function auditing(change: Partial<GoldenCase>, under: HarnessConfiguration = configuration(), by: Law = law()) {
  return audit({ ...stamped(), ...change }, prepareConfiguration(under), by);
}

describe('audit', () => {
  it('finds nothing where the record is reproduced byte for byte', () => {
    expect(auditing({})).toBeNull();
  });

  it('writes records that their schema accepts', () => {
    expect(
      DecisionRecord.safeParse(recordedRecord(golden(), prepareConfiguration(configuration()), law())).success,
    ).toBe(true);
  });

  const kb = golden().evidence['kb'] ?? { recorded_depth: 0, recorded_hops: 0, items: [] };
  it.each<[string, string, Partial<GoldenCase>]>([
    ['retrieve', 'evidence', { evidence: { kb: { ...kb, items: [item('kb:new', 1), ...kb.items.slice(1)] } } }],
    ['admit', 'compiled_context', { memory: [] }],
    ['plan', 'tool_transcript', { plans: [{ when: {}, calls: calls('customers.lookup') }] }],
    ['decide', 'tamper', { decisions: golden().decisions.map((made) => ({ ...made, outcome: 'route:other' })) }],
    [
      'account',
      'scorecard',
      { evidence: { kb: { ...kb, items: kb.items.map((each) => ({ ...each, tokens: each.tokens + 1 })) } } },
    ],
  ])('names the step %s as %s where that step diverges first', (step, kind, change) => {
    expect(auditing(change)).toMatchObject({ case_id: 'case_1', step, kind });
  });

  it('names policy where a rule now decides otherwise', () => {
    const rules = [{ id: 'R1', applies_to: ['support.triage'], when: true, effect: 'refuse' as const }];
    const stricter = law({ policy: { schema_version: 1, id: 'policy.test@1.0.0', rules } });
    expect(auditing({}, configuration(), stricter)).toMatchObject({ step: 'approve', kind: 'policy' });
  });

  it('names tampering where a call of the transcript was edited', () => {
    const [call] = calls('orders.lookup');
    const edited = call === undefined ? [] : [{ ...call, tokens: call.tokens + 1 }];
    expect(auditing({ plans: [{ when: {}, calls: edited }] })).toMatchObject({
      kind: 'tamper',
      detail: expect.stringContaining('c1'),
    });
  });

  it('names tampering where calls were reordered or removed', () => {
    const chain = calls('orders.lookup', 'policy.eval', 'customers.lookup');
    const [first, , third] = chain;
    if (first === undefined || third === undefined) throw new Error('a chain of three');
    for (const broken of [[first, third], [third, first], [third]]) {
      expect(auditing({ plans: [{ when: {}, calls: broken }] })).toMatchObject({ kind: 'tamper' });
    }
  });

  it('diverges where the recording does not answer its own configuration', () => {
    const deep = configuration({ evidence: { kb: { top_k: 9, max_hops: 2 } } });
    expect(auditing({}, deep)).toMatchObject({ step: 'retrieve', kind: 'evidence' });
  });
});
