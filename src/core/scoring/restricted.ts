/**
 * The distribution that makes what was seen most likely among all with a given lower mean: the worst world that still
 * fits. Owen's empirical likelihood, with one value more than was seen: the largest loss there could have been.
 */
import type { Move } from './compound.ts';

/**
 * @param counts value of a unit to how many units had it, zero left out
 * @param units units in all
 * @param mean per unit, below the observed mean
 * @param worst the lowest value a unit can be expected to take, seen or not
 */
export function restrictedTo(counts: ReadonlyMap<number, number>, units: number, mean: number, worst: number): Move {
  const values = [...counts.keys()];
  const seen = [...counts.values()];
  const still = units - seen.reduce((sum, count) => sum + count, 0);
  const slope = (pull: number) => {
    let sum = (still * -mean) / (1 - pull * mean);
    for (let i = 0; i < values.length; i++) {
      const away = (values[i] ?? 0) - mean;
      sum += ((seen[i] ?? 0) * away) / (1 + pull * away);
    }
    return sum;
  };
  const limit = 1 / (mean - worst);
  const isUnseen = !counts.has(worst);
  const pull = isUnseen && slope(limit) >= 0 ? limit : rootOf(slope, limit);
  const chances = values.map((value, i) => (seen[i] ?? 0) / (units * (1 + pull * (value - mean))));
  const rest = 1 - still / (units * (1 - pull * mean)) - chances.reduce((sum, chance) => sum + chance, 0);
  return isUnseen ? { values: [...values, worst], chances: [...chances, Math.max(0, rest)] } : { values, chances };
}

function rootOf(falling: (at: number) => number, limit: number): number {
  let low = 0;
  let high = limit;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}
