/**
 * Non-inferiority: the adverse end of the paired interval has to respect the margin. The same form proves an
 * improvement, with the margin on the other side of zero.
 */
import type { MetricDelta, ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { type Guardrail, readable } from './guardrail.ts';

/** `atLeast`: the delta must not lie below the limit; `atMost`: not above it. */
export type Margin = {
  readonly side: 'atLeast' | 'atMost';
  readonly limit: number;
  readonly unit: string;
  /** Whether the limit itself is not enough. */
  readonly isStrict?: boolean;
};

/** A guardrail on the paired delta of a metric. */
export function deltaGuardrail(name: string, metric: string, margin: Margin, minCases = 1): Guardrail {
  return (delta) => judge(name, metricOf(delta, metric), margin, minCases);
}

function metricOf(delta: ScorecardDelta, metric: string): MetricDelta | undefined {
  return delta.metrics[metric];
}

function judge(
  guardrail: string,
  metric: MetricDelta | undefined,
  { side, limit, unit, isStrict = false }: Margin,
  minCases: number,
): Verdict {
  const observed = metric?.delta ?? null;
  const interval = metric?.interval;
  if (metric === undefined || observed === null || interval === undefined) {
    return { guardrail, limit, observed, status: 'inconclusive', reason: 'no pair of cases was scored' };
  }
  if (metric.unobserved > 0) {
    const reason = `${metric.unobserved} cases that were scored under the baseline cannot be scored any more`;
    return { guardrail, limit, observed, interval, status: 'inconclusive', reason };
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
  const seen = `${readable(observed)} ${unit}, bounds ${readable(interval.lower)} to ${readable(interval.upper)}, n = ${metric.n}`;
  const wanted = `${isStrict ? (side === 'atLeast' ? 'above' : 'below') : side === 'atLeast' ? 'at least' : 'at most'} ${limit}`;
  if (sign * (adverse - limit) >= (isStrict ? TOLERANCE : -TOLERANCE))
    return { ...base, status: 'pass', reason: `${seen}; ${wanted}` };
  if (sign * (favourable - limit) < (isStrict ? TOLERANCE : -TOLERANCE))
    return { ...base, status: 'fail', reason: `${seen}; not ${wanted}` };
  const needed = casesNeeded(observed, adverse, favourable, limit, metric.n);
  return {
    ...base,
    status: 'inconclusive',
    reason: `${seen}; ${wanted} is not proven; ${needed === null ? 'it lies too close to the limit for more cases to settle it' : `about ${needed} more cases would settle it`}`,
    ...(needed === null ? {} : { cases_needed: needed }),
  };
}

/** Float sums of a set may miss a limit by the last bits. */
const TOLERANCE = 1e-9;

/** More than this many times the present cases is no advice: the estimate lies on the limit. */
const REACHABLE = 20;

/** An interval shrinks with the root of n: how many more cases until its end reaches the limit, if the mean stays. */
function casesNeeded(observed: number, adverse: number, favourable: number, limit: number, n: number): number | null {
  const room = Math.abs(observed - limit);
  if (room <= TOLERANCE) return null;
  const isWithin = Math.sign(observed - limit) === Math.sign(observed - adverse);
  const ratio = Math.abs(observed - (isWithin ? adverse : favourable)) / room;
  const needed = Math.max(1, Math.ceil(n * ratio * ratio) - n);
  return needed > REACHABLE * n ? null : needed;
}
