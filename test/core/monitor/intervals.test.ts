/** The monitor's bounds, on worlds whose truth is known, and what they are made of. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverage, drawArm, MONITOR_WORLDS } from '../../../bench/monitor.ts';
import { addReading, emptyArm, pooled, type Reading } from '../../../src/core/guardrails/unpaired/arm.ts';
import { keyCounter } from '../../../src/core/guardrails/unpaired/keys.ts';
import { meanLimits } from '../../../src/core/guardrails/unpaired/limits.ts';
import { quantileLimits } from '../../../src/core/guardrails/unpaired/quantile.ts';
import { compareArms } from '../../../src/core/monitor/compare.ts';
import { errorAfter } from '../../../src/core/monitor/looks.ts';
import { seededIndexes } from '../../../src/kit/random.ts';

const NO_RATES = { approval_bypass_rate: 0, corrected_rate: 0, escalated_rate: 0 };
const reading = (key: string, more: Partial<Reading> = {}): Reading => ({
  ...{ key, stratum: 'read_only ', latency_ms: 100 },
  values: { policy: 1, safety: 1, utility: 1, economics_cents_per_decision: 1, ...NO_RATES },
  ...more,
});
const armOf = (readings: readonly Reading[]) => {
  const arm = emptyArm();
  for (const each of readings) addReading(arm, each);
  return arm;
};
const many = (count: number, more: Partial<Reading> = {}, perKey = 1) =>
  Array.from({ length: count }, (_, i) => reading(`key-${Math.floor(i / perKey)}`, more));
const drawing = (seed: number) => {
  const index = seededIndexes(seed);
  return () => index(2 ** 30) / 2 ** 30;
};

describe('bounds', () => {
  // The simulation error of 300 draws at 5 % is 1.3 points: three of them are allowed.
  it.each(MONITOR_WORLDS.slice(0, 6))('miss the truth in about one of twenty at most: $name', (world) => {
    for (const { metric, below, above } of coverage(world, 100, { runs: 300, seed: 7 })) {
      expect(Math.max(below, above), metric).toBeLessThanOrEqual(0.09);
    }
  });

  it('would miss it far more often if runs of one key counted as many: the simulation can tell', () => {
    const together = MONITOR_WORLDS.find(({ isWhole, failures }) => isWhole && failures.baseline === 0.25);
    if (together === undefined) throw new Error('there is no such world');
    const draw = drawing(3);
    const missed = Array.from({ length: 150 }, (_, i) => {
      const split = (side: 'baseline' | 'candidate', keys: number) => {
        // The same runs, each under a key of its own.
        const arm = drawArm(together, side, keys, draw);
        const apart = emptyArm();
        for (const [stratum, cell] of arm.cells) {
          const failures = cell.failures.utility;
          for (let run = 0; run < cell.runs; run++) {
            const utility = run < failures ? 0 : 1;
            addReading(apart, reading(`${side}-${i}-${run}`, { stratum, values: { ...reading('').values, utility } }));
          }
        }
        return apart;
      };
      const { interval } = compareArms(split('baseline', 400), split('candidate', 100), 0.95)?.metrics.utility ?? {};
      return interval === undefined || interval.lower > 0 || interval.upper < 0;
    }).filter(Boolean).length;
    expect(missed / 150).toBeGreaterThan(0.2);
  });

  it('of no failure at all are those of an exact count, with a key as one observation', () => {
    const few = compareArms(armOf(many(500)), armOf(many(59)), 0.95)?.metrics.policy.interval;
    expect(few?.lower).toBeCloseTo(-0.0495, 3);
    const sameKeys = compareArms(armOf(many(500)), armOf(many(590, {}, 10)), 0.95)?.metrics.policy.interval;
    expect(sameKeys?.lower).toBeCloseTo(-0.0495, 3);
  });

  it('reach further on the side of a long tail, and on no side less far than without it', () => {
    const cents = (tail: number) => {
      const priced = many(200).map((each, i) => ({
        ...each,
        values: { ...each.values, economics_cents_per_decision: i % 20 === 0 ? tail : i % 2 },
      }));
      const arm = armOf(priced);
      const [cell] = arm.cells.values();
      if (cell === undefined) throw new Error('an arm without its cell');
      const { estimate, lower, upper } = meanLimits(cell, 'economics_cents_per_decision', 0.95);
      return { up: upper - estimate, down: estimate - lower };
    };
    const [even, long] = [cents(0), cents(20)];
    expect(even.up / even.down).toBeCloseTo(1, 1);
    expect(long.up / long.down).toBeGreaterThan(1.2);
    expect(long.down).toBeGreaterThan(even.down);
  });

  it('are absent where too few keys tell a spread', () => {
    const priced = many(12).map((each, i) => ({
      ...each,
      values: { ...each.values, economics_cents_per_decision: i },
    }));
    const found = compareArms(armOf(many(500)), armOf(priced), 0.95)?.metrics;
    expect(found?.economics_cents_per_decision.interval).toBeUndefined();
    expect(found?.p95_latency_ms.interval).toBeUndefined();
  });
});

describe('like with like', () => {
  it('takes no cohort that was served first for an effect', () => {
    const dear = {
      stratum: 'destructive ',
      values: { ...reading('').values, economics_cents_per_decision: 9 },
      latency_ms: 900,
    };
    const baseline = armOf([...many(600), ...many(600, dear)]);
    const candidate = armOf([...many(400), ...many(20, dear)]);
    const { metrics } = compareArms(baseline, candidate, 0.95) ?? {};
    expect(metrics?.economics_cents_per_decision.delta).toBeCloseTo(0, 12);
    expect(metrics?.p95_latency_ms.delta).toBe(0);
  });

  it('leaves out, and counts, what has no counterpart', () => {
    const found = compareArms(armOf([...many(50), ...many(7, { stratum: 'network ' })]), armOf(many(30)), 0.95);
    expect(found).toMatchObject({
      runs: { baseline: 50, candidate: 30 },
      left_out: { baseline: 7, candidate: 0 },
    });
    expect(compareArms(armOf(many(5)), armOf(many(5, { stratum: 'network ' })), 0.95)).toBeNull();
  });

  it('does not depend on the order of the store, nor on how it was cut into parts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(1), fc.nat(9)), { minLength: 1, maxLength: 120 }), (drawn) => {
        const readings = drawn.map(([key, stratum, size]) =>
          reading(`key-${key}`, {
            stratum: `${stratum}`,
            latency_ms: size,
            values: { ...reading('').values, economics_cents_per_decision: size, utility: size % 2 },
          }),
        );
        const base = armOf([...many(40, { stratum: '0' }), ...many(40, { stratum: '1' })]);
        const whole = compareArms(base, armOf(readings), 0.95);
        expect(compareArms(base, armOf([...readings].reverse()), 0.95)).toEqual(whole);
        const half = Math.floor(readings.length / 2);
        const parts = [armOf(readings.slice(0, half)), armOf(readings.slice(half))];
        expect(compareArms(base, pooled(parts), 0.95)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('keys', () => {
  it.each([1, 50, 5000, 400_000])('%d of them are counted within two in a hundred', (count) => {
    const keys = keyCounter();
    for (let i = 0; i < count; i++) keys.add(`customer_${i}`);
    for (let i = 0; i < Math.min(count, 1000); i++) keys.add(`customer_${i}`);
    expect(Math.abs(keys.count() - count)).toBeLessThanOrEqual(0.02 * count);
  });
});

describe('the 95th percentile', () => {
  it('has bounds that hold for latencies of any shape', () => {
    const draw = drawing(11);
    let [below, above] = [0, 0];
    for (let run = 0; run < 400; run++) {
      const values = Array.from({ length: 200 }, () => ({ value: draw() ** 3, weight: 1 }));
      const { lower, upper } = quantileLimits({ values, units: 200 }, 0.95);
      if (lower > 0.95 ** 3) below++;
      if (upper < 0.95 ** 3) above++;
    }
    expect(below / 400).toBeLessThanOrEqual(0.08);
    expect(above / 400).toBeLessThanOrEqual(0.08);
    expect(below + above).toBeGreaterThan(0);
  });

  it('has no upper bound below 59 observations, and one from there on', () => {
    const of = (count: number) =>
      quantileLimits(
        { values: Array.from({ length: count }, (_, i) => ({ value: i, weight: 1 })), units: count },
        0.95,
      );
    expect(of(58).upper).toBe(Number.POSITIVE_INFINITY);
    expect(of(59).upper).toBe(58);
  });
});

describe('looking again and again', () => {
  it('shares one error out over all doublings', () => {
    const errors = Array.from({ length: 60 }, (_, k) => errorAfter(30 * 2 ** k, 30, 0.05));
    expect(errors[0]).toBe(0.025);
    expect(errors.reduce((sum, error) => sum + error, 0)).toBeLessThanOrEqual(0.05);
    expect(errorAfter(59, 30, 0.05)).toBe(errors[0]);
    expect(errorAfter(3, 30, 0.05)).toBe(errors[0]);
  });
});
