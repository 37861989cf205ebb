/** Bounds of the difference of two independent tuples, candidate minus baseline, each end one-sided at its confidence. */
import { rateBounds, studentQuantile } from '../../kit/beta.ts';
import type { MomentSums } from '../../kit/sketch.ts';
import type { Arm } from './arms.ts';

export type Difference = { readonly observed: number; readonly lower: number; readonly upper: number };

/** Fewer of the rarer kind than this: a spread says nothing of those that were not seen. */
const RARE = 30;
const LEVEL = 0.95;
/** What the counters of latency are off by, on either side. */
const SKETCH = 1.011;

/** Welch's. Infinite where an arm has fewer than two runs. */
export function meanDifference(candidate: MomentSums, baseline: MomentSums, confidence: number): Difference {
  const [a, b] = [candidate.read(), baseline.read()];
  const observed = a.mean - b.mean;
  if (a.count < 2 || b.count < 2) return unknown(observed);
  const [va, vb] = [a.variance / a.count, b.variance / b.count];
  if (va + vb === 0) return { observed, lower: observed, upper: observed };
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.count - 1) + vb ** 2 / (b.count - 1));
  const reach = studentQuantile(confidence, degrees) * Math.sqrt(va + vb);
  return { observed, lower: observed - reach, upper: observed + reach };
}

/** Of rates, from exact bounds of each that share the error. */
export function rateDifference(
  candidate: { readonly count: number; readonly runs: number },
  baseline: { readonly count: number; readonly runs: number },
  confidence: number,
): Difference {
  if (candidate.runs === 0 || baseline.runs === 0) return unknown(Number.NaN);
  const half = 1 - (1 - confidence) / 2;
  const a = rateBounds(candidate.count, candidate.runs, half);
  const b = rateBounds(baseline.count, baseline.runs, half);
  const observed = candidate.count / candidate.runs - baseline.count / baseline.runs;
  return { observed, lower: a.lower - b.upper, upper: a.upper - b.lower };
}

/** Of utility in 0..1: by its spread where what falls short is common, else as a rate, which no distribution can exceed. */
export function utilityDifference(candidate: Arm, baseline: Arm, confidence: number): Difference {
  const isCommon = ({ runs, whole }: Arm) => Math.min(whole, runs - whole) >= RARE;
  if (isCommon(candidate) && isCommon(baseline)) {
    return meanDifference(candidate.utility, baseline.utility, confidence);
  }
  const sum = ({ utility, runs }: Arm) => ({ count: utility.read().mean * runs, runs });
  return rateDifference(sum(candidate), sum(baseline), confidence);
}

/** Of the 95th percentile of latency, by the ranks between which it lies. */
export function p95Difference(candidate: Arm, baseline: Arm, confidence: number): Difference {
  const half = 1 - (1 - confidence) / 2;
  const [a, b] = [p95Of(candidate, half), p95Of(baseline, half)];
  return { observed: a.observed - b.observed, lower: a.lower - b.upper, upper: a.upper - b.lower };
}

function p95Of({ latency, runs }: Arm, confidence: number): Difference {
  const observed = latency.at(LEVEL);
  if (observed === null) return unknown(Number.NaN);
  const { lower, upper } = rateBounds(LEVEL * runs, runs, confidence);
  // With fewer runs than this even the slowest may lie below the percentile.
  const isBounded = LEVEL ** runs <= 1 - confidence;
  return {
    observed,
    lower: (latency.at(lower) ?? 0) / SKETCH,
    upper: isBounded ? (latency.at(upper) ?? 0) * SKETCH : Number.POSITIVE_INFINITY,
  };
}

function unknown(observed: number): Difference {
  return { observed, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
}
