/** Nearest-rank percentiles, of a sample and of its resamples. */
export const P95 = 0.95;

/** How many values from the top the nearest-rank percentile stands, counting from 1. */
export function rankFromTop(size: number, share: number): number {
  return size - Math.ceil(share * size) + 1;
}

/** Positions of the values in descending order, ties in their order, without those where `present` is NaN. */
export function descending(values: ArrayLike<number>, present: ArrayLike<number> = values): Uint32Array {
  const positions = [];
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(present[i] ?? Number.NaN)) positions.push(i);
  return Uint32Array.from(positions.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b));
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
): (draws: Uint16Array, drawn: number) => number {
  const ordered = inOrder(values, order);
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
function inOrder(values: ArrayLike<number>, order: Uint32Array): Float64Array {
  return Float64Array.from(order, (position) => values[position] ?? Number.NaN);
}
