import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceAtLeast, chanceOfBetter } from '../../../src/core/scoring/compound.ts';
import { chanceOfMany } from '../../../src/core/scoring/edgeworth.ts';
import { chanceIfMean, meanBounds, repeated } from '../../../src/core/scoring/mean-bounds.ts';
import type { Moves } from '../../../src/core/scoring/moves.ts';
import { restrictedTo } from '../../../src/core/scoring/restricted.ts';
import { seededIndexes } from '../../../src/kit/random.ts';
import { upperBound } from '../../making/binomial.ts';

/** `lost` units of -1 and `won` of +1 among `units`, each of one pair. */
function moves(units: number, lost: number, won = 0): Moves {
  const sums = new Map<number, number>();
  if (lost > 0) sums.set(-1, lost);
  if (won > 0) sums.set(1, won);
  return { units, pairs: units, sums };
}

/** The distribution of the sum of `units` moves, by adding one unit after the other. */
function convolved(values: readonly number[], chances: readonly number[], units: number): Map<number, number> {
  const still = 1 - chances.reduce((a, b) => a + b, 0);
  let sums = new Map([[0, 1]]);
  for (let i = 0; i < units; i++) {
    const next = new Map<number, number>();
    for (const [sum, chance] of sums) {
      next.set(sum, (next.get(sum) ?? 0) + chance * still);
      values.forEach((value, j) => {
        next.set(sum + value, (next.get(sum + value) ?? 0) + chance * (chances[j] ?? 0));
      });
    }
    sums = next;
  }
  return sums;
}

const move = fc.record({
  units: fc.integer({ min: 1, max: 25 }),
  lost: fc.double({ min: 0, max: 0.4, noNaN: true }),
  won: fc.double({ min: 0, max: 0.4, noNaN: true }),
  size: fc.integer({ min: 1, max: 3 }),
});

/** Tails beyond seven standard deviations meet on the circle. */
describe('the sum of moves', () => {
  it('has the chances that adding unit after unit gives', () => {
    fc.assert(
      fc.property(move, fc.integer({ min: -30, max: 30 }), ({ units, lost, won, size }, total) => {
        const values = [-1, size];
        const sums = convolved(values, [lost, won], units);
        const expected = [...sums].reduce((sum, [at, chance]) => (at >= total ? sum + chance : sum), 0);
        expect(chanceAtLeast({ values, chances: [lost, won] }, units, total)).toBeCloseTo(expected, 6);
      }),
    );
  });

  it('tells equal totals apart by the second sample', () => {
    fc.assert(
      fc.property(move, fc.integer({ min: 1, max: 20 }), fc.nat(), ({ units, lost, won, size }, others, pick) => {
        const lot = (pick % 11) / 10;
        const values = [-1, size];
        const chances = [lost, won];
        const [first, second] = [convolved(values, chances, units), convolved(values, chances, others)];
        const total = (pick % 20) - 12;
        const part = (pick % 7) - 4;
        let expected = 0;
        for (const [a, p] of first)
          for (const [b, q] of second) {
            if (a + b > total || (a + b === total && b > part)) expected += p * q;
            if (a + b === total && b === part) expected += lot * p * q;
          }
        const outcome = { total, second: part, lot };
        expect(chanceOfBetter({ values, chances }, [units, others], outcome)).toBeCloseTo(expected, 6);
      }),
    );
  });
});

it('finds every way to a total, over values that are never taken', () => {
  // Three in one of five units of the second sample, or of the first.
  const move = { values: [3], chances: [1e-3] };
  const once = 5 * 1e-3 * (1 - 1e-3) ** 4;
  expect(chanceOfBetter(move, [5, 5], { total: 3, second: 3, lot: 1 })).toBeCloseTo(
    once * (1 - 1e-3) ** 5 + 45 * 1e-6,
    6,
  );
});

describe('the sum of many moves', () => {
  it('is as likely as the exact chances say, to a tenth of a percent, wherever a bound can lie', () => {
    for (const [lost, won, units] of [
      [0.1, 0, 400],
      [0.05, 0.05, 400],
      [0.3, 0.02, 200],
      [0.02, 0.02, 1000],
    ] as const) {
      const many = { values: [-1, 1, -2], chances: [lost, won, 0.002] };
      const mean = units * (won - lost - 0.004);
      const spread = Math.sqrt(units * (lost + won));
      for (const away of [-3, -2, -1, 0, 1, 2, 3]) {
        const total = Math.round(mean + away * spread);
        const difference = chanceOfMany(many, units, total) - chanceAtLeast(many, units, total);
        expect(Math.abs(difference)).toBeLessThan(0.001);
      }
    }
  });
});

describe('the worst world that still fits', () => {
  it('has the mean it was asked for and no chance below zero', () => {
    const seen = fc.record({ still: fc.integer({ min: 0, max: 200 }), lost: fc.nat(20), won: fc.nat(20) });
    fc.assert(
      fc.property(seen, fc.double({ min: 0.001, max: 0.4, noNaN: true }), ({ still, lost, won }, below) => {
        const units = still + lost + won;
        fc.pre(units > 0);
        const mean = (won - lost) / units - below;
        fc.pre(mean > -0.99);
        const { values, chances } = restrictedTo(moves(units, lost, won).sums, units, mean, -1);
        expect(values.reduce((sum, value, i) => sum + value * (chances[i] ?? 0), 0)).toBeCloseTo(mean, 6);
        expect(Math.min(...chances)).toBeGreaterThanOrEqual(0);
        expect(chances.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('exact bounds of a mean', () => {
  it('are the binomial bounds where cases are only lost', () => {
    for (const [units, lost] of [
      [60, 0],
      [200, 1],
      [400, 3],
    ] as const)
      expect(meanBounds([moves(units, lost)], 0.95).lower).toBeCloseTo(-upperBound(lost, units, 0.95), 5);
  });

  it('are close to them where many are', () => {
    expect(meanBounds([moves(400, 40)], 0.95).lower).toBeCloseTo(-upperBound(40, 400, 0.95), 3);
  });

  it('are never a free pass: nothing that moved, one case, all ties', () => {
    expect(meanBounds([moves(100, 0)], 0.95).lower).toBeCloseTo(-(1 - 0.05 ** 0.01), 9);
    expect(meanBounds([moves(1, 0)], 0.95).lower).toBeCloseTo(-0.95, 9);
    expect(meanBounds([moves(1, 0, 1)], 0.95).lower).toBeLessThan(0);
    expect(meanBounds([moves(0, 0)], 0.95)).toEqual({ lower: -1, upper: 1 });
  });

  it('hold the estimate between them, mirror each other and widen with confidence', () => {
    const counts = fc.record({ still: fc.integer({ min: 1, max: 300 }), lost: fc.nat(30), won: fc.nat(30) });
    fc.assert(
      fc.property(counts, ({ still, lost, won }) => {
        const units = still + lost + won;
        const { lower, upper } = meanBounds([moves(units, lost, won)], 0.95);
        const mirrored = meanBounds([moves(units, won, lost)], 0.95);
        const wider = meanBounds([moves(units, lost, won)], 0.99);
        expect(lower).toBeLessThanOrEqual((won - lost) / units);
        expect(upper).toBeGreaterThanOrEqual((won - lost) / units);
        expect(mirrored.lower).toBeCloseTo(-upper, 5);
        expect(wider.lower).toBeLessThanOrEqual(lower + 1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('lie where the chance of what was seen is the error that is allowed', () => {
    const samples = [moves(400, 4, 1)] as const;
    expect(chanceIfMean(samples, meanBounds(samples, 0.95).lower)).toBeCloseTo(0.05, 3);
    expect(chanceIfMean(samples, 0.1)).toBe(1);
  });

  it('prefer, of equal totals, the sample that nothing was selected on', () => {
    const better = meanBounds([moves(200, 4), moves(200, 0)], 0.95).lower;
    const worse = meanBounds([moves(200, 0), moves(200, 4)], 0.95).lower;
    const together = meanBounds([moves(400, 4)], 0.95).lower;
    expect(better).toBeGreaterThan(worse);
    expect(worse).toBeGreaterThanOrEqual(together - 1e-5);
  });

  it('prefer it where dozens of units move, too', () => {
    const better = meanBounds([moves(200, 40, 10), moves(200, 20, 10)], 0.95).lower;
    const worse = meanBounds([moves(200, 20, 10), moves(200, 40, 10)], 0.95).lower;
    expect(better).toBeGreaterThan(worse + 1e-4);
  });

  it('leave what is equal there, too, to the lot: at most one step of the second sample', () => {
    const drawing = (lot: number) => meanBounds([moves(200, 2), { ...moves(200, 2), lot }], 0.95);
    const bounds = [1, 0.7, 0.3, 0.01].map((lot) => drawing(lot).lower);
    expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
    expect(bounds[0]).toBe(meanBounds([moves(200, 2), moves(200, 2)], 0.95).lower);
    expect(bounds[3]).toBeLessThan(meanBounds([moves(200, 3), moves(200, 1)], 0.95).lower);
    expect(drawing(0.01).upper).toBe(drawing(1).upper);
  });

  it('take a family that moves together as one observation', () => {
    const apart = meanBounds([moves(400, 4)], 0.95).lower;
    const inTwo = meanBounds([{ units: 200, pairs: 400, sums: new Map([[-2, 2]]) }], 0.95).lower;
    expect(inTwo).toBeLessThan(apart);
  });

  it('reckon with families that are lost whole where that is what families do', () => {
    const alone = meanBounds([{ units: 100, pairs: 400, sums: new Map() }], 0.95);
    const whole = meanBounds([{ units: 100, pairs: 400, sums: new Map() }], 0.95, { cases: 4, isLearnt: true });
    expect(alone.lower).toBeCloseTo(-(1 - 0.05 ** 0.01) / 4, 9);
    expect(whole.lower).toBeCloseTo(-(1 - 0.05 ** 0.01), 9);
    const some: Moves = { units: 100, pairs: 400, sums: new Map([[-1, 3]]) };
    expect(meanBounds([some], 0.95, { cases: 3, isLearnt: true }).lower).toBeLessThan(meanBounds([some], 0.95).lower);
  });

  it('round scores without a common grid towards the worse', () => {
    const odd = meanBounds([{ units: 100, pairs: 100, sums: new Map([[-0.2345678, 3]]) }], 0.95).lower;
    const coarse = meanBounds([{ units: 100, pairs: 100, sums: new Map([[-15 / 60, 3]]) }], 0.95).lower;
    const fine = meanBounds([{ units: 100, pairs: 100, sums: new Map([[-14 / 60, 3]]) }], 0.95).lower;
    expect(odd).toBeGreaterThanOrEqual(coarse - 1e-5);
    expect(odd).toBeLessThanOrEqual(fine + 1e-5);
  });

  it('imagine more of the same without changing the mean', () => {
    const more = repeated(moves(200, 3, 1), 200);
    expect(more).toMatchObject({ units: 400, pairs: 400 });
    expect(meanBounds([more], 0.95).lower).toBeGreaterThan(meanBounds([moves(200, 3, 1)], 0.95).lower);
  });
});

describe('what a margin of two points lets through', () => {
  const SETS = 3000;
  const LIMIT = 0.05 + 2 * Math.sqrt((0.05 * 0.95) / SETS);

  /** The share of random sets, read in two halves, on which a true mean just beyond the margin is not refuted. */
  function passes(cases: number, lostRate: number, wonRate: number, draws = false): number {
    const index = seededIndexes(cases * 31 + Math.round(wonRate * 1e5));
    const chances = new Map<string, number>();
    let passed = 0;
    for (let set = 0; set < SETS; set++) {
      const half = () => {
        let [lost, won] = [0, 0];
        for (let i = 0; i < cases / 2; i++) {
          const drawn = index(1e6) / 1e6;
          if (drawn < lostRate) lost++;
          else if (drawn < lostRate + wonRate) won++;
        }
        return [lost, won] as const;
      };
      const [a, b] = [half(), half()];
      const lot = draws ? (index(20) + 0.5) / 20 : 1;
      const key = `${a}|${b}|${lot}`;
      const second = { ...moves(cases / 2, ...b), lot };
      const chance = chances.get(key) ?? chanceIfMean([moves(cases / 2, ...a), second], -0.02);
      chances.set(key, chance);
      if (chance <= 0.05) passed++;
    }
    return passed / SETS;
  }

  it.each([60, 120, 200, 400, 1000])('is a true loss beyond it in at most one of twenty sets of %i cases', (cases) => {
    expect(passes(cases, 0.0201, 0)).toBeLessThanOrEqual(LIMIT);
    expect(passes(cases, 0.0301, 0.01)).toBeLessThanOrEqual(LIMIT);
    expect(passes(cases, 0.0701, 0.05)).toBeLessThanOrEqual(LIMIT);
  });

  it.each([200, 400])('is that in one of twenty, no fewer, where sets of %i cases draw lots', (cases) => {
    const LEAST = 0.05 - 3 * Math.sqrt((0.05 * 0.95) / SETS);
    for (const won of [0, 0.01, 0.05]) {
      expect(passes(cases, 0.0201 + won, won, true)).toBeLessThanOrEqual(LIMIT);
      expect(passes(cases, 0.0201 + won, won, true)).toBeGreaterThanOrEqual(LEAST);
    }
    expect(passes(200, 0.0201, 0)).toBeLessThan(LEAST);
  });

  it('is a true loss within it more and more often', () => {
    expect(passes(400, 0.005, 0)).toBeGreaterThan(0.8);
    expect(passes(1000, 0.005, 0)).toBeGreaterThan(0.97);
  });
});
