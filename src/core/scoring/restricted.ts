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
  const misfitAt = (pull: number): Misfit => {
    const left = -mean / (1 - pull * mean);
    let misfit = still * left;
    let slope = -still * left * left;
    for (let i = 0; i < values.length; i++) {
      const away = (values[i] ?? 0) - mean;
      const term = away / (1 + pull * away);
      misfit += (seen[i] ?? 0) * term;
      slope -= (seen[i] ?? 0) * term * term;
    }
    return { misfit, slope };
  };
  const limit = 1 / (mean - worst);
  const isUnseen = !counts.has(worst);
  const pull = isUnseen && misfitAt(limit).misfit >= 0 ? limit : rootOf(misfitAt, limit);
  const chances = values.map((value, i) => (seen[i] ?? 0) / (units * (1 + pull * (value - mean))));
  const rest = 1 - still / (units * (1 - pull * mean)) - chances.reduce((sum, chance) => sum + chance, 0);
  return isUnseen ? { values: [...values, worst], chances: [...chances, Math.max(0, rest)] } : { values, chances };
}

/** By how much the mean of a tilted distribution misses the one that is asked for, and how fast that falls. */
type Misfit = { readonly misfit: number; readonly slope: number };

/** Newton's steps, halving what is left where one would leave it. */
function rootOf(misfitAt: (pull: number) => Misfit, limit: number): number {
  let [low, high] = [0, limit];
  let at = 0;
  for (let step = 0; step < 60; step++) {
    const { misfit, slope } = misfitAt(at);
    if (misfit > 0) low = at;
    else high = at;
    const next = at - misfit / slope;
    const to = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(to - at) <= NARROW * limit) return to;
    at = to;
  }
  return low;
}

/** Of the widest pull there can be. */
const NARROW = 1e-14;
