/**
 * The wager against a claim of a contender, that its amounts over all cases come to at most a limit: a gambler who
 * breaks even or loses while the claim is true. Cases are drawn without replacement with known chances, and each draw
 * pays what the case shows over the most that it could show on average. By Ville's inequality the wealth reaches 1/alpha
 * with a chance of at most alpha, however often one looks, and nothing is assumed of the amounts but that none is
 * negative.
 */

/** Logarithms of the wealth, one per stake; the capital of 1 is split evenly over them at the start. */
export type Wager = { readonly stakes: readonly number[]; readonly wealth: Float64Array };

/** Shares of the wealth that are staked at every draw. Prices differ little from draw to draw; burdens differ much. */
export const PRICE_STAKES = [0.99] as const;
export const BURDEN_STAKES = [0.3, 0.6, 0.9] as const;

export function openWager(stakes: readonly number[]): Wager {
  return { stakes, wealth: new Float64Array(stakes.length).fill(-Math.log(stakes.length)) };
}

/** A draw as it was before its case was seen: what is left of the limit, and one over the chance of this case. */
export type Draw = { readonly left: number; readonly odds: number };

/** Settles one draw. Where nothing is left of the limit there is nothing to bet on: any amount refutes the claim. */
export function settle({ stakes, wealth }: Wager, { left, odds }: Draw, amount: number): void {
  if (left <= 0) return;
  const gain = (amount * odds) / left - 1;
  stakes.forEach((stake, i) => {
    wealth[i] = (wealth[i] ?? 0) + Math.log1p(stake * gain);
  });
}

/** The logarithm of the whole wealth. */
export function wealthOf({ wealth }: Wager): number {
  const top = wealth.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return top + Math.log(wealth.reduce((sum, value) => sum + Math.exp(value - top), 0));
}
