/** What decides the order of replays: displacement, suspicion, forecast. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedAxes, covers } from '../../../src/core/racing/displacement.ts';
import { expectedGain, featuresOf, fitSteps, normalBelow } from '../../../src/core/racing/forecast.ts';
import { CLEARED, learn, markOf, OPEN, openSuspicions, PRESUMED } from '../../../src/core/racing/suspicion.ts';

const GEOMETRY = {
  axes: [
    { size: 6, isOrdered: true },
    { size: 3, isOrdered: false },
    { size: 4, isOrdered: true },
  ],
  start: [3, 1, 0],
};
const levels = fc.tuple(fc.nat(5), fc.nat(2), fc.nat(3)).map((each): readonly number[] => each);
const everybody = Array.from({ length: 72 }, (_, i) => [Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4]);

describe('a displacement', () => {
  it('covers itself and the baseline, and what it covers covers no more than it does', () => {
    fc.assert(
      fc.property(levels, levels, levels, (a, b, c) => {
        expect(covers(GEOMETRY, a, a)).toBe(true);
        expect(covers(GEOMETRY, a, GEOMETRY.start)).toBe(true);
        if (covers(GEOMETRY, a, b) && covers(GEOMETRY, b, c)) expect(covers(GEOMETRY, a, c)).toBe(true);
        if (covers(GEOMETRY, a, b) && covers(GEOMETRY, b, a)) expect(a).toEqual(b);
        if (changedAxes(GEOMETRY, a).length === 0) expect(a).toEqual(GEOMETRY.start);
      }),
    );
  });
});

describe('a suspicion', () => {
  it('marks everybody as its memory says, whatever the order in which it learnt', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), levels, fc.boolean()), { maxLength: 40 }), (lessons) => {
        const suspicions = openSuspicions(GEOMETRY, everybody, 4);
        for (const [position, tried, isBroken] of lessons) learn(suspicions, position, tried, isBroken);
        for (const [position, row] of suspicions.marks) {
          expect([...row]).toEqual(everybody.map((each) => markOf(suspicions, position, each)));
        }
        const breaks = suspicions.suspects.map((position) => suspicions.memories[position]?.breaks ?? 0);
        expect(breaks).toEqual([...breaks].sort((a, b) => b - a));
        expect(new Set(suspicions.suspects)).toEqual(
          new Set(lessons.filter(([, , isBroken]) => isBroken).map(([position]) => position)),
        );
      }),
    );
  });

  it('presumes what goes further than a break, and clears what goes no further than a pass', () => {
    const suspicions = openSuspicions(GEOMETRY, everybody, 1);
    learn(suspicions, 0, [1, 1, 0], true);
    learn(suspicions, 0, [2, 0, 0], false);
    const mark = (...each: number[]) => markOf(suspicions, 0, each);
    expect([mark(0, 2, 3), mark(2, 1, 0), mark(2, 2, 0)]).toEqual([PRESUMED, CLEARED, OPEN]);
  });
});

describe('a forecast', () => {
  it('finds the steps of an additive surface again', () => {
    const truth = (each: readonly number[]) =>
      0.1 * ((each[0] ?? 0) - 3) + (each[1] === 2 ? 0.3 : 0) - 0.05 * (each[2] ?? 0);
    const seen = everybody
      .filter((_, i) => i % 5 === 0)
      .map((each) => ({ features: featuresOf(GEOMETRY, each), value: truth(each), variance: 1e-6 }));
    const expected = fitSteps(GEOMETRY, seen, { spread: 1, misfit: 1e-3 });
    for (const each of everybody) expect(expected(featuresOf(GEOMETRY, each)).mean).toBeCloseTo(truth(each), 2);
  });

  it('expects no less than nothing, and the whole difference where it is sure', () => {
    expect(normalBelow(0)).toBeCloseTo(0.5, 6);
    expect(normalBelow(1.96)).toBeCloseTo(0.975, 4);
    expect(expectedGain({ mean: 1, variance: 1e-6 }, 3)).toBeCloseTo(2, 6);
    expect(expectedGain({ mean: 3, variance: 1e-6 }, 1)).toBeCloseTo(0, 6);
  });
});
