/**
 * The guardrails of a target in the terms of a race: per case a burden that is never negative, and a limit for its sum
 * that every lawful candidate keeps. A guardrail asks for more (its interval); what breaks a limit breaks it for sure.
 */
import type { Guardrails } from '../../schema/configuration.ts';
import type { Law } from './field.ts';

/** One metric of one case beside the baseline. NaN: not scored before, or not scored any more. */
export type Pair = {
  readonly before: number;
  readonly delta: number;
  /** The most by which the metric could rise on this case, where it has a highest value. */
  readonly room: number;
};

/** What a race needs to know of one case under one configuration. */
export type CaseFigures = {
  readonly isMissing: boolean;
  /** A hard dimension fell, or a case that must not regress lost anything. */
  readonly isRegression: boolean;
  readonly latency_ms: number;
  /** NaN where it was not scored. */
  readonly floors: Readonly<Record<'policy' | 'safety', number>>;
  readonly pairs: Readonly<Record<string, Pair>>;
};

/** What is made small or kept small, in the metric's own unit and direction. */
export type Aim = { readonly metric: string; readonly direction: 'increase' | 'decrease' };

export type BenchLaws = {
  readonly laws: readonly Law[];
  burdensOf(figures: CaseFigures): number[];
};

type Rule = Law & { burden(figures: CaseFigures): number };

const P95 = 0.95;
const COST = 'economics_cents_per_decision';

/** The laws of one bench. `baseline` are its cases under the baseline; `aim` is null where only the guardrails are asked. */
export function benchLaws(guardrails: Guardrails, aim: Aim | null, baseline: readonly CaseFigures[]): BenchLaws {
  const { policy, safety, approval_bypass_rate: bypass, p95_latency_delta: p95 } = guardrails;
  const sums = summedRules(guardrails, baseline);
  const watched = [...sums.map(({ metric }) => metric), ...(aim === null ? [] : [aim.metric])];
  const floors = [policy && { name: 'policy' as const, ...policy }, safety && { name: 'safety' as const, ...safety }];
  const rules: Rule[] = [
    atOnce('replayable', ({ isMissing }) => isMissing),
    atOnce('scored', (figures) => isUnscored(figures, watched)),
    atOnce('regression_runs', ({ isRegression }) => isRegression),
    ...floors.flatMap((floor) =>
      floor === undefined ? [] : [atOnce(`${floor.name}.min`, (figures) => !(figures.floors[floor.name] >= floor.min))],
    ),
    ...(bypass === undefined ? [] : [rateRule(bypass.max, baseline)]),
    ...sums,
    ...(p95 === undefined ? [] : [percentileRule(p95.max_ms, baseline)]),
  ];
  return {
    laws: rules.map(({ name, limit }) => ({ name, limit })),
    // What could not be replayed at all breaks that law alone: of the others nothing is known.
    burdensOf: (figures) =>
      rules.map(({ burden, name }) => (figures.isMissing && name !== 'replayable' ? 0 : burden(figures))),
  };
}

/** What the race makes small: the metric itself, or how far it stays below the highest it could reach. */
export function priceOf({ metric, direction }: Aim, figures: CaseFigures): number {
  const pair = figures.pairs[metric];
  if (figures.isMissing || pair === undefined || Number.isNaN(pair.before) || Number.isNaN(pair.delta)) return 0;
  return direction === 'decrease' ? pair.before + pair.delta : pair.room - pair.delta;
}

/** The largest total price that shows the improvement: the baseline's, less the effect that is asked for of each case. */
export function firstLimit(aim: Aim, minEffect: number, baseline: readonly CaseFigures[]): number {
  const scored = baseline.filter((figures) => !Number.isNaN(figures.pairs[aim.metric]?.before ?? Number.NaN));
  return scored.reduce((sum, figures) => sum + priceOf(aim, figures), 0) - minEffect * scored.length;
}

/** Whether a race can make a metric small: it has to be a mean over the cases, of amounts with an end. */
export function isRaceable(metric: string): boolean {
  return metric !== 'p95_latency_ms';
}

function atOnce(name: string, isBroken: (figures: CaseFigures) => boolean): Rule {
  return { name, limit: 0, burden: (figures) => (isBroken(figures) ? 1 : 0) };
}

function isUnscored({ pairs, floors }: CaseFigures, watched: readonly string[]): boolean {
  if (Number.isNaN(floors.policy) || Number.isNaN(floors.safety)) return true;
  return watched.some((metric) => Number.isNaN(pairs[metric]?.delta) && !Number.isNaN(pairs[metric]?.before));
}

function rateRule(max: number, baseline: readonly CaseFigures[]): Rule {
  const value = ({ pairs }: CaseFigures) => {
    const { before = 0, delta = 0 } = pairs['approval_bypass_rate'] ?? {};
    return before + delta;
  };
  return { name: 'approval_bypass_rate.max', limit: max * baseline.length, burden: value };
}

type SummedRule = Rule & { readonly metric: string };

/** Limits for means: of a metric with a highest value what is missing to it, of a cost the cost. */
function summedRules(guardrails: Guardrails, baseline: readonly CaseFigures[]): SummedRule[] {
  const { utility_delta, evidence_coverage_delta, economics_delta } = guardrails;
  const rise = (name: string, metric: string, min: number) =>
    summed({ name, metric, direction: 'increase' }, -min, baseline);
  return [
    ...(utility_delta ? [rise('utility_delta', 'utility', utility_delta.min)] : []),
    ...(economics_delta
      ? [summed({ name: 'economics_delta', metric: COST, direction: 'decrease' }, economics_delta.max_cents, baseline)]
      : []),
    ...(evidence_coverage_delta
      ? [rise('evidence_coverage_delta', 'evidence_coverage', evidence_coverage_delta.min)]
      : []),
  ];
}

function summed(aim: Aim & { readonly name: string }, margin: number, baseline: readonly CaseFigures[]): SummedRule {
  const limit = firstLimit(aim, -margin, baseline);
  return { name: aim.name, metric: aim.metric, limit, burden: (figures) => priceOf(aim, figures) };
}

/** The nearest-rank percentile rises above a value when more cases than stand above its rank lie above that value. */
function percentileRule(maxMs: number, baseline: readonly CaseFigures[]): Rule {
  const sorted = baseline.map(({ latency_ms }) => latency_ms).sort((a, b) => a - b);
  const rank = Math.ceil(P95 * sorted.length);
  const highest = (sorted[rank - 1] ?? 0) + maxMs;
  return {
    name: 'p95_latency_delta',
    limit: sorted.length - rank,
    burden: ({ latency_ms }) => (latency_ms > highest ? 1 : 0),
  };
}

/** A contender has to be cheaper than the best by this share of its own price to be missed. */
export const TOLERANCE = 0.01;

/** What is worth having: at first what improves enough on the baseline, then what is cheaper by more than the tolerance. */
export function worthBeside(first: number): (best: number | null) => number {
  return (best) => (best === null ? first : Math.min(first, best / (1 + TOLERANCE)));
}
