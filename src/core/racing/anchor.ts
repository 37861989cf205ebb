/**
 * Somebody who met nearly every case, and whom others are compared with: what differs between near ones differs on few
 * cases, so that a handful of pairs tells as much as many pairs with the baseline. Only the order of replays rests on it.
 */
import type { Field } from './field.ts';
import type { Expected, Features } from './forecast.ts';
import type { Runner } from './runner.ts';

export type Anchor = {
  readonly features: ReadonlySet<number>;
  /** Per case; where it met none, the baseline's. */
  readonly prices: Float64Array;
  readonly burdens: readonly Float64Array[];
  readonly price: number;
  readonly totals: readonly number[];
};

export function baselineAnchor({ baseline, laws }: Field): Anchor {
  return closed(
    [],
    Float64Array.from(baseline, ({ price }) => price),
    laws.map((_, law) => Float64Array.from(baseline, ({ burdens }) => burdens[law] ?? 0)),
  );
}

export function anchorOf(field: Field, { positions, prices: seen, loads }: Runner, features: Features): Anchor {
  const { prices, burdens } = baselineAnchor(field);
  positions.forEach((position, i) => {
    prices[position] = seen[i] ?? 0;
    burdens.forEach((row, law) => {
      row[position] = loads[i]?.[law] ?? 0;
    });
  });
  return closed(features, prices, burdens);
}

function closed(features: Features, prices: Float64Array, burdens: readonly Float64Array[]): Anchor {
  const sum = (row: Float64Array) => row.reduce((total, value) => total + value, 0);
  return { features: new Set(features), prices, burdens, price: sum(prices), totals: burdens.map(sum) };
}

/** The anchor that the fewest steps lie between; the later one of equals. */
export function nearestAnchor(anchors: readonly Anchor[], features: Features): Anchor | undefined {
  let [nearest, least] = [anchors[0], Number.POSITIVE_INFINITY];
  for (const anchor of anchors) {
    const common = features.reduce((count, feature) => count + (anchor.features.has(feature) ? 1 : 0), 0);
    const distance = features.length + anchor.features.size - 2 * common;
    if (distance <= least) [nearest, least] = [anchor, distance];
  }
  return nearest;
}

/** What is held of the variance of a pair before any is seen, and how many pairs that is worth. */
const PRICE_VARIANCE = 0.15 ** 2;
const BURDEN_VARIANCE = 0.3;
const PRIOR_PAIRS = 6;

/** The logarithm of the runner's total price, from the ratio to the anchor's over the cases it met. */
export function priceBeside({ prices: of, price: total }: Anchor, { positions, prices, price }: Runner): Expected {
  const reference = positions.reduce((sum, position) => sum + (of[position] ?? 0), 0);
  const ratio = reference > 0 ? Math.min(20, Math.max(0.05, price / reference)) : 1;
  const deviations = positions.reduce((sum, position, i) => {
    const own = of[position] ?? 0;
    return own > 0 ? sum + ((prices[i] ?? 0) / own / ratio - 1) ** 2 : sum;
  }, 0);
  return {
    mean: Math.log(ratio * total),
    variance: varianceOf(deviations, PRICE_VARIANCE, positions.length, of.length),
  };
}

/** The runner's total burden as a share of the limit, from the difference to the anchor's over the cases it met. */
export function burdenBeside(
  { burdens, totals }: Anchor,
  { positions, loads }: Runner,
  law: number,
  limit: number,
): Expected {
  const of = burdens[law] ?? new Float64Array();
  const scale = of.length / limit;
  const differences = positions.map(
    (position, i) => scale * Math.min(1e6, (loads[i]?.[law] ?? 0) - (of[position] ?? 0)),
  );
  const mean = differences.reduce((sum, value) => sum + value, 0) / Math.max(1, positions.length);
  const deviations = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = varianceOf(deviations, BURDEN_VARIANCE, positions.length, of.length);
  return { mean: Math.min(20, Math.max(-20, (totals[law] ?? 0) / limit + mean)), variance };
}

/** Of the mean of `count` out of `cases`: of a whole set nothing is left to chance. */
function varianceOf(deviations: number, prior: number, count: number, cases: number): number {
  const each = (deviations + PRIOR_PAIRS * prior) / (count + PRIOR_PAIRS);
  return (each * (1 - count / cases)) / Math.max(1, count);
}
