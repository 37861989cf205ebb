/** Bounds from the beta distribution, against tables and against the sums of the binomial distribution. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCumulative, betaQuantile, rateBounds, studentQuantile } from '../../src/kit/beta.ts';
import { lowerBound, upperBound } from '../making/binomial.ts';

describe('the beta distribution', () => {
  it('is uniform for 1 and 1, and its own mirror image', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.2, max: 300, noNaN: true }),
        fc.double({ min: 0.2, max: 300, noNaN: true }),
        (x, a, b) => {
          expect(betaCumulative(x, 1, 1)).toBeCloseTo(x, 12);
          expect(betaCumulative(x, a, b) + betaCumulative(1 - x, b, a)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('has quantiles that it gives back', () => {
    for (const p of [0.01, 0.05, 0.5, 0.95])
      expect(betaCumulative(betaQuantile(p, 3.5, 40), 3.5, 40)).toBeCloseTo(p, 9);
  });

  it('has no part below 0 and none above 1', () => {
    expect([betaCumulative(0, 2, 2), betaCumulative(1, 2, 2)]).toEqual([0, 1]);
  });
});

it.each([
  [0.95, 1, 6.3138],
  [0.95, 10, 1.8125],
  [0.975, 30, 2.0423],
  [0.95, 511, 1.6479],
])("Student's t at %d with %d degrees is %d, as tables have it", (p, degrees, t) => {
  expect(studentQuantile(p, degrees)).toBeCloseTo(t, 3);
});

describe('bounds of a rate', () => {
  it('are those of Clopper and Pearson for whole counts', () => {
    for (const [count, n] of [
      [0, 50],
      [1, 40],
      [7, 200],
      [39, 40],
      [40, 40],
    ] as const) {
      const { lower, upper } = rateBounds(count, n, 0.95);
      expect(lower).toBeCloseTo(lowerBound(count, n, 0.95), 8);
      expect(upper).toBeCloseTo(upperBound(count, n, 0.95), 8);
    }
  });

  it('grow with a count that is no whole number', () => {
    expect(rateBounds(2.5, 50, 0.95).upper).toBeGreaterThan(rateBounds(2, 50, 0.95).upper);
    expect(rateBounds(0, 0, 0.95)).toEqual({ lower: 0, upper: 1 });
  });
});
