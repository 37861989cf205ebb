/**
 * What one tuple's runs in one stratum say of a metric: the estimate and a bound on either side. Rare failures have exact
 * bounds with a key as one observation; everything else is read off the spread between groups of keys.
 */
import { rateBounds } from '../../../kit/beta.ts';
import { meanReach } from '../mean-reach.ts';
import { type Cell, type MeanMetric, SHARES } from './arm.ts';

/** Each end is a one-sided bound at the asked confidence; infinite where the runs cannot tell. */
export type Limits = { readonly estimate: number; readonly lower: number; readonly upper: number };

/** Below this many failures, or successes, a spread says nothing of those that were not seen. */
const RARE = 100;

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
  const reach = meanReach({ groups, squares, cubes, observations: runs }, confidence);
  const { below, above } = reach ?? { below: Number.POSITIVE_INFINITY, above: Number.POSITIVE_INFINITY };
  return { estimate, lower: estimate - below, upper: estimate + above };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
