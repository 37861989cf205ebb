/** Sums of a stream that give mean and spread, and quantiles to within a part in a hundred, in memory that has a bound. */

export type Moments = { readonly count: number; readonly mean: number; readonly variance: number };

export type MomentSums = {
  add(value: number): void;
  /** `variance` is that of the sample; 0 below two values. */
  read(): Moments;
};

/** By Welford's recurrence, which does not lose digits where values are large and alike. */
export function momentSums(): MomentSums {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value) {
      count++;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    },
    read: () => ({ count, mean, variance: count < 2 ? 0 : squares / (count - 1) }),
  };
}

const ACCURACY = 0.01;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LOG = Math.log(GAMMA);
const SMALLEST = 1e-3;

export type Quantiles = {
  add(value: number): void;
  /** The value below or at which a share of the values lies, nearest rank, to within 1 %; null where there is none. */
  at(share: number): number | null;
};

/** Counts by the logarithm of what is not negative: some 2,000 counters for anything from a microsecond to a month. */
export function quantiles(): Quantiles {
  const counts = new Map<number, number>();
  let total = 0;
  return {
    add(value) {
      total++;
      const bucket = value <= SMALLEST ? Number.NEGATIVE_INFINITY : Math.ceil(Math.log(value) / LOG);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    },
    at(share) {
      if (total === 0) return null;
      let left = Math.max(1, Math.ceil(share * total));
      for (const [bucket, count] of [...counts].sort((a, b) => a[0] - b[0])) {
        left -= count;
        if (left <= 0) return bucket === Number.NEGATIVE_INFINITY ? 0 : (2 * GAMMA ** bucket) / (GAMMA + 1);
      }
      return null;
    },
  };
}
