import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lotOf } from '../../../src/core/scoring/lot.ts';

const setOf = (names: readonly string[]) => ({ ids: new Map(names.map((name, i) => [name, i])) });

describe('the lot of a set', () => {
  it('is drawn by the names of its families, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), (names) => {
        const lot = lotOf(setOf(names));
        expect(lot).toBeGreaterThan(0);
        expect(lot).toBeLessThan(1);
        expect(lotOf(setOf([...names].reverse()))).toBe(lot);
        expect(lotOf(setOf([...names, `${names.join()}one more`]))).not.toBe(lot);
      }),
    );
  });

  it('is as often small as large over sets', () => {
    const lots = Array.from({ length: 2000 }, (_, i) => lotOf(setOf([`family_${i}`, `family_${i + 1}`])));
    for (const part of [0.05, 0.25, 0.5, 0.75]) {
      const below = lots.filter((lot) => lot < part).length / lots.length;
      expect(Math.abs(below - part)).toBeLessThan(4 * Math.sqrt((part * (1 - part)) / lots.length));
    }
  });
});
