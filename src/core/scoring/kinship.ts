/**
 * How much the cases of a family move together, learnt from all treatments of a set: one treatment that is close to its
 * margin moves too few cases to tell. It is the design effect of sampling families (Kish, 1965): the variance of the
 * families' sums over that of as many single cases. What is learnt of families tells nothing of much larger ones.
 */
import { TELLING } from '../guardrails/power.ts';
import { eachMove } from './column.ts';
import type { Families } from './moves.ts';
import type { Tally } from './tally.ts';

/** Metrics whose value lies in 0..1 and moves in few cases: their bounds are exact, not resampled. */
export const RARE_METRICS = ['policy', 'safety', 'utility', 'approval_bypass_rate', 'evidence_coverage'] as const;

/** What the families of a set tell of one metric. */
export type Kin = {
  /** The design effect, at least 1; 1 where too few families moved to tell. */
  readonly effect: number;
  readonly isTold: boolean;
  /** Cases of a family, on average over the families. */
  readonly size: number;
  readonly crowd: Crowd;
};

/** Metric to what was learnt of it; nothing is known to move together in one that has no entry. */
export type Kinship = Readonly<Record<string, Kin>>;

/** The kinship of every rare metric: evidence may be lost by whole families where utility is not. */
export function kinshipsOf(tallies: readonly Tally[]): Kinship {
  return Object.fromEntries(RARE_METRICS.map((metric) => [metric, kinshipOf(tallies, metric)]));
}

/** From this design effect on a family may be lost whole: a few that are so do more harm than many single cases. */
const TOGETHER = 1.5;

/** What all tallies of a set tell of how its families move. */
export function kinshipOf(tallies: readonly Tally[], metric: string): Kin {
  let [ofFamilies, ofCases] = [0, 0];
  const moved = new Set<number>();
  const sizesOf = sizesOnce();
  for (const tally of tallies) {
    const [column, part] = [tally.columns[metric], tally.parts[0]];
    if (column === undefined || part === undefined || column.pairs === 0) continue;
    const { of, ids } = part.families;
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
  const isTold = moved.size >= TELLING && ofCases > 0;
  const families = tallies[0]?.parts[0]?.families ?? { of: [], ids: new Map() };
  const crowd = crowdOf([families]);
  const size = families.ids.size === 0 ? 1 : families.of.length / families.ids.size;
  return { effect: isTold ? Math.max(1, ofFamilies / ofCases) : 1, isTold, size, crowd };
}

/** Families may be crowded so many times as those that were learnt from before what was learnt tells nothing of them. */
const MORE_CROWDED = 2;

/** How many cases a family may lose at once. */
export type Reach = {
  readonly cases: number;
  /** Whether families are as those that it was learnt from; where they are not, each is to be reckoned with as the largest. */
  readonly isLearnt: boolean;
};

/** Where each case moves on its own. */
export const SINGLY: Reach = { cases: 1, isLearnt: true };

/**
 * The reach of the families in what a tally holds, of which kin was learnt on the first part. Where families are seen to move
 * together they are lost whole, and so are those of which too few moved. What the largest are like is known from sets
 * of which no few families are most, and of families that are about as large.
 */
export function reachOf(kin: Kin | undefined, { parts }: Pick<Tally, 'parts'>): Reach {
  if (kin === undefined) return SINGLY;
  const { effect, isTold, size, crowd: learnt } = kin;
  const crowd = crowdOf(parts.map(({ families }) => families));
  const [beyond, known] = [crowd.size - 1, learnt.size - 1];
  const isTelling = learnt.cases >= TELLING * learnt.size || crowd.largest <= TOGETHER * size;
  const isLearnt = isTelling && beyond <= Math.max(TOGETHER - 1, MORE_CROWDED * known);
  if (!isLearnt) return { cases: Math.max(effect, crowd.largest), isLearnt };
  const here = beyond > known && known > 0 ? 1 + ((effect - 1) * beyond) / known : effect;
  return { cases: isTold && here < TOGETHER ? here : Math.max(here, size), isLearnt };
}

/** Of how many cases the family of a case is, on average over the cases: so the few that are large weigh as they do. */
export type Crowd = { readonly size: number; readonly largest: number; readonly cases: number };

function crowdOf(sets: readonly Families[]): Crowd {
  let [cases, squares, largest] = [0, 0, 1];
  for (const families of sets) {
    for (const size of sizesIn(families)) {
      cases += size;
      squares += size * size;
      largest = Math.max(largest, size);
    }
  }
  return { size: cases === 0 ? 1 : squares / cases, largest, cases };
}

/** How many cases each family has; tallies of one pass share their families, which are counted once. */
function sizesOnce(): (families: Families) => Float64Array {
  let [counted, sizes]: [Families | null, Float64Array] = [null, new Float64Array()];
  return (families) => {
    if (families === counted) return sizes;
    [counted, sizes] = [families, sizesIn(families)];
    return sizes;
  };
}

function sizesIn({ of, ids }: Families): Float64Array {
  const sizes = new Float64Array(ids.size);
  for (const family of of) sizes[family] = (sizes[family] ?? 0) + 1;
  return sizes;
}
