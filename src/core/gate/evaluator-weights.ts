/**
 * Which evaluators of a dimension count for less than they did. A dimension is a weighted mean, so what counts is a share
 * of it: a neighbour that comes or grows heavier takes from all the others, though their own weights stay.
 */
import { DIMENSIONS, type Dimension, type Evaluator } from '../../schema/evaluator-suite.ts';

export type WeighedSuites = {
  readonly before: readonly Evaluator[];
  readonly after: readonly Evaluator[];
  /** Those of before that stay, each with what it is after. */
  readonly stays: ReadonlyMap<Evaluator, Evaluator>;
};

const LISTED = 4;
/** Far above what a sum of weights is rounded by, far below what a weight is changed by. */
const ROUNDING = 1e-9;

/** One sentence without its end for each dimension in which something counts for less: who, and who takes its share. */
export function lostShares(suites: WeighedSuites): readonly string[] {
  return DIMENSIONS.flatMap((dimension) => lostIn(dimension, suites));
}

function lostIn(dimension: Dimension, { before, after, stays }: WeighedSuites): readonly string[] {
  const ofDimension = (evaluators: readonly Evaluator[]) => evaluators.filter((one) => one.dimension === dimension);
  const [was, is] = [ofDimension(before), ofDimension(after)];
  const [whole, wholeAfter] = [weightOf(was), weightOf(is)];
  const shares = was.flatMap((evaluator) => {
    const now = stays.get(evaluator);
    if (now?.dimension !== dimension) return [];
    const [old, share] = [weightOf([evaluator]), weightOf([now])];
    const grown = share / wholeAfter / (old / whole) - 1;
    return [{ now, old, grown, told: `${evaluator.id} ${old} of ${whole} → ${share} of ${wholeAfter}` }];
  });
  const lighter = shares.filter(({ grown }) => grown < -ROUNDING).sort((a, b) => b.old - a.old);
  if (lighter.length === 0) return [];
  const held = new Set(shares.filter(({ grown }) => grown <= ROUNDING).map(({ now }) => now));
  const takers = is.filter((one) => !held.has(one)).sort((a, b) => weightOf([b]) - weightOf([a]));
  const gain = takers.map((one) => `${one.id} ${weightOf([one])}`);
  return [`of the weight in ${dimension}, ${listed(lighter.map(({ told }) => told))}, by ${listed(gain)}`];
}

function listed(all: readonly string[]): string {
  const rest = all.length > LISTED ? [`and ${all.length - LISTED} more`] : [];
  return [...all.slice(0, LISTED), ...rest].join(', ');
}

function weightOf(evaluators: readonly Evaluator[]): number {
  const sum = evaluators.reduce((all, { weight = 1 }) => all + weight, 0);
  return Number(sum.toPrecision(12));
}
