/** Seeded randomness for resampling: the only source of chance in the house, and it is not chance. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type RandomIndex = (size: number) => number;

/** A generator of indexes 0..size-1; the same seed gives the same sequence on every machine. */
export function seededIndexes(seed: number): RandomIndex {
  const generator = xoroshiro128plus(seed | 0);
  return (size) => uniformInt(generator, 0, size - 1);
}
