/** Nearest-rank percentiles, of a sample and of its resamples. */
import { Room } from './room.ts';

export const P95 = 0.95;

/** How many values from the top the nearest-rank percentile stands, counting from 1. */
export function rankFromTop(size: number, share: number): number {
  return size - Math.ceil(share * size) + 1;
}

/** Where an order is kept, and what is only needed until it is found. */
export type Sorting = { readonly kept: Room; readonly spare: Room };

/**
 * Positions of the values in descending order, ties in their order, without those where `present` is NaN. The values are
 * sorted as numbers, and each position then finds its place among them: sorted by a function of ours, positions would
 * leave several lists of their number behind.
 */
export function descending(
  values: ArrayLike<number>,
  present: ArrayLike<number> = values,
  { kept, spare }: Sorting = { kept: new Room(), spare: new Room() },
): Uint32Array {
  const keys = spare.numbers(values.length);
  let size = 0;
  for (let i = 0; i < values.length; i++) if (!isMissing(present[i])) keys[size++] = -(values[i] ?? 0);
  const sorted = keys.subarray(0, size).sort();
  const taken = spare.positions(size).fill(0);
  const order = kept.positions(size);
  for (let i = 0; i < values.length; i++) {
    if (isMissing(present[i])) continue;
    const first = firstOf(sorted, -(values[i] ?? 0));
    const place = first + (taken[first] ?? 0);
    taken[first] = place - first + 1;
    order[place] = i;
  }
  return order;
}

function isMissing(value: number | undefined): boolean {
  return Number.isNaN(value ?? Number.NaN);
}

/** Where the values that are not below this one begin. */
function firstOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest-rank percentile; NaN for no values. `order` is `descending(values)`. */
export function percentile(values: ArrayLike<number>, order: Uint32Array, share: number): number {
  if (order.length === 0) return Number.NaN;
  return values[order[rankFromTop(order.length, share) - 1] ?? 0] ?? Number.NaN;
}

/** The same for resamples: a function of how often each position was drawn, and of how many draws there were. */
export function resampledPercentile(
  values: ArrayLike<number>,
  order: Uint32Array,
  share: number,
  kept: Room = new Room(),
): (draws: Uint16Array, drawn: number) => number {
  const ordered = inOrder(values, order, kept);
  const isWhole = order.length === values.length;
  return (draws, drawn) => {
    let size = drawn;
    if (!isWhole) {
      size = 0;
      for (const position of order) size += draws[position] ?? 0;
    }
    let left = rankFromTop(size, share);
    for (let i = 0; i < order.length; i++) {
      left -= draws[order[i] ?? 0] ?? 0;
      if (left <= 0) return ordered[i] ?? Number.NaN;
    }
    return Number.NaN;
  };
}

/** Apart from the statistic, which would hold the values as they were as long as it is asked. */
function inOrder(values: ArrayLike<number>, order: Uint32Array, kept: Room): Float64Array {
  const ordered = kept.numbers(order.length);
  for (let i = 0; i < order.length; i++) ordered[i] = values[order[i] ?? 0] ?? Number.NaN;
  return ordered;
}
