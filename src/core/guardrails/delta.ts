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
    const verdict = judgeMargin(name, delta.metrics[metric], margin, minCases);
    const doubted = metric === 'utility' && verdict.cases_needed !== undefined ? doubtedSlices(delta) : [];
    return doubted.length === 0 ? verdict : { ...verdict, cases_like: doubted };
  };
}

/** Where the doubt lies: the slices beyond the margin, the furthest first. */
function doubtedSlices({ suspected_slices }: ScorecardDelta): string[] {
  const below = Object.entries(suspected_slices).sort(([, a], [, b]) => (a.delta ?? 0) - (b.delta ?? 0));
  return below.map(([slice]) => slice);
}

/** Holds one metric against a margin. */
export function judgeMargin(
  guardrail: string,
  metric: MetricDelta | undefined,
  { side, limit, unit, isStrict = false }: Margin,
  minCases: number,
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
    const needed = minCases - metric.n;
    const reason = `only ${metric.n} pairs were scored; ${needed} more are needed`;
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
  const needed = casesNeeded(observed, adverse, favourable, limit, metric);
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

/**
 * How many more cases until the interval's end reaches the limit, if the mean stays. An interval shrinks with the root
 * of n; one that rests on no move at all shrinks with n.
 */
function casesNeeded(
  observed: number,
  adverse: number,
  favourable: number,
  limit: number,
  { n, rises, falls }: MetricDelta,
): number | null {
  const room = Math.abs(observed - limit);
  if (room <= TOLERANCE) return null;
  const isWithin = Math.sign(observed - limit) === Math.sign(observed - adverse);
  const ratio = Math.abs(observed - (isWithin ? adverse : favourable)) / room;
  const factor = rises + falls === 0 ? ratio : ratio * ratio;
  const needed = Math.max(1, Math.ceil(n * factor) - n);
  return needed > REACHABLE * n ? null : needed;
}
