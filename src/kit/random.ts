/** Seeded randomness for resampling: the only source of chance in the house, and it is not chance. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** An index below `size`, which is from 1 to 2^32. */
export type RandomIndex = (size: number) => number;

/** So many numbers there are, from -2^31 on. */
const RANGE = 2 ** 32;
const SIGN = 2 ** 31;

/**
 * A generator of indexes 0..size-1; the same seed gives the same sequence on every machine. They are those of the library's
 * `uniformInt`, which finds anew for each what is the same for all of one size: resamples ask for millions.
 */
export function seededIndexes(seed: number): RandomIndex {
  const generator = xoroshiro128plus(seed | 0);
  let [latest, fair] = [1, RANGE];
  return (size) => {
    // What lies beyond the last whole multiple would favour small indexes, and is drawn again.
    if (size !== latest) [latest, fair] = [size, RANGE - (RANGE % size)];
    let drawn = (generator.next() ^ SIGN) >>> 0;
    while (drawn >= fair) drawn = (generator.next() ^ SIGN) >>> 0;
    return drawn % size;
  };
}
