/** Numbers as documents carry them: rounded to the millionth, so that bytes do not hang on the last float bit. */
import type { Attribution, SmallerChange } from '../../schema/attribution.ts';
import type { HeldoutBudget, SetEvidence } from '../../schema/proposal.ts';
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
    ...(delta.risky_calls === undefined ? {} : { risky_calls: delta.risky_calls }),
  };
}

export function roundedAttribution({ paths, pairs, next_smaller }: Attribution): Attribution {
  return {
    paths: paths.map(({ path, main_effect, alone }) => {
      return { path, main_effect: roundedEffect(main_effect), alone: alone && roundedChange(alone) };
    }),
    pairs: pairs.map(({ paths: both, interaction }) => ({ paths: both, interaction: roundedEffect(interaction) })),
    next_smaller: next_smaller && roundedChange(next_smaller),
  };
}

function roundedEffect({ delta, share, settings }: Attribution['pairs'][number]['interaction']) {
  return { delta: delta && rounded(delta), share: share && rounded(share), settings };
}

function roundedChange(change: SmallerChange): SmallerChange {
  return {
    ...change,
    delta: rounded(change.delta),
    ...(change.interval === undefined ? {} : { interval: roundedInterval(change.interval) }),
    share: rounded(change.share),
    utility: change.utility && rounded(change.utility),
  };
}

export function roundedBudget(budget: HeldoutBudget): HeldoutBudget {
  const spent = budget.spent.map((look) => {
    return { ...look, confidence: rounded(look.confidence), error: rounded(look.error) };
  });
  return { ...budget, spent };
}
