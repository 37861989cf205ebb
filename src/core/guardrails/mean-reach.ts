/**
 * How far a mean may lie from its estimate, told from the spread between the groups that it was sampled by: what moves
 * together is one group. Paired and unpaired comparisons read their costs and times with it.
 */
import { studentQuantile } from '../../kit/beta.ts';
import { TELLING } from './power.ts';

export type Spread = {
  readonly groups: number;
  /** Sums, over groups, of the second and third power of how far a group's sum lies beyond its size times the mean. */
  readonly squares: number;
  readonly cubes: number;
  /** What the mean is of, over all groups. */
  readonly observations: number;
};

/** One-sided, at the asked confidence on either side; null where the groups are too few to tell. */
export function meanReach(
  { groups, squares, cubes, observations }: Spread,
  confidence: number,
): { readonly below: number; readonly above: number } | null {
  if (groups < TELLING) return null;
  const error = Math.sqrt((squares * groups) / (groups - 1)) / observations;
  const skew = squares === 0 ? 0 : cubes / squares ** 1.5;
  const quantile = studentQuantile(confidence, groups - 1);
  const reach = (sign: 1 | -1) => Math.max(quantile, sign * unskewed(sign * quantile, skew)) * error;
  return { below: reach(1), above: reach(-1) };
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
