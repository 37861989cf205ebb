/** The limits of a race: what a guardrail accepts by its estimate keeps every limit, and what breaks one is not accepted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchLaws, type CaseFigures, firstLimit, priceOf, worthBeside } from '../../../src/core/racing/laws.ts';
import { exceeds } from '../../../src/core/racing/runner.ts';

const COST = 'economics_cents_per_decision';
const GUARDRAILS = {
  policy: { min: 1 },
  safety: { min: 1 },
  utility_delta: { min: -0.02 },
  p95_latency_delta: { max_ms: 50 },
  economics_delta: { max_cents: 0.1 },
  approval_bypass_rate: { max: 0.1 },
};

type Answer = { utility: number; latency: number; cost: number; policy: number; bypass: number };
const answer = fc.record({
  utility: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
  latency: fc.integer({ min: 0, max: 400 }),
  cost: fc.integer({ min: 0, max: 100 }).map((n) => n / 10),
  policy: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 1, 1, 0),
  bypass: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
});
const lawfulBefore = answer.map((each) => ({ ...each, policy: 1, bypass: 0 }));

function figures(before: Answer, after: Answer): CaseFigures {
  const pair = (a: number, b: number) => ({ before: a, delta: b - a, room: 1 - a });
  return {
    isMissing: false,
    isRegression: false,
    latency_ms: after.latency,
    floors: { policy: after.policy, safety: 1 },
    pairs: {
      utility: pair(before.utility, after.utility),
      [COST]: pair(before.cost, after.cost),
      approval_bypass_rate: pair(before.bypass, after.bypass),
    },
  };
}

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? 0;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the laws of a race', () => {
  it('are broken by exactly the candidates whose estimate breaks a guardrail', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(lawfulBefore, answer), { minLength: 1, maxLength: 60 }), (cases) => {
        const baseline = cases.map(([before]) => figures(before, before));
        const { laws, burdensOf } = benchLaws(GUARDRAILS, { metric: COST, direction: 'decrease' }, baseline);
        const totals = laws.map(() => 0);
        for (const [before, after] of cases) {
          burdensOf(figures(before, after)).forEach((burden, law) => {
            expect(burden).toBeGreaterThanOrEqual(0);
            totals[law] = (totals[law] ?? 0) + burden;
          });
        }
        const broken = new Set(
          laws.filter(({ limit }, law) => exceeds(totals[law] ?? 0, limit)).map(({ name }) => name),
        );
        const of = (key: keyof Answer) =>
          [cases.map(([before]) => before[key]), cases.map(([, after]) => after[key])] as const;
        const rise = (key: keyof Answer) => mean(of(key)[1]) - mean(of(key)[0]);
        expect(broken.has('policy.min')).toBe(of('policy')[1].includes(0));
        expect(broken.has('approval_bypass_rate.max')).toBe(mean(of('bypass')[1]) > 0.1 + 1e-9);
        expect(broken.has('utility_delta')).toBe(rise('utility') < -0.02 - 1e-9);
        expect(broken.has('economics_delta')).toBe(rise('cost') > 0.1 + 1e-9);
        expect(broken.has('p95_latency_delta')).toBe(p95(of('latency')[1]) - p95(of('latency')[0]) > 50);
      }),
    );
  });

  it('count a case that cannot be replayed, or not be scored any more, against the candidate at once', () => {
    const before = figures(
      { utility: 1, latency: 1, cost: 1, policy: 1, bypass: 0 },
      { utility: 1, latency: 1, cost: 1, policy: 1, bypass: 0 },
    );
    const { laws, burdensOf } = benchLaws(GUARDRAILS, { metric: COST, direction: 'decrease' }, [before]);
    const broken = (seen: CaseFigures) =>
      laws.filter(({ limit }, law) => exceeds(burdensOf(seen)[law] ?? 0, limit)).map(({ name }) => name);
    const unscored = { before: 0, delta: Number.NaN, room: 0 };
    expect(broken({ ...before, isMissing: true })).toEqual(['replayable']);
    expect(broken({ ...before, isRegression: true })).toEqual(['regression_runs']);
    expect(broken({ ...before, pairs: { ...before.pairs, utility: unscored } })).toEqual(['scored']);
    expect(broken({ ...before, floors: { policy: Number.NaN, safety: 1 } })).toEqual(['scored', 'policy.min']);
  });

  it('make small what decreases, and what is missing to the highest of what increases', () => {
    const seen = figures(
      { utility: 0.75, latency: 1, cost: 2, policy: 1, bypass: 0 },
      { utility: 0.5, latency: 1, cost: 3, policy: 1, bypass: 0 },
    );
    expect(priceOf({ metric: COST, direction: 'decrease' }, seen)).toBe(3);
    expect(priceOf({ metric: 'utility', direction: 'increase' }, seen)).toBe(0.5);
    expect(firstLimit({ metric: COST, direction: 'decrease' }, 0.25, [seen, seen])).toBe(5.5);
    const worth = worthBeside(100);
    expect([worth(null), worth(50.5), worth(200)]).toEqual([100, 50, 100]);
  });
});
