/**
 * The paired differences of one metric over a set, kept sparse: most cases do not move, and a set of a million cases
 * times a hundred treatments must stay small.
 */
import { type Growing, growing } from './growing.ts';

export type Column = {
  /** Positions in the set of the pairs that moved, ascending, and by how much. */
  readonly positions: Growing;
  readonly deltas: Growing;
  /** Positions without a scored pair. */
  readonly unpaired: number[];
  /** How many of the baseline's scores have no counterpart: what was seen before cannot be seen any more. */
  unobserved: number;
  pairs: number;
  baselineSum: number;
};

export function emptyColumn(): Column {
  return { positions: growing(), deltas: growing(), unpaired: [], unobserved: 0, pairs: 0, baselineSum: 0 };
}

/** Adds one pair; NaN on either side means that the pair was not scored. */
export function addPair(column: Column, position: number, baseline: number, delta: number): void {
  if (Number.isNaN(delta) && !Number.isNaN(baseline)) column.unobserved++;
  if (Number.isNaN(delta) || Number.isNaN(baseline)) {
    column.unpaired.push(position);
    return;
  }
  column.pairs++;
  column.baselineSum += baseline;
  if (delta !== 0) {
    column.positions.push(position);
    column.deltas.push(delta);
  }
}

/** The mean difference; NaN where there is no pair. */
export function meanDelta(column: Column): number {
  let sum = 0;
  for (const delta of column.deltas.view()) sum += delta;
  return sum / column.pairs;
}

/** The mean difference of resamples: a function of how often each position was drawn, and of how many draws there were. */
export function resampledMean(column: Column): (draws: Uint16Array, drawn: number) => number {
  const sumOf = column.positions.length * 2 > column.positions.last() ? denseSum(column) : sparseSum(column);
  const { unpaired } = column;
  return (draws, drawn) => {
    let pairs = drawn;
    for (const position of unpaired) pairs -= draws[position] ?? 0;
    return pairs === 0 ? 0 : sumOf(draws) / pairs;
  };
}

function sparseSum(column: Column): (draws: Uint16Array) => number {
  const positions = column.positions.view();
  const deltas = column.deltas.view();
  return (draws) => {
    let sum = 0;
    for (let i = 0; i < positions.length; i++) sum += (draws[positions[i] ?? 0] ?? 0) * (deltas[i] ?? 0);
    return sum;
  };
}

/** The same number where most pairs moved: nothing is added for the others, and no position is looked up. */
function denseSum({ positions, deltas }: Column): (draws: Uint16Array) => number {
  const moved = deltas.view();
  const all = new Float64Array(positions.last() + 1);
  positions.view().forEach((position, i) => {
    all[position] = moved[i] ?? 0;
  });
  return (draws) => {
    let sum = 0;
    for (let i = 0; i < all.length; i++) sum += (draws[i] ?? 0) * (all[i] ?? 0);
    return sum;
  };
}

/** Two sets as one: the second's positions follow the first's. */
export function concatColumns(first: Column, second: Column, size: number): Column {
  const shifted = Array.from(second.positions.view(), (position) => position + size);
  return {
    positions: growing([...first.positions.view(), ...shifted]),
    deltas: growing([...first.deltas.view(), ...second.deltas.view()]),
    unpaired: [...first.unpaired, ...second.unpaired.map((position) => position + size)],
    unobserved: first.unobserved + second.unobserved,
    pairs: first.pairs + second.pairs,
    baselineSum: first.baselineSum + second.baselineSum,
  };
}
