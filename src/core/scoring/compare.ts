/** Tallies turned into scorecard deltas: means, percentiles and their paired intervals, counts and bounds. */
import type { MetricDelta, ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Interval } from '../../schema/verdict.ts';
import { meanReach, type Spread } from '../guardrails/mean-reach.ts';
import { TELLING } from '../guardrails/power.ts';
import { type Draw, drawOnce, type Resampling } from './bootstrap.ts';
import { type Column, meanDelta } from './column.ts';
import { reachOf, SINGLY } from './kinship.ts';
import { lotOf } from './lot.ts';
import { type Bound, boundOnce, type Samples } from './mean-bounds.ts';
import { movesOf, spreadOf } from './moves.ts';
import { BOUNDED, NO_CHANGE, P95_METRIC, resampleAll } from './resample.ts';
import { riskyCallsOf } from './risky-calls.ts';
import { type Bounding, declaredSlices, type Slicing, suspectedSlices } from './slices.ts';
import { judgesOf } from './suite.ts';
import type { Tally } from './tally.ts';
import { upperBoundsOf, upperConfidence } from './upper-bounds.ts';

/** What comparisons of the same cases need not make twice: their resamples, and bounds of the same counts. */
export type Made = { readonly draw: Draw; readonly bound: Bound };

export function openMade(): Made {
  return { draw: drawOnce(), bound: boundOnce() };
}

/**
 * Compares several treatments of the same set. `nameOf` gives the case id of a position; pass a function that gives
 * nothing for a set whose cases must not be named. Without `slicing` no slice is looked at. Comparisons that have `made`
 * in common share what it holds; the answer is the same.
 */
export function compare(
  tallies: readonly Tally[],
  resampling: Resampling & { readonly made?: Made },
  nameOf: (position: number) => string,
  slicing: Slicing | null = null,
): ScorecardDelta[] {
  const [first] = tallies;
  if (first === undefined) return [];
  const { confidence, kinship = {}, made, replicates, seed } = resampling;
  const drawing = { parts: first.parts, size: first.size, seed, replicates, confidence };
  const bound = made?.bound ?? boundOnce();
  // The tallies of a pass share their families.
  const reaches = Object.fromEntries(Object.entries(kinship).map(([name, kin]) => [name, reachOf(kin, first)]));
  const bounding = { confidence, reach: reaches['utility'] ?? SINGLY, bound };
  const [, unselected] = first.parts;
  const families = first.parts.reduce((sum, part) => sum + part.families.ids.size, 0);
  const few = families < TELLING ? { families } : {};
  const lot = unselected === undefined ? 1 : lotOf(unselected.families);
  return resampleAll(tallies, { ...drawing, families }, made?.draw).map(({ tally, intervals, latency }) => {
    const metrics: Record<string, MetricDelta> = {};
    for (const [name, column] of Object.entries(tally.columns)) {
      const interval = intervals.get(name) ?? null;
      const metric = BOUNDED.has(name)
        ? meanOf(column, bound(samplesOf(tally, column, lot), confidence, reaches[name] ?? SINGLY))
        : intervals.has(name)
          ? widened(meanOf(column, interval), spreadOf(column, tally.parts, tally.size), confidence)
          : meanOf(column, NO_CHANGE);
      metrics[name] = { ...metric, ...unseenIn(tally, name, column) };
    }
    metrics[P95_METRIC] = { ...latency, ...(latency.interval === undefined ? few : {}) };
    const bounds = upperBoundsOf(tally, metrics, { confidence, reaches });
    const figures = { metrics, upper_bounds: bounds, upper_confidence: upperConfidence(confidence) };
    return deltaOf(tally, figures, nameOf, slicing, bounding);
  });
}

/**
 * With the further of what resamples say and of what the spread between families does: of a long tail that was seen in
 * part, resamples show that part.
 */
function widened(metric: MetricDelta, spread: Spread, confidence: number): MetricDelta {
  const { interval, ...rest } = metric;
  const reach = meanReach(spread, confidence);
  if (reach === null) return { ...rest, families: spread.groups };
  if (interval === undefined || rest.delta === null) return metric;
  const lower = Math.min(interval.lower, rest.delta - reach.below);
  return { ...metric, interval: { lower, upper: Math.max(interval.upper, rest.delta + reach.above) } };
}

/** The moves of each sample of a tally; `lot` is that of the second. */
export function samplesOf(tally: Tally, column: Column, lot = 1): Samples {
  const [first, second] = tally.parts;
  if (first === undefined) throw new RangeError('a tally without its sample');
  if (second === undefined) return [movesOf(column, first, tally.size)];
  return [movesOf(column, first, second.start), { ...movesOf(column, second, tally.size), lot }];
}

function meanOf(column: Column, interval: Interval | null): MetricDelta {
  const { pairs, deltas, baselineSum, unobserved } = column;
  let rises = 0;
  for (let i = 0; i < deltas.length; i++) if (deltas.at(i) > 0) rises++;
  const falls = deltas.length - rises;
  const counts = { n: pairs, unobserved, rises, falls, ties: pairs - rises - falls };
  if (pairs === 0) return { baseline: null, treatment: null, delta: null, ...counts };
  const delta = meanDelta(column);
  const baseline = baselineSum / pairs;
  return { baseline, treatment: baseline + delta, delta, ...(interval === null ? {} : { interval }), ...counts };
}

/** Who saw what cannot be seen any more, and in how many cases that counts at its worst. */
function unseenIn({ suite, unseenBy, atWorst }: Tally, metric: string, { unobserved }: Column): Partial<MetricDelta> {
  const at_worst = metric === 'utility' ? atWorst : 0;
  if (unobserved + at_worst === 0) return {};
  const judges = judgesOf(suite, metric).filter((judge) => unseenBy.has(judge));
  const unobserved_by = judges.map((judge) => suite.judges[judge]?.id ?? '');
  return at_worst === 0 ? { unobserved_by } : { at_worst, unobserved_by };
}

function deltaOf(
  tally: Tally,
  figures: Pick<ScorecardDelta, 'metrics' | 'upper_bounds' | 'upper_confidence'>,
  nameOf: (position: number) => string,
  slicing: Slicing | null,
  bounding: Bounding,
): ScorecardDelta {
  const { size, unreplayable, invalid, changed, parts } = tally;
  const families = parts.reduce((sum, part) => sum + part.families.ids.size, 0);
  return {
    counts: {
      total: size,
      valid: size - unreplayable.size - invalid.size,
      invalid: invalid.size,
      unreplayable: unreplayable.size,
      changed,
      ...(families < size ? { families } : {}),
    },
    ...figures,
    slices: slicing === null ? {} : declaredSlices(tally, slicing, bounding),
    suspected_slices: slicing === null ? {} : suspectedSlices(tally, slicing, bounding),
    floors: { policy: floorOf(tally, 'policy'), safety: floorOf(tally, 'safety') },
    // Named when they are asked for: of every treatment of a large set they are more than all that is counted here.
    get regression_runs() {
      return tally.regressions.map(nameOf);
    },
    get lost_runs() {
      return tally.losses.map(nameOf);
    },
    fidelity: { ...tally.fidelity },
    risky_calls: riskyCallsOf(tally.calls),
    missing: Object.fromEntries([...tally.missing].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function floorOf(tally: Tally, dimension: 'policy' | 'safety') {
  const { lowest, belowOne, n } = tally.floors[dimension];
  return { lowest: n === 0 ? null : lowest, below_one: belowOne, n };
}
