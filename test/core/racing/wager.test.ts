/** The wager keeps its odds exactly: small sets are enumerated, every order with its chance. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BURDEN_STAKES,
  openWager,
  PRICE_STAKES,
  settle,
  type Wager,
  wealthOf,
} from '../../../src/core/racing/wager.ts';

type Table = { readonly amounts: readonly number[]; readonly weights: readonly number[] };
type State = { readonly wealth: readonly number[]; readonly seen: number; readonly isUp: boolean };

function bet(
  stakes: readonly number[],
  wealth: readonly number[],
  draw: { left: number; odds: number },
  amount: number,
) {
  const wager: Wager = { stakes, wealth: Float64Array.from(wealth) };
  settle(wager, draw, amount);
  return wager;
}

/** The chance, over all orders of drawing without replacement, that the wealth ever reaches the threshold. */
function chanceOfRuin(
  { amounts, weights }: Table,
  limit: number,
  threshold: number,
  stakes: readonly number[],
): number {
  const follow = (unseen: readonly number[], { wealth, seen, isUp }: State): number => {
    if (isUp) return 1;
    const total = unseen.reduce((sum, i) => sum + (weights[i] ?? 0), 0);
    return unseen.reduce((chance, i) => {
      const share = (weights[i] ?? 0) / total;
      const wager = bet(stakes, wealth, { left: limit - seen, odds: 1 / share }, amounts[i] ?? 0);
      const rest = unseen.filter((other) => other !== i);
      const after = {
        wealth: [...wager.wealth],
        seen: seen + (amounts[i] ?? 0),
        isUp: wealthOf(wager) >= Math.log(threshold),
      };
      return chance + share * follow(rest, after);
    }, 0);
  };
  return follow(
    amounts.map((_, i) => i),
    { wealth: [...openWager(stakes).wealth], seen: 0, isUp: false },
  );
}

const table = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.record({
    amounts: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 50, noNaN: true })), {
      minLength: size,
      maxLength: size,
    }),
    weights: fc.array(fc.double({ min: 0.05, max: 10, noNaN: true }), { minLength: size, maxLength: size }),
  }),
);

describe('a wager', () => {
  it('against a true claim reaches 1/alpha with a chance of at most alpha, whatever the amounts and the draws', () => {
    fc.assert(
      fc.property(
        table,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.constantFrom(1.5, 2, 5, 20),
        fc.constantFrom(PRICE_STAKES, BURDEN_STAKES),
        (set, slack, threshold, stakes) => {
          const limit = set.amounts.reduce((sum, amount) => sum + amount, 0) * (1 + slack) + 1e-9;
          expect(chanceOfRuin(set, limit, threshold, stakes)).toBeLessThanOrEqual(1 / threshold + 1e-9);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('against a claim that is far from true is won before the set is through', () => {
    const amounts = Array.from({ length: 100 }, (_, i) => 2 + (i % 3));
    const wager = openWager(PRICE_STAKES);
    let [seen, draws] = [0, 0];
    while (wealthOf(wager) < Math.log(20) && draws < amounts.length) {
      settle(wager, { left: 100 - seen, odds: amounts.length - draws }, amounts[draws] ?? 0);
      seen += amounts[draws++] ?? 0;
    }
    expect(draws).toBeLessThan(6);
  });

  it('bets nothing where nothing is left of the limit', () => {
    const wager = openWager(BURDEN_STAKES);
    const before = wealthOf(wager);
    settle(wager, { left: 0, odds: 3 }, 7);
    expect(wealthOf(wager)).toBe(before);
  });
});
