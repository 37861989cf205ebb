/**
 * Paired bootstrap intervals: cases are resampled, never arms, so that both sides of a comparison always see the same
 * cases. All statistics of a set share the resamples, and the seed alone decides them.
 */
import { seededIndexes } from '../../kit/random.ts';
import type { Interval } from '../../schema/verdict.ts';

/** A number of a resample, given how often each case was drawn. */
export type Statistic = (draws: Uint16Array) => number;

export type Resampling = {
  /** Cases in the set. */
  readonly size: number;
  readonly replicates: number;
  readonly seed: number;
  /** One-sided: each end of an interval is a bound at this confidence. */
  readonly confidence: number;
};

/** One percentile interval per statistic, in order. */
export function bootstrap(statistics: readonly Statistic[], resampling: Resampling): Interval[] {
  const { size, replicates, seed, confidence } = resampling;
  const index = seededIndexes(seed);
  const draws = new Uint16Array(size);
  const results = statistics.map(() => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    draws.fill(0);
    for (let drawn = 0; drawn < size; drawn++) {
      const position = index(size);
      draws[position] = (draws[position] ?? 0) + 1;
    }
    statistics.forEach((statistic, i) => {
      const column = results[i];
      if (column !== undefined) column[replicate] = statistic(draws);
    });
  }
  return results.map((values) => endsOf(values.sort(), confidence));
}

/** The ends lie on the conservative side: at most a share of 1 - confidence of the resamples is beyond each. */
function endsOf(sorted: Float64Array, confidence: number): Interval {
  const beyond = Math.max(0, Math.floor((1 - confidence) * (sorted.length + 1)) - 1);
  return { lower: sorted[beyond] ?? 0, upper: sorted[sorted.length - 1 - beyond] ?? 0 };
}
