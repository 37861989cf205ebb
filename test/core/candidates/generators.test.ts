import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCombinations, type OpenSurface } from '../../../src/core/candidates/generator.ts';
import { grid } from '../../../src/core/candidates/generators/grid.ts';
import { neighbourhood } from '../../../src/core/candidates/generators/neighbourhood.ts';
import { brief, open } from './making.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const surfaces = (...offers: readonly number[]): OpenSurface[] =>
  offers.map((offer, i) => open(`b${i}`, 0, upTo(offer)));
const suggested = (maxChangedPaths: number, ...offers: readonly number[]) => {
  const space = { surfaces: surfaces(...offers), maxChangedPaths };
  return { size: grid.size(space), patches: [...grid.suggest(space)] };
};

describe('the grid', () => {
  it('offers single changes first, then pairs, each in the order of surfaces and values', () => {
    const space = { surfaces: [open('a', 5, [4, 6]), open('b', 3, [2]), open('c', 9, [8])], maxChangedPaths: 2 };
    expect([...grid.suggest(space)].map(brief)).toEqual([
      'a 5→4',
      'a 5→6',
      'b 3→2',
      'c 9→8',
      'a 5→4, b 3→2',
      'a 5→4, c 9→8',
      'a 5→6, b 3→2',
      'a 5→6, c 9→8',
      'b 3→2, c 9→8',
    ]);
  });

  it.each([
    [[], 3, 0],
    [[0, 0], 2, 0],
    [[11], 1, 11],
    [[11], 5, 11],
    [[2, 3, 4], 1, 9],
    [[2, 3, 4], 2, 9 + 6 + 8 + 12],
    [[2, 3, 4], 3, 9 + 26 + 24],
    [[2, 0, 4], 3, 6 + 8],
  ])('has as many patches as %j offers give with up to %i paths: %i', (offers, paths, count) => {
    const { size, patches } = suggested(paths, ...offers);
    expect(size).toBe(count);
    expect(patches).toHaveLength(count);
  });

  it('counts without making what could not be made', () => {
    expect(
      countCombinations(
        Array.from({ length: 40 }, () => 100_000),
        3,
      ),
    ).toBeGreaterThan(9e18);
  });

  it('is complete, has no patch twice and changes no more paths than allowed', () => {
    const offers = fc.array(fc.nat({ max: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(offers, fc.integer({ min: 1, max: 4 }), (all, paths) => {
        const { size, patches } = suggested(paths, ...all);
        const sizes = patches.map((patch) => Object.keys(patch).length);
        expect(patches).toHaveLength(size);
        expect(new Set(patches.map(brief)).size).toBe(size);
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(paths);
        expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the neighbourhood', () => {
  it('keeps three steps on either side of a number, and every choice', () => {
    const space = {
      surfaces: [open('k', 6, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]), open('order', 'x', ['a', 'b', 'c', 'd', 'e'])],
      maxChangedPaths: 1,
    };
    const patches = [...neighbourhood.suggest(space)].map(brief);
    const numbers = [3, 4, 5, 7, 8, 9].map((to) => `k 6→${to}`);
    expect(patches).toEqual([...numbers, ...['a', 'b', 'c', 'd', 'e'].map((to) => `order x→${to}`)]);
    expect(neighbourhood.size(space)).toBe(11);
  });

  it('takes what there is at the edge of the bounds', () => {
    const space = { surfaces: [open('k', 1, [2, 3, 4, 5])], maxChangedPaths: 1 };
    expect([...neighbourhood.suggest(space)].map(brief)).toEqual(['k 1→2', 'k 1→3', 'k 1→4']);
  });

  it('suggests nothing that the grid does not, in the same order', () => {
    const current = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.array(current, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 2 }), (all, paths) => {
        const opened = all.map((now, i) =>
          open(
            `b${i}`,
            now,
            upTo(12).filter((value) => value !== now),
          ),
        );
        const space = { surfaces: opened, maxChangedPaths: paths };
        const near = [...neighbourhood.suggest(space)].map(brief);
        const everything = [...grid.suggest(space)].map(brief);
        expect(near).toHaveLength(neighbourhood.size(space));
        expect(everything.filter((patch) => near.includes(patch))).toEqual(near);
      }),
      { numRuns: 30 },
    );
  });
});
