/** What is opened where nothing is lawful, and the families of both sets differ in size. The figures are in docs/statistics.md. */
import { describe, expect, it } from 'vitest';
import { atTheMargin, dearer, realise } from '../../../bench/promise.ts';

describe('what the search set cannot tell of the families of the held-out set', () => {
  it.each([
    [600, 1],
    [24, 25],
    [4, 100],
  ])(
    'opens wrongly at most once in twenty, beside single cases, with families of %i, %i of them',
    (familySize, count) => {
      const runs = 100;
      const heldout = { cases: familySize * count, familySize };
      const world = atTheMargin(1.005, { lines: 1, together: 1 });
      const { failed } = realise(world, { cases: 200, runs, seed: 3, heldout });
      // 5 % of the runs, and two standard errors of the simulation itself.
      expect(failed * runs).toBeLessThanOrEqual(runs * 0.05 + 2 * Math.sqrt(runs * 0.05 * 0.95));
    },
  );
});

describe('a line whose steps cost a little more, in costs that vary', () => {
  it('is passed at most once in twenty, though some steps look cheaper in the search set', () => {
    const runs = 80;
    const { failed } = realise(dearer(1, 40), { cases: 400, runs, seed: 11 });
    expect(failed * runs).toBeLessThanOrEqual(runs * 0.05 + 2 * Math.sqrt(runs * 0.05 * 0.95));
  });
});
