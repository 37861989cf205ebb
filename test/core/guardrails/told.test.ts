import { describe, expect, it } from 'vitest';
import { guardrailsOf } from '../../../src/core/guardrails/check-guardrails.ts';
import { confirm } from '../../../src/core/guardrails/confirm.ts';
import { told, tooFewToAsk } from '../../../src/core/guardrails/told.ts';
import { delta, metric } from '../../making/delta.ts';

const few = metric(-0.25, -0.6, 0.1, { n: 4, falls: 1, ties: 3 });
const heldout = delta(
  { evidence_coverage: few, approval_bypass_rate: { ...few, treatment: 0.25 } },
  {
    slices: { multi: few, single: metric(0, -0.01, 0, { n: 5 }) },
    floors: { policy: { lowest: 0.5, below_one: 1, n: 4 }, safety: { lowest: 1, below_one: 0, n: 200 } },
  },
);
const both = delta({ evidence_coverage: metric(-0.0196, -0.03, 0.01, { n: 204 }) });

describe('what is told of a held-out set', () => {
  it('has no figure of fewer than five cases, nor a sum that would give it away', () => {
    const alone = told(heldout, heldout);
    const together = told(both, heldout);
    for (const { metrics } of [alone, together]) {
      const { interval, ...rest } = metrics['evidence_coverage'] ?? few;
      expect(interval).toBeUndefined();
      expect(rest).toEqual({
        baseline: null,
        treatment: null,
        delta: null,
        n: 4,
        unobserved: 0,
        rises: 0,
        falls: 0,
        ties: 0,
      });
    }
    expect(alone.slices['multi']).toMatchObject({ delta: null, n: 4, falls: 0 });
    expect(alone.slices['single']).toBe(heldout.slices['single']);
    expect(alone.floors.policy).toEqual({ lowest: null, below_one: 0, n: 4 });
    expect(together.floors.policy).toEqual({ lowest: null, below_one: 0, n: 4 });
    expect(together.metrics['utility']).toBe(both.metrics['utility']);
    for (const { upper_bounds } of [alone, together]) expect(upper_bounds).not.toHaveProperty('approval_bypass_rate');
  });

  it('is never a pass where it is too little, and says so', () => {
    const asked = guardrailsOf(
      {
        policy: { min: 1 },
        approval_bypass_rate: { max: 1 },
        evidence_coverage_delta: { min: -0.9 },
        slices: { multi: { utility_delta: { min: -0.9 } } },
      },
      30,
    );
    const verdicts = confirm(asked, told(heldout, heldout), told(both, heldout)).filter(({ missing }) => missing);
    expect(verdicts.map(({ guardrail }) => guardrail)).toEqual([
      'policy.min',
      'approval_bypass_rate.max',
      'evidence_coverage_delta',
      'utility_delta multi',
    ]);
    for (const { status, observed, reason } of verdicts) {
      expect({ status, observed }).toEqual({ status: 'inconclusive', observed: null });
      expect(reason).toMatch(/scored in 4 held-out cases, and of fewer than 5 nothing is told/);
    }
  });

  it('counts no calls of fewer than five held-out cases that were replayed', () => {
    const risky_calls = { destructive: { baseline: 1, treatment: 0 } };
    const counted = (valid: number) => {
      const counts = { total: 9, valid, invalid: 0, unreplayable: 9 - valid, changed: 0 };
      return told(delta({}, { risky_calls }), delta({}, { counts })).risky_calls;
    };
    expect(counted(4)).toBeUndefined();
    expect(counted(5)).toEqual(risky_calls);
  });

  it('is known to be too little before a look is spent', () => {
    expect(tooFewToAsk(4, new Map(), [])).toMatch(/has 4 cases/);
    expect(tooFewToAsk(200, new Map([['multi', 4]]), ['multi'])).toMatch(
      /asks for multi, .* has 4 cases; 5 are needed/,
    );
    expect(tooFewToAsk(200, new Map([['multi', 5]]), ['multi'])).toBeNull();
    expect(tooFewToAsk(200, new Map([['multi', 1]]), [])).toBeNull();
  });
});
