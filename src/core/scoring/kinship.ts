/**
 * How much the cases of a family move together, learnt from all treatments of a set: one treatment that is close to its
 * margin moves too few cases to tell. It is the design effect of sampling families (Kish, 1965): the variance of the
 * families' sums over that of as many single cases.
 */
import { TELLING } from '../guardrails/power.ts';
import { eachMove } from './column.ts';
import type { Families } from './moves.ts';
import type { Tally } from './tally.ts';

/** Metrics whose value lies in 0..1 and moves in few cases: their bounds are exact, not resampled. */
export const RARE_METRICS = ['policy', 'safety', 'utility', 'approval_bypass_rate', 'evidence_coverage'] as const;

/** Metric to how much the cases of a family move together in it; 1 where it has no entry. */
export type Kinship = Readonly<Record<string, number>>;

/** The kinship of every rare metric: evidence may be lost by whole families where utility is not. */
export function kinshipsOf(tallies: readonly Tally[]): Kinship {
  return Object.fromEntries(RARE_METRICS.map((metric) => [metric, kinshipOf(tallies, metric)]));
}

/** From this design effect on a family may be lost whole: a few that are so do more harm than many single cases. */
const TOGETHER = 1.5;

/**
 * At least 1, where cases move on their own. Where families are seen to move together it is no less than the mean size of a
 * family, and that size where too few of them moved to tell.
 */
export function kinshipOf(tallies: readonly Tally[], metric: string): number {
  let [ofFamilies, ofCases, size] = [0, 0, 1];
  const moved = new Set<number>();
  const sizesOf = sizesOnce();
  for (const tally of tallies) {
    const [column, part] = [tally.columns[metric], tally.parts[0]];
    if (column === undefined || part === undefined || column.pairs === 0) continue;
    const { of, ids } = part.families;
    size = of.length / ids.size;
    if (column.positions.size === 0) continue;
    const sums = new Float64Array(ids.size);
    const sizes = sizesOf(part.families);
    let [sum, squares] = [0, 0];
    eachMove(column, (position, delta) => {
      const family = of[position] ?? 0;
      moved.add(family);
      sums[family] = (sums[family] ?? 0) + delta;
      sum += delta;
      squares += delta * delta;
    });
    const mean = sum / column.pairs;
    ofCases += squares - column.pairs * mean * mean;
    for (let family = 0; family < sums.length; family++) {
      ofFamilies += ((sums[family] ?? 0) - (sizes[family] ?? 0) * mean) ** 2;
    }
  }
  if (moved.size < TELLING || ofCases <= 0) return size;
  const effect = Math.max(1, ofFamilies / ofCases);
  return effect < TOGETHER ? effect : Math.max(effect, size);
}

/** How many cases each family has; tallies of one pass share their families, which are counted once. */
function sizesOnce(): (families: Families) => Float64Array {
  let [counted, sizes]: [Families | null, Float64Array] = [null, new Float64Array()];
  return (families) => {
    if (families === counted) return sizes;
    [counted, sizes] = [families, new Float64Array(families.ids.size)];
    for (const family of families.of) sizes[family] = (sizes[family] ?? 0) + 1;
    return sizes;
  };
}
