/** The 95th percentile of latency with bounds by ranks: no shape of the distribution is assumed, a key is one observation. */
import { betaCumulative } from '../../../kit/beta.ts';
import type { Limits } from './limits.ts';

const LEVEL = 0.95;

/** Values with a weight for each; `units` is how many independent observations they are worth. */
export type Weighted = {
  readonly values: readonly { readonly value: number; readonly weight: number }[];
  readonly units: number;
};

export function quantileLimits({ values, units }: Weighted, confidence: number): Limits {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const at = (share: number) => {
    let reached = 0;
    for (const { value, weight } of sorted) {
      reached += weight;
      if (reached >= share * total - 1e-9) return value;
    }
    return sorted.at(-1)?.value ?? Number.NaN;
  };
  const [low, high] = [rankShare(units, 1 - confidence), rankShare(units, confidence)];
  return {
    estimate: at(LEVEL),
    lower: low === null ? Number.NEGATIVE_INFINITY : at(low),
    upper: high === null ? Number.POSITIVE_INFINITY : at(high),
  };
}

/**
 * The rank, as a share of all, whose value lies above the percentile with a chance of `chance`: the r-th of n uniform
 * values has a beta distribution with r and n - r + 1. Null where even the last one does not.
 */
function rankShare(units: number, chance: number): number | null {
  const isAbove = (rank: number) => 1 - betaCumulative(LEVEL, rank, units - rank + 1) >= chance;
  if (units < 1 || !isAbove(units)) return null;
  let [low, high] = [0, units];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (isAbove(middle)) high = middle;
    else low = middle;
  }
  // The neighbouring rank on the side that promises less.
  const rank = chance > 0.5 ? Math.ceil(high) : Math.floor(low);
  return rank < 1 ? null : rank / units;
}
