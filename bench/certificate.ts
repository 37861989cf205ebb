/**
 * How often a race loses the best: wagers against claims that are true by a hair, on the tables that are worst for them,
 * and whole races in which the best is hardly better than the others.
 */
import type { Field } from '../src/core/racing/field.ts';
import { race } from '../src/core/racing/race.ts';
import { BURDEN_STAKES, openWager, PRICE_STAKES, settle, wealthOf } from '../src/core/racing/wager.ts';
import { seededIndexes } from '../src/kit/random.ts';

const ALPHAS = [0.05, 0.01];
const SIZES = [30, 120, 400];

type Uniform = () => number;

/** Amounts per case. The limit is their very total: the claim is true, and nothing is to spare. */
const TABLES: Readonly<Record<string, (random: Uniform) => number>> = {
  'all alike': () => 1,
  'noise of a tenth': (random) => Math.exp(0.1 * (random() + random() + random() - 1.5) * 2),
  'heavy tail': (random) => random() ** -0.7,
  'one in six costs nothing, the others a fifth too much': (random) => (random() < 1 / 6 ? 0 : 1.2),
  'nine in ten are nothing': (random) => (random() < 0.9 ? 0 : 1),
  'latency above the limit in one of twenty': (random) => (random() < 0.05 ? 1 : 0),
};

function uniformOf(seed: number): Uniform {
  const draw = seededIndexes(seed);
  return () => (draw(1 << 30) + 0.5) / (1 << 30);
}

/** Whether the wager is ever won, drawing the whole set without replacement by the weights. */
function isWon(amounts: readonly number[], weights: readonly number[], stakes: readonly number[], random: Uniform) {
  const limit = amounts.reduce((sum, amount) => sum + amount, 0) + 1e-9;
  const wager = openWager(stakes);
  const unseen = new Set(amounts.keys());
  let [seen, left, most] = [0, weights.reduce((sum, weight) => sum + weight, 0), 0];
  while (unseen.size > 1) {
    let rest = random() * left;
    let position = -1;
    for (const i of unseen) {
      position = i;
      rest -= weights[i] ?? 0;
      if (rest < 0) break;
    }
    const weight = weights[position] ?? 1;
    settle(wager, { left: limit - seen, odds: left / weight }, amounts[position] ?? 0);
    seen += amounts[position] ?? 0;
    left -= weight;
    unseen.delete(position);
    most = Math.max(most, wealthOf(wager));
  }
  return most;
}

/** The share of wagers that were won although the claim was true, worst over sizes, stakes and ways to draw. */
export function benchWagers(rounds: number): Record<string, number>[] {
  const lines: Record<string, number>[] = [];
  for (const [at, [, amountOf]] of Object.entries(TABLES).entries()) {
    const worst = ALPHAS.map(() => 0);
    for (const size of SIZES) {
      for (const stakes of [PRICE_STAKES, BURDEN_STAKES]) {
        for (const isEven of [true, false]) {
          const won = ALPHAS.map(() => 0);
          for (let round = 0; round < rounds; round++) {
            const random = uniformOf(round * 31 + at);
            const amounts = Array.from({ length: size }, () => amountOf(random));
            const weights = amounts.map((amount) => (isEven ? 1 : 0.1 + amount * (0.5 + random())));
            const most = isWon(amounts, weights, stakes, random);
            ALPHAS.forEach((alpha, i) => {
              if (most >= -Math.log(alpha)) won[i] = (won[i] ?? 0) + 1;
            });
          }
          won.forEach((count, i) => {
            worst[i] = Math.max(worst[i] ?? 0, count / rounds);
          });
        }
      }
    }
    lines.push(Object.fromEntries(ALPHAS.map((alpha, i) => [`at_${alpha}`, worst[i] ?? 0])));
  }
  return lines;
}

export const WAGER_TABLES = Object.keys(TABLES);

/** Races in which one of many is better than all others by `edge`: the share in which it was excluded. */
export function benchNearTies(rounds: number, edge: number, alpha: number): number {
  let lost = 0;
  for (let round = 0; round < rounds; round++) {
    const random = uniformOf(round + 77);
    const size = 60;
    const best = Math.floor(random() * 40);
    const share = Array.from({ length: size }, () => 0.2 + random() ** -0.4);
    // Sparse amounts with the same total for all: the form on which a wager errs most.
    const rows = Array.from({ length: 40 }, (_, contender) => {
      const raw = share.map((of) => (random() < 0.3 ? 0 : of * (0.5 + random())));
      const total = raw.reduce((sum, value) => sum + value, 0);
      return raw.map((value) => (value * (contender === best ? 100 * (1 - edge) : 100)) / total);
    });
    const field: Field = {
      axes: [{ size: 41, isOrdered: false }],
      start: [0],
      contenders: rows.map((_, contender) => ({ levels: [contender + 1], class: 0 })),
      laws: [],
      baseline: share.map((of) => ({ price: (of * 100) / share.reduce((sum, value) => sum + value, 0), burdens: [] })),
      replay: (contender, position) => ({ price: rows[contender]?.[position] ?? 0, burdens: [] }),
      admits: () => true,
      worth: (known) => (known === null ? 101 : known / 1.01),
    };
    const { outcomes } = race(field, { alpha, seed: round, maxReplays: 1e9 });
    const isNeeded = outcomes.some((outcome, i) => outcome.kind === 'evaluated' && i !== best);
    if (isNeeded && outcomes[best]?.kind !== 'evaluated') lost++;
  }
  return lost / rounds;
}
