/**
 * The runs of two tuples compared, unpaired: like with like. Only strata in which both have runs are read, each with the
 * share that it has under the candidate, so that a cohort served first does not pass for an effect.
 */
import { type Arm, type Cell, type ComparedMetric, type MEANS, P95 } from './arm.ts';
import { type Limits, meanLimits } from './limits.ts';
import { quantileLimits } from './quantile.ts';

/** Each end is a one-sided bound at the asked confidence; infinite where the runs cannot tell. */
export type BoundedDifference = {
  readonly baseline: number;
  readonly candidate: number;
  readonly delta: number;
  readonly lower: number;
  readonly upper: number;
};

export type StrataComparison = {
  readonly metrics: Readonly<Record<ComparedMetric, BoundedDifference>>;
  /** Runs that were compared. */
  readonly runs: { readonly baseline: number; readonly candidate: number };
  readonly keys: { readonly baseline: number; readonly candidate: number };
  /** Runs of strata in which only one of the two has any. */
  readonly left_out: { readonly baseline: number; readonly candidate: number };
};

type Stratum = { readonly share: number; readonly baseline: Cell; readonly candidate: Cell };

/** Null where no stratum has runs of both. */
export function compareStrata(baseline: Arm, candidate: Arm, confidence: number): StrataComparison | null {
  const strata = sharedStrata(baseline, candidate);
  if (strata.length === 0) return null;
  const sum = (of: (stratum: Stratum) => number) => strata.reduce((all, stratum) => all + of(stratum), 0);
  const runs = { baseline: sum((each) => each.baseline.runs), candidate: sum((each) => each.candidate.runs) };
  const mean = (metric: (typeof MEANS)[number]) =>
    meanDifference(
      strata.map(({ share, ...cells }) => ({
        share,
        before: meanLimits(cells.baseline, metric, confidence),
        after: meanLimits(cells.candidate, metric, confidence),
      })),
    );
  return {
    metrics: {
      policy: mean('policy'),
      safety: mean('safety'),
      utility: mean('utility'),
      economics_cents_per_decision: mean('economics_cents_per_decision'),
      approval_bypass_rate: mean('approval_bypass_rate'),
      corrected_rate: mean('corrected_rate'),
      escalated_rate: mean('escalated_rate'),
      [P95]: quantileDifference(strata, confidence),
    },
    runs,
    keys: {
      baseline: sum((each) => each.baseline.keys.count()),
      candidate: sum((each) => each.candidate.keys.count()),
    },
    left_out: { baseline: baseline.runs - runs.baseline, candidate: candidate.runs - runs.candidate },
  };
}

/** In the order of their names, so that the order of the store does not matter. */
function sharedStrata(baseline: Arm, candidate: Arm): Stratum[] {
  const shared = [...candidate.cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, cell]) => {
      const before = baseline.cells.get(name);
      return before === undefined ? [] : [{ baseline: before, candidate: cell }];
    });
  const total = shared.reduce((sum, { candidate: cell }) => sum + cell.runs, 0);
  return shared.map((cells) => ({ ...cells, share: cells.candidate.runs / total }));
}

type Pair = { readonly share: number; readonly before: Limits; readonly after: Limits };

/** Sums of independent parts, each with bounds of its own (Newcombe, 1998; Zou and Donner, 2008). */
function meanDifference(pairs: readonly Pair[]): BoundedDifference {
  const sum = (of: (pair: Pair) => number) => pairs.reduce((all, pair) => all + pair.share * of(pair), 0);
  const reach = (of: (pair: Pair) => readonly [number, number]) =>
    Math.sqrt(pairs.reduce((all, pair) => all + pair.share ** 2 * of(pair).reduce((x, part) => x + part ** 2, 0), 0));
  const [baseline, candidate] = [sum(({ before }) => before.estimate), sum(({ after }) => after.estimate)];
  const delta = candidate - baseline;
  const lower = delta - reach(({ before, after }) => [after.estimate - after.lower, before.upper - before.estimate]);
  const upper = delta + reach(({ before, after }) => [after.upper - after.estimate, before.estimate - before.lower]);
  return { baseline, candidate, delta, lower, upper };
}

/** The percentile of a mixture is none of its parts': the baseline's runs are weighted into the candidate's mixture. */
function quantileDifference(strata: readonly Stratum[], confidence: number): BoundedDifference {
  const weighted = (side: 'baseline' | 'candidate') => {
    const values = strata.flatMap(({ share, [side]: { latencies } }) =>
      latencies.map((value) => ({ value, weight: share / latencies.length })),
    );
    // Kish: what unequal weights are worth.
    const spent = strata.reduce((all, { share, [side]: { keys } }) => all + share ** 2 / Math.max(1, keys.count()), 0);
    return quantileLimits({ values, units: Math.floor(1 / spent + 1e-9) }, confidence);
  };
  return meanDifference([{ share: 1, before: weighted('baseline'), after: weighted('candidate') }]);
}
