/** Races over generated tables, held against the enumerated truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOf, reasonsOf, runSearch } from '../../../bench/search-field.ts';
import { generateProblem, truthOf } from '../../../bench/search-problem.ts';
import type { Field, Outcome, Replayed } from '../../../src/core/racing/field.ts';
import { race } from '../../../src/core/racing/race.ts';
import { exceeds } from '../../../src/core/racing/runner.ts';

const RULES = { alpha: 0.05, seed: 7, maxReplays: Number.POSITIVE_INFINITY };

/** A small field over a table of any amounts: 3 x 4 levels, 12 contenders less the baseline, one hard and one soft law. */
const smallField = fc
  .record({
    cases: fc.integer({ min: 1, max: 25 }),
    price: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 40 }),
    burden: fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 5, maxLength: 40 }),
    breaks: fc.array(fc.constantFrom(false, false, false, false, false, false, true), { minLength: 11, maxLength: 40 }),
    limit: fc.integer({ min: 0, max: 12 }),
    classes: fc.boolean(),
    seed: fc.integer(),
  })
  .map(({ cases, price, burden, breaks, limit, classes, seed }) => {
    const contenders = Array.from({ length: 11 }, (_, i) => {
      const levels = [Math.floor((i + 1) / 4), (i + 1) % 4];
      return { levels, class: classes ? levels.filter((level) => level > 0).length : 0 };
    });
    const at = (contender: number, position: number): Replayed => {
      const cell = (contender + 1) * cases + position;
      return {
        price: price[(cell * 7) % price.length] ?? 0,
        burdens: [
          contender >= 0 && breaks[(cell * 3) % breaks.length] === true ? 1 : 0,
          burden[(cell * 5) % burden.length] ?? 0,
        ],
      };
    };
    const baseline = Array.from({ length: cases }, (_, position) => at(-1, position));
    const first = baseline.reduce((sum, row) => sum + row.price, 0);
    const field: Field = {
      axes: [
        { size: 3, isOrdered: true },
        { size: 4, isOrdered: false },
      ],
      start: [0, 0],
      contenders,
      laws: [
        { name: 'hard', limit: 0 },
        { name: 'soft', limit },
      ],
      baseline,
      replay: at,
      admits: () => true,
      worth: (best) => (best === null ? first : Math.min(first, best / 1.01)),
    };
    return { field, seed };
  });

function totalsOf(field: Field, contender: number) {
  const rows = field.baseline.map((_, position) => field.replay(contender, position));
  const price = rows.reduce((sum, row) => sum + row.price, 0);
  const burdens = field.laws.map((_, law) => rows.reduce((sum, row) => sum + (row.burdens[law] ?? 0), 0));
  return { price, isLawful: field.laws.every(({ limit }, law) => !exceeds(burdens[law] ?? 0, limit)) };
}

describe('a race', () => {
  it('asks for no replay twice, counts each, and settles every contender', () => {
    fc.assert(
      fc.property(smallField, ({ field, seed }) => {
        const asked = new Set<string>();
        let count = 0;
        const watched: Field = {
          ...field,
          replay: (contender, position) => {
            count++;
            asked.add(`${contender} ${position}`);
            return field.replay(contender, position);
          },
        };
        const { replays, isComplete, outcomes } = race(watched, { ...RULES, seed });
        expect(asked.size).toBe(count);
        expect(replays).toBe(count);
        expect(isComplete).toBe(true);
        expect(outcomes.reduce((sum, outcome) => sum + outcome.replays, 0)).toBeLessThanOrEqual(count);
      }),
    );
  });

  it('excludes by proof only what the whole table excludes', () => {
    fc.assert(
      fc.property(smallField, ({ field, seed }) => {
        const { outcomes, best } = race(field, { ...RULES, seed });
        outcomes.forEach((outcome, contender) => {
          const { price, isLawful } = totalsOf(field, contender);
          if (outcome.kind === 'broke') expect(isLawful).toBe(false);
          if (outcome.kind === 'dearer') expect(price).toBeGreaterThan(outcome.limit);
          if (outcome.kind === 'evaluated') expect([outcome.price, isLawful]).toEqual([price, true]);
        });
        if (best !== null) expect(outcomes[best]?.kind).toBe('evaluated');
      }),
    );
  });

  it('lets nobody lose to a contender of a higher class', () => {
    fc.assert(
      fc.property(smallField, ({ field, seed }) => {
        const { outcomes } = race(field, { ...RULES, seed });
        outcomes.forEach((outcome, contender) => {
          const against = 'against' in outcome ? outcome.against : null;
          if (against === null) return;
          expect(field.contenders[against]?.class).toBeLessThanOrEqual(field.contenders[contender]?.class ?? -1);
        });
      }),
    );
  });

  it('errs in fewer than alpha of the races, over tables of any kind', () => {
    let wrong = 0;
    const tables = fc.sample(smallField, { numRuns: 400, seed: 11 });
    for (const { field, seed } of tables) {
      const { outcomes, best } = race(field, { alpha: 0.2, seed, maxReplays: 1e9 });
      const named = best === null ? field.worth(null) : totalsOf(field, best).price / 1.01;
      const isMissed = outcomes.some((outcome, contender) => {
        if (outcome.kind !== 'refuted' || field.contenders[contender]?.class !== 0) return false;
        const { price, isLawful } = totalsOf(field, contender);
        return isLawful && price < named - 1e-9;
      });
      if (isMissed) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(0.2 * tables.length);
  });

  it('keeps to its budget, and says who is open', () => {
    fc.assert(
      fc.property(smallField, fc.integer({ min: 0, max: 40 }), ({ field, seed }, maxReplays) => {
        const { replays, outcomes, isComplete } = race(field, { ...RULES, seed, maxReplays });
        expect(replays).toBeLessThanOrEqual(maxReplays);
        expect(isComplete).toBe(outcomes.every(({ kind }) => kind !== 'open'));
      }),
    );
  });

  it('gives the same result for the same seed', () => {
    fc.assert(
      fc.property(smallField, ({ field, seed }) => {
        expect(race(field, { ...RULES, seed })).toEqual(race(field, { ...RULES, seed }));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the certificate of a space of 2,160 configurations', () => {
  it.each([
    ['moderate', 101, {}],
    ['rules lie shallow, facts deep', 5, { ruleDepth: 0.7, factDepth: 0.35 }],
    ['risk everywhere', 110, { riskRate: 0.3 }],
    ['few cases, noisy costs', 12, { cases: 60, costNoise: 0.15 }],
  ])('holds against the enumerated truth: %s', (name, seed, traits) => {
    const problem = generateProblem(name, seed, traits);
    const truth = truthOf(problem);
    const lawful = new Set(truth.lawful);
    const run = runSearch(problem, truth, 3);
    expect(run.isCertified).toBe(true);
    expect(run.foundAfter).toBeLessThanOrEqual(0.02 * 2160 * problem.cases);
    expect(run.replays).toBeLessThanOrEqual(0.07 * 2160 * problem.cases);
    for (const [index, outcome] of run.outcomes) expectTrue(outcome, lawful.has(index));
    const reasons = [...reasonsOf(problem, run)];
    expect(reasons).toHaveLength(2159);
  });

  it('is the same again', () => {
    const problem = generateProblem('again', 4, { cases: 40 });
    const { field } = fieldOf(problem);
    expect(JSON.stringify(race(field, RULES))).toBe(JSON.stringify(race(field, RULES)));
  });
});

function expectTrue(outcome: Outcome, isLawful: boolean): void {
  if (outcome.kind === 'broke') expect(isLawful).toBe(false);
  if (outcome.kind === 'evaluated') expect(isLawful).toBe(true);
}
