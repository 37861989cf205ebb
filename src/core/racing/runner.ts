/** A contender on its way: what was seen of it, and what the seen proves whatever the unseen shows. */
import type { Field, Outcome, Replayed } from './field.ts';
import type { Wager } from './wager.ts';

export type Runner = {
  readonly index: number;
  readonly levels: readonly number[];
  readonly class: number;
  /** The cases that were replayed, in the order in which they were, with the price and the burdens of each. */
  readonly positions: number[];
  readonly prices: number[];
  readonly loads: (readonly number[])[];
  readonly isSeen: Uint8Array;
  price: number;
  readonly burdens: Float64Array;
  /** The baseline's totals over the same cases. */
  basePrice: number;
  readonly baseBurdens: Float64Array;
  /** Against the price, then against each law; opened with the first draw. */
  readonly wagers: (Wager | undefined)[];
  outcome: Outcome | null;
};

export function openRunner({ contenders, baseline, laws }: Field, index: number): Runner {
  const { levels = [], class: level = 0 } = contenders[index] ?? {};
  return {
    index,
    levels,
    class: level,
    positions: [],
    prices: [],
    loads: [],
    isSeen: new Uint8Array(baseline.length),
    price: 0,
    burdens: new Float64Array(laws.length),
    basePrice: 0,
    baseBurdens: new Float64Array(laws.length),
    wagers: [],
    outcome: null,
  };
}

export function addReplay(runner: Runner, position: number, seen: Replayed, base: Replayed): void {
  const { burdens, baseBurdens } = runner;
  runner.isSeen[position] = 1;
  runner.positions.push(position);
  runner.prices.push(seen.price);
  runner.loads.push(seen.burdens);
  runner.price += seen.price;
  runner.basePrice += base.price;
  for (let law = 0; law < burdens.length; law++) {
    burdens[law] = (burdens[law] ?? 0) + (seen.burdens[law] ?? 0);
    baseBurdens[law] = (baseBurdens[law] ?? 0) + (base.burdens[law] ?? 0);
  }
}

/** Sums of a set may miss a limit by the last bits. */
const ROUNDING = 1e-9;

export function exceeds(total: number, limit: number): boolean {
  return total > limit + ROUNDING * Math.max(1, Math.abs(limit));
}
