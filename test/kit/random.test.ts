import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { seededIndexes } from '../../src/kit/random.ts';

describe('seeded indexes', () => {
  it('are those of the library, whatever the seed and however the sizes take turns', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 2 ** 32 }));
    fc.assert(
      fc.property(fc.integer(), fc.array(size, { minLength: 1, maxLength: 40 }), (seed, sizes) => {
        const generator = xoroshiro128plus(seed | 0);
        const index = seededIndexes(seed);
        expect(sizes.map((each) => index(each))).toEqual(sizes.map((each) => uniformInt(generator, 0, each - 1)));
      }),
    );
  });

  it('draw again what would favour the small ones', () => {
    const size = 2 ** 31 + 1;
    const index = seededIndexes(7);
    const drawn = Array.from({ length: 4000 }, () => index(size));
    expect(Math.max(...drawn)).toBeLessThan(size);
    const low = drawn.filter((each) => each < size / 2).length;
    expect(Math.abs(low - 2000)).toBeLessThan(200);
  });
});
