/** Numbers as documents carry them: rounded to the millionth, so that bytes do not hang on the last float bit. */
import type { SetEvidence } from '../../schema/proposal.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Interval, Verdict } from '../../schema/verdict.ts';

export function rounded(value: number): number {
  const result = Math.round(value * 1e6) / 1e6;
  return result === 0 ? 0 : result;
}

export function roundedInterval({ lower, upper }: Interval): Interval {
  return { lower: rounded(lower), upper: rounded(upper) };
}

export function roundedVerdict(verdict: Verdict): Verdict {
  return {
    ...verdict,
    observed: verdict.observed === null ? null : rounded(verdict.observed),
    ...(verdict.interval === undefined ? {} : { interval: roundedInterval(verdict.interval) }),
  };
}

/** One number per metric that was observed, rounded. */
export function perMetric(delta: ScorecardDelta, side: 'delta' | 'baseline'): Record<string, number> {
  return Object.fromEntries(
    Object.entries(delta.metrics).flatMap(([name, metric]) => {
      const value = metric[side];
      return value === null ? [] : [[name, rounded(value)]];
    }),
  );
}

/** The interval of every metric that has one. */
export function intervalsOf(delta: ScorecardDelta): Record<string, Interval> {
  return Object.fromEntries(
    Object.entries(delta.metrics).flatMap(([name, { interval }]) =>
      interval === undefined ? [] : [[name, roundedInterval(interval)]],
    ),
  );
}

/** A set's comparison in brief: nothing finer than a sum over its cases. */
export function evidenceOf(delta: ScorecardDelta, verdicts: readonly Verdict[]): SetEvidence {
  return {
    observed_delta: perMetric(delta, 'delta'),
    intervals: intervalsOf(delta),
    counts: delta.counts,
    verdicts: verdicts.map(roundedVerdict),
  };
}
