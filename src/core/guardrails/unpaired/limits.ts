/**
 * What one tuple's runs in one stratum say of a metric: the estimate and a bound on either side. Rare failures have exact
 * bounds with a key as one observation; everything else is read off the spread between groups of keys.
 */
import { rateBounds, studentQuantile } from '../../../kit/beta.ts';
import { type Cell, type MeanMetric, SHARES } from './arm.ts';

/** Each end is a one-sided bound at the asked confidence; infinite where the runs cannot tell. */
export type Limits = { readonly estimate: number; readonly lower: number; readonly upper: number };

/** Below this many failures, or successes, a spread says nothing of those that were not seen. */
const RARE = 100;
/** Below this many groups the spread between them says nothing either. */
const FEWEST_GROUPS = 20;

export function meanLimits(cell: Cell, metric: MeanMetric, confidence: number): Limits {
  return isShare(metric) && isRare(cell, metric)
    ? rareLimits(cell, metric, confidence)
    : spreadLimits(cell, metric, confidence);
}

function isShare(metric: MeanMetric): metric is keyof typeof SHARES {
  return metric in SHARES;
}

function isRare(cell: Cell, metric: keyof typeof SHARES): boolean {
  const failures = cell.failures[metric];
  return Math.min(failures, cell.runs - failures) < RARE;
}

/** Values in 0..1 spread no wider than zeros and ones of the same mean: their sum is read as a count. */
function rareLimits(cell: Cell, metric: keyof typeof SHARES, confidence: number): Limits {
  const estimate = sumOf(cell.sums[metric]) / cell.runs;
  const units = Math.min(cell.runs, cell.keys.count());
  return { estimate, ...rateBounds(Math.min(units, estimate * units), units, confidence) };
}

function spreadLimits({ counts, sums, runs }: Cell, metric: MeanMetric, confidence: number): Limits {
  const estimate = sumOf(sums[metric]) / runs;
  let [groups, squares, cubes] = [0, 0, 0];
  counts.forEach((count, group) => {
    if (count === 0) return;
    const beyond = (sums[metric][group] ?? 0) - estimate * count;
    groups++;
    squares += beyond ** 2;
    cubes += beyond ** 3;
  });
  if (groups < FEWEST_GROUPS) {
    return { estimate, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  }
  const error = Math.sqrt((squares * groups) / (groups - 1)) / runs;
  const skew = squares === 0 ? 0 : cubes / squares ** 1.5;
  const quantile = studentQuantile(confidence, groups - 1);
  const reach = (sign: 1 | -1) => Math.max(quantile, sign * unskewed(sign * quantile, skew)) * error;
  return { estimate, lower: estimate - reach(1), upper: estimate + reach(-1) };
}

/**
 * The quantile of a mean of skewed values where that of symmetric ones is given (Hall, 1992): a long tail that was seen in
 * part has more behind it. `skew` is that of the values over the root of their number. It is only used to reach further:
 * the other way the correction errs where few values stand for the tail.
 */
function unskewed(quantile: number, skew: number): number {
  if (Math.abs(skew) < 1e-9) return quantile;
  return (3 / skew) * (Math.cbrt(1 + skew * (quantile - skew / 6)) - 1);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
