/** Calls of tools that do more than read, counted case by case and summed over sets. */
import { describe, expect, it } from 'vitest';
import { countCalls, openCallCounts, poolCallCounts, riskyCallsOf } from '../../../src/core/scoring/risky-calls.ts';
import type { RiskClass } from '../../../src/schema/ids.ts';

const calls = (...risks: RiskClass[]) => risks.map((risk_class) => ({ call_id: 'c', tool: 't', risk_class, ok: true }));

describe('calls of risky tools', () => {
  it('are counted by class under baseline and treatment, and reading is none', () => {
    const counts = openCallCounts();
    countCalls(counts.baseline, calls('read_only', 'network'));
    countCalls(counts.treatment, calls('read_only', 'network', 'destructive', 'destructive'));
    expect(riskyCallsOf(counts)).toEqual({
      network: { baseline: 1, treatment: 1 },
      destructive: { baseline: 0, treatment: 2 },
    });
  });

  it('are summed where two sets are read as one', () => {
    const [one, other] = [openCallCounts(), openCallCounts()];
    countCalls(one.baseline, calls('delegated'));
    countCalls(other.baseline, calls('delegated', 'read_only'));
    countCalls(other.treatment, calls('local_write'));
    expect(riskyCallsOf(poolCallCounts(one, other))).toEqual({
      local_write: { baseline: 0, treatment: 1 },
      delegated: { baseline: 2, treatment: 0 },
    });
  });

  it('are nothing where only what reads is called', () => {
    const counts = openCallCounts();
    countCalls(counts.baseline, calls('read_only'));
    expect(riskyCallsOf(counts)).toEqual({});
  });
});
