/**
 * The paired differences of one metric over a set, kept sparse: most cases do not move, and a set of a million cases
 * times a hundred treatments must stay small.
 */
import { Growing, type Pages } from './growing.ts';
import { PositionSet } from './position-set.ts';
import { Room } from './room.ts';

export type Column = {
  /** Positions in the set of the pairs that moved, and by how much, in the same order. */
  readonly positions: PositionSet;
  readonly deltas: Growing;
  /** Positions without a scored pair. */
  readonly unpaired: PositionSet;
  /** How many of the baseline's scores have no counterpart: what was seen before cannot be seen any more. */
  unobserved: number;
  pairs: number;
  baselineSum: number;
};

/** @param pages where full pages of differences are kept; without it, here */
export function emptyColumn(pages: Pages | null = null): Column {
  return {
    positions: new PositionSet(),
    deltas: new Growing([], pages),
    unpaired: new PositionSet(),
    unobserved: 0,
    pairs: 0,
    baselineSum: 0,
  };
}

/** Adds one pair; NaN on either side means that the pair was not scored. */
export function addPair(column: Column, position: number, baseline: number, delta: number): void {
  if (Number.isNaN(delta) && !Number.isNaN(baseline)) column.unobserved++;
  if (Number.isNaN(delta) || Number.isNaN(baseline)) {
    column.unpaired.add(position);
    return;
  }
  column.pairs++;
  column.baselineSum += baseline;
  if (delta !== 0) addMove(column, position, delta);
}

function addMove({ positions, deltas }: Pick<Column, 'positions' | 'deltas'>, position: number, delta: number): void {
  positions.add(position);
  deltas.push(delta);
}

/** Visits the pairs that moved, in order. */
export function eachMove({ positions, deltas }: Column, visit: (position: number, delta: number) => void): void {
  positions.each((position, i) => visit(position, deltas.at(i)));
}

/** The mean difference; NaN where there is no pair. */
export function meanDelta({ deltas, pairs }: Column): number {
  let sum = 0;
  for (let i = 0; i < deltas.length; i++) sum += deltas.at(i);
  return sum / pairs;
}

/** The mean difference of resamples: a function of how often each position was drawn, and of how many draws there were. */
export function resampledMean(column: Column, kept = new Room()): (draws: Uint16Array, drawn: number) => number {
  const { positions } = column;
  const sumOf = positions.size * 2 > positions.last() ? denseSum(column, kept) : sparseSum(column, kept);
  const unpaired = listed(column.unpaired, kept);
  return (draws, drawn) => {
    let pairs = drawn;
    for (const position of unpaired) pairs -= draws[position] ?? 0;
    return pairs === 0 ? 0 : sumOf(draws) / pairs;
  };
}

function sparseSum(column: Column, kept: Room): (draws: Uint16Array) => number {
  const positions = listed(column.positions, kept);
  const deltas = column.deltas.toArray(kept.numbers(column.deltas.length));
  return (draws) => {
    let sum = 0;
    for (let i = 0; i < positions.length; i++) sum += (draws[positions[i] ?? 0] ?? 0) * (deltas[i] ?? 0);
    return sum;
  };
}

/** The same number where most pairs moved: nothing is added for the others, and no position is looked up. */
function denseSum(column: Column, kept: Room): (draws: Uint16Array) => number {
  const all = kept.numbers(column.positions.last() + 1).fill(0);
  eachMove(column, (position, delta) => {
    all[position] = delta;
  });
  return (draws) => {
    let sum = 0;
    for (let i = 0; i < all.length; i++) sum += (draws[i] ?? 0) * (all[i] ?? 0);
    return sum;
  };
}

function listed(positions: PositionSet, kept: Room): Uint32Array {
  const list = kept.positions(positions.size);
  positions.each((position, i) => {
    list[i] = position;
  });
  return list;
}

/** Two sets as one: the second's positions follow the first's, which has `size` cases. */
export function concatColumns(first: Column, second: Column, size: number): Column {
  const both = { positions: new PositionSet(), deltas: new Growing() };
  eachMove(first, (position, delta) => addMove(both, position, delta));
  eachMove(second, (position, delta) => addMove(both, position + size, delta));
  return {
    ...both,
    unpaired: concatPositions(first.unpaired, second.unpaired, size),
    unobserved: first.unobserved + second.unobserved,
    pairs: first.pairs + second.pairs,
    baselineSum: first.baselineSum + second.baselineSum,
  };
}

/** The positions of two sets as one, of which the first has `size` cases. */
export function concatPositions(first: PositionSet, second: PositionSet, size: number): PositionSet {
  const both = new PositionSet();
  first.each((position) => both.add(position));
  second.each((position) => both.add(position + size));
  return both;
}
