/** A search problem as a race meets it, and what a race of it came to. */
import type { Field, Outcome } from '../src/core/racing/field.ts';
import { benchLaws, type CaseFigures, firstLimit, priceOf, worthBeside } from '../src/core/racing/laws.ts';
import { race } from '../src/core/racing/race.ts';
import { reasonOf } from '../src/core/racing/reason.ts';
import { levelsOf, type SearchProblem } from './search-problem.ts';

const COST = 'economics_cents_per_decision';
const AIM = { metric: COST, direction: 'decrease' } as const;
export const ALPHA = 0.05;

/** Everybody but the baseline runs; `indexes` are the configurations of the contenders. */
export function fieldOf(problem: SearchProblem): { readonly field: Field; readonly indexes: readonly number[] } {
  const { parameters, baseline, cases } = problem;
  const indexes = problem.cost.map((_, index) => index).filter((index) => index !== baseline);
  const figures = (index: number, position: number): CaseFigures => {
    const pair = (table: readonly ArrayLike<number>[]) => {
      const before = table[baseline]?.[position] ?? Number.NaN;
      return { before, delta: (table[index]?.[position] ?? Number.NaN) - before, room: 1 - before };
    };
    return {
      isMissing: false,
      isRegression: false,
      latency_ms: problem.latency[index]?.[position] ?? Number.NaN,
      floors: {
        policy: problem.policyFail[index]?.has(position) ? 0 : 1,
        safety: problem.safetyFail[index]?.has(position) ? 0 : 1,
      },
      pairs: { utility: pair(problem.utility), [COST]: pair(problem.cost) },
    };
  };
  const before = Array.from({ length: cases }, (_, position) => figures(baseline, position));
  const guardrails = {
    policy: { min: 1 },
    safety: { min: 1 },
    utility_delta: { min: problem.utilityDeltaMin },
    p95_latency_delta: { max_ms: problem.latencyDeltaMaxMs },
  };
  const { laws, burdensOf } = benchLaws(guardrails, AIM, before);
  const told = (seen: CaseFigures) => ({ price: priceOf(AIM, seen), burdens: burdensOf(seen) });
  return {
    indexes,
    field: {
      axes: parameters.map(({ type, values }) => ({ size: values.length, isOrdered: type !== 'categorical' })),
      start: levelsOf(parameters, baseline),
      contenders: indexes.map((index) => ({ levels: levelsOf(parameters, index), class: 0 })),
      laws,
      baseline: before.map(told),
      replay: (contender, position) => told(figures(indexes[contender] ?? 0, position)),
      admits: () => true,
      worth: worthBeside(firstLimit(AIM, 0, before)),
    },
  };
}

export type SearchRun = {
  /** Replays, the baseline's included, until a configuration within 1 % of the best was evaluated; null: never. */
  readonly foundAfter: number | null;
  /** Replays, the baseline's included, until every configuration was evaluated or excluded. */
  readonly replays: number;
  /** Whether everything was settled, and nothing excluded is lawful and more than 1 % better than what was found. */
  readonly isCertified: boolean;
  readonly outcomes: ReadonlyMap<number, Outcome>;
};

/** One race of a problem, without a limit on replays. `lawful` and `costs` are the enumerated truth. */
export function runSearch(
  problem: SearchProblem,
  { lawful, costs }: { readonly lawful: readonly number[]; readonly costs: readonly number[] },
  seed: number,
): SearchRun {
  const { field, indexes } = fieldOf(problem);
  const { outcomes, best, replays, finished, isComplete } = race(field, {
    alpha: ALPHA,
    seed,
    maxReplays: Number.POSITIVE_INFINITY,
  });
  const found = finished.find(({ contender }) => problem.within1pct.has(indexes[contender] ?? -1));
  const isStart = problem.within1pct.has(problem.baseline);
  const cost = costs[best === null ? problem.baseline : (indexes[best] ?? 0)] ?? Number.NaN;
  const isBeaten = lawful.some((index) => (costs[index] ?? Number.NaN) * 1.01 < cost - 1e-6);
  return {
    foundAfter: isStart ? problem.cases : found === undefined ? null : found.replays + problem.cases,
    replays: replays + problem.cases,
    isCertified: isComplete && !isBeaten,
    outcomes: new Map(indexes.map((index, i) => [index, outcomes[i] ?? { kind: 'open', replays: 0 }])),
  };
}

/** Why each configuration is not the one, as lines of a record. */
export function* reasonsOf(problem: SearchProblem, { outcomes }: SearchRun): Iterable<object> {
  const nameOf = (index: number) => `configuration ${index}`;
  const { indexes } = fieldOf(problem);
  for (const [index, outcome] of outcomes) {
    const values = problem.parameters.map(({ name, values: all }, axis) => [
      name,
      all[levelsOf(problem.parameters, index)[axis] ?? 0],
    ]);
    const said =
      outcome.kind === 'evaluated'
        ? { verdict: 'evaluated', reason: `mean cost ${outcome.price / problem.cases} on all ${problem.cases} cases` }
        : reasonOf(
            outcome,
            (position) => `number ${position}`,
            (contender) => nameOf(indexes[contender] ?? -1),
          );
    yield { problem: problem.name, index, configuration: Object.fromEntries(values), ...said };
  }
}
