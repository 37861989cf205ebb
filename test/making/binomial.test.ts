import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound, upperBound } from './binomial.ts';

describe('exact bounds', () => {
  it('are the published ones', () => {
    expect(upperBound(0, 59, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 59), 9);
    expect(upperBound(1, 200, 0.95)).toBeCloseTo(0.02351, 4);
    expect(upperBound(2, 20, 0.975)).toBeCloseTo(0.31698, 4);
    expect(lowerBound(2, 20, 0.975)).toBeCloseTo(0.01235, 4);
    expect(lowerBound(0, 20, 0.95)).toBe(0);
    expect(upperBound(20, 20, 0.95)).toBe(1);
  });

  it('enclose the observed rate and shrink with more cases', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const count = Math.floor(share * n);
        expect(lowerBound(count, n, 0.95)).toBeLessThanOrEqual(count / n + 1e-9);
        expect(upperBound(count, n, 0.95)).toBeGreaterThanOrEqual(count / n - 1e-9);
        expect(upperBound(2 * count, 2 * n, 0.95)).toBeLessThanOrEqual(upperBound(count, n, 0.95) + 1e-9);
      }),
    );
  });
});
