/**
 * Non-inferiority: the adverse end of the paired interval has to respect the margin. The same form proves an
 * improvement, with the margin on the other side of zero.
 */
import type { MetricDelta, ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { type Guardrail, readable } from './guardrail.ts';
import { TELLING } from './power.ts';
import { untoldReason } from './told.ts';

/** `atLeast`: the delta must not lie below the limit; `atMost`: not above it. */
export type Margin = {
  readonly side: 'atLeast' | 'atMost';
  readonly limit: number;
  /** Empty for a number without one. */
  readonly unit: string;
  /** Whether the limit itself is not enough. */
  readonly isStrict?: boolean;
};

/** A guardrail on the paired delta of a metric. */
export function deltaGuardrail(name: string, metric: string, margin: Margin, minCases = 1): Guardrail {
  return (delta) => {
    const found = delta.metrics[metric];
    const verdict = judgeMargin(name, found, margin, { minCases, scored: scoredIn(delta, found) });
    const doubted = metric === 'utility' && verdict.cases_needed !== undefined ? doubtedSlices(delta) : [];
    return doubted.length === 0 ? verdict : { ...verdict, cases_like: doubted };
  };
}

/** Where the doubt lies: the slices beyond the margin, the furthest first. */
function doubtedSlices({ suspected_slices }: ScorecardDelta): string[] {
  const below = Object.entries(suspected_slices).sort(([, a], [, b]) => (a.delta ?? 0) - (b.delta ?? 0));
  return below.map(([slice]) => slice);
}

/** The share of a comparison's cases in which a metric was scored: what more cases are reckoned by. */
export function scoredIn({ counts }: ScorecardDelta, metric: MetricDelta | undefined): number {
  const share = (metric?.n ?? 0) / counts.total;
  return share > 0 && share < 1 ? share : 1;
}

/** How many cases there have to be, and in what share of them the metric is scored. */
export type Cases = { readonly minCases?: number; readonly scored?: number };

/** Holds one metric against a margin. */
export function judgeMargin(
  guardrail: string,
  metric: MetricDelta | undefined,
  { side, limit, unit, isStrict = false }: Margin,
  { minCases = 1, scored = 1 }: Cases = {},
): Verdict {
  const observed = metric?.delta ?? null;
  const interval = metric?.interval;
  if (metric !== undefined && metric.unobserved > 0) {
    const bounds = interval === undefined ? {} : { interval };
    return {
      guardrail,
      limit,
      observed,
      ...bounds,
      status: 'inconclusive',
      reason: unobservedReason(metric),
      missing: true,
    };
  }
  if (metric === undefined || observed === null || interval === undefined) {
    return { guardrail, limit, observed, status: 'inconclusive', reason: whyUnbounded(metric), missing: true };
  }
  if (metric.n < minCases) {
    const short = minCases - metric.n;
    const needed = casesFor(short, scored);
    const cases = needed === short ? '' : `, in about ${needed} more cases`;
    const reason = `only ${metric.n} pairs were scored; ${short} more are needed${cases}`;
    return { guardrail, limit, observed, interval, status: 'inconclusive', reason, cases_needed: needed };
  }
  const sign = side === 'atLeast' ? 1 : -1;
  const [adverse, favourable] =
    side === 'atLeast' ? [interval.lower, interval.upper] : [interval.upper, interval.lower];
  const base = { guardrail, limit, observed, interval };
  const seen = `${readable(observed)}${unit === '' ? '' : ` ${unit}`}, bounds ${readable(interval.lower)} to ${readable(interval.upper)}, n = ${metric.n}`;
  const wanted = `${isStrict ? (side === 'atLeast' ? 'above' : 'below') : side === 'atLeast' ? 'at least' : 'at most'} ${limit}`;
  const isPassed = sign * (adverse - limit) >= (isStrict ? TOLERANCE : -TOLERANCE);
  const told = metric.at_worst === undefined ? '' : `; ${unobservedReason(metric)}: counted as 0`;
  if (isPassed) return { ...base, status: 'pass', reason: `${seen}; ${wanted}${told}` };
  if (sign * (favourable - limit) < (isStrict ? TOLERANCE : -TOLERANCE)) {
    if (metric.at_worst === undefined) return { ...base, status: 'fail', reason: `${seen}; not ${wanted}` };
    const reason = `${unobservedReason(metric)}; as 0 it makes ${seen}; not ${wanted}`;
    return { ...base, status: 'inconclusive', reason, missing: true };
  }
  const pairs = pairsNeeded(observed, adverse, favourable, limit, metric);
  const needed = pairs === null ? null : casesFor(pairs, scored);
  return {
    ...base,
    status: 'inconclusive',
    reason: `${seen}; ${wanted} is not proven; ${needed === null ? 'it lies too close to the limit for more cases to settle it' : `about ${needed} more ${needed === 1 ? 'case' : 'cases'} would settle it`}${told}`,
    ...(needed === null ? {} : { cases_needed: needed }),
  };
}

/** What is said of cases whose evidence is gone: how many, and who judged them. */
export function unobservedReason({ unobserved, at_worst = 0, unobserved_by = [] }: MetricDelta): string {
  const count = unobserved + at_worst;
  const cases = count === 1 ? '1 case that was' : `${count} cases that were`;
  const by = unobserved_by.length === 0 ? '' : ` by ${unobserved_by.join(', ')}`;
  return `${cases} scored under the baseline cannot be scored any more${by}`;
}

function whyUnbounded(metric: MetricDelta | undefined): string {
  if (metric === undefined || metric.n === 0) return 'no pair of cases was scored';
  if (metric.delta === null) return untoldReason(metric.n);
  if (metric.families !== undefined)
    return `${metric.families} families of cases tell too little of how it moves; ${TELLING} are needed`;
  return 'the resamples are too few for this confidence: raise evidence.bootstrap';
}

/** Float sums of a set may miss a limit by the last bits. */
const TOLERANCE = 1e-9;

/** More than this many times the present cases is no advice: the estimate lies on the limit. */
const REACHABLE = 20;

/** Cases in which so many pairs are scored, where a share of all cases is. */
function casesFor(pairs: number, scored: number): number {
  return Math.ceil(pairs / scored - TOLERANCE);
}

/**
 * How many more pairs until the interval's end reaches the limit, if the mean stays. An interval shrinks with the root
 * of n; one that rests on no move at all is a chance of (1 - end) to the power of n, as `fewestCases` has it.
 */
function pairsNeeded(
  observed: number,
  adverse: number,
  favourable: number,
  limit: number,
  { n, rises, falls }: MetricDelta,
): number | null {
  const room = Math.abs(observed - limit);
  if (room <= TOLERANCE) return null;
  const isWithin = Math.sign(observed - limit) === Math.sign(observed - adverse);
  const reach = Math.abs(observed - (isWithin ? adverse : favourable));
  const isChance = observed === 0 && reach < 1 && room < 1;
  const still = isChance ? Math.log1p(-reach) / Math.log1p(-room) : reach / room;
  const factor = rises + falls === 0 ? still : (reach / room) ** 2;
  const needed = Math.max(1, Math.ceil(n * factor - TOLERANCE) - n);
  return needed > REACHABLE * n ? null : needed;
}
