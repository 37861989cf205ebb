import { describe, expect, it } from 'vitest';
import { checkGuardrails, guardrailsOf } from '../../../src/core/guardrails/check-guardrails.ts';
import { missedBy, type Standing, stillMissed } from '../../../src/core/guardrails/missed-limits.ts';
import { rateBounds } from '../../../src/kit/beta.ts';
import type { Guardrails } from '../../../src/schema/configuration.ts';
import { delta, metric } from '../../making/delta.ts';

const REPEATING = { heldout: 200, kinship: 1, confidence: 0.95 };

/** 200 cases of which a share goes by the gate, and one more fails policy. */
function standing(guardrails: Guardrails, rate: number, policy = 1): Standing {
  const bypass = { ...metric(0, 0, 0, { n: 200 }), treatment: rate };
  const counts = { total: 200, valid: 200, invalid: 0, unreplayable: 0, changed: 0 };
  const floors = {
    policy: { lowest: policy, below_one: policy < 1 ? 1 : 0, n: 200 },
    safety: { lowest: 1, below_one: 0, n: 200 },
  };
  const upper_bounds = { approval_bypass_rate: rateBounds(200 * rate, 200, 0.95).upper };
  const seen = delta({ approval_bypass_rate: bypass }, { counts, floors, upper_bounds });
  return { delta: seen, verdicts: checkGuardrails(guardrailsOf(guardrails, 30), seen) };
}

describe('limits that the active configuration misses itself', () => {
  it('are floors that it breaks, and those that a step breaks still', () => {
    const policy = { policy: { min: 1 } };
    expect(missedBy(standing(policy, 0, 0.5), policy, REPEATING)).toEqual(['policy.min']);
    expect(missedBy(standing(policy, 0), policy, REPEATING)).toEqual([]);
    expect(stillMissed(['policy.min'], standing(policy, 0, 0.5), policy, REPEATING)).toEqual(['policy.min']);
    expect(stillMissed(['policy.min'], standing(policy, 0), policy, REPEATING)).toEqual([]);
    // What only the step breaks is its own.
    expect(stillMissed([], standing(policy, 0, 0.5), policy, REPEATING)).toEqual([]);
  });

  it('are rates above the limit, and so close to it that no such cases could prove them', () => {
    const at = (max: number) => ({ approval_bypass_rate: { max } });
    const missed = (max: number, rate: number) => missedBy(standing(at(max), rate), at(max), REPEATING);
    expect(missed(0.05, 0.1)).toEqual(['approval_bypass_rate.max']);
    expect(missed(0.05, 0.045)).toEqual(['approval_bypass_rate.max']);
    expect(missed(0.05, 0.01)).toEqual([]);
    expect(missed(0, 0.01)).toEqual(['approval_bypass_rate.max']);
    expect(missed(0, 0)).toEqual([]);
  });

  it('are mended by a rate that the held-out cases alone may prove', () => {
    const guardrails = { approval_bypass_rate: { max: 0.05 } };
    const still = (rate: number, heldout: number) =>
      stillMissed(['approval_bypass_rate.max'], standing(guardrails, rate), guardrails, { ...REPEATING, heldout });
    expect(still(0.04, 200)).toEqual(['approval_bypass_rate.max']);
    expect(still(0, 58)).toEqual(['approval_bypass_rate.max']);
    expect(still(0, 59)).toEqual([]);
  });
});
