/** Tallies turned into scorecard deltas: means, percentiles and their paired intervals, counts and bounds. */
import type { MetricDelta, ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Interval } from '../../schema/verdict.ts';
import { meanReach, type Spread } from '../guardrails/mean-reach.ts';
import { TELLING } from '../guardrails/power.ts';
import { bootstrap, type Draw, type Drawing, drawOnce, type Resampling, type Statistic } from './bootstrap.ts';
import { type Column, meanDelta, resampledMean } from './column.ts';
import { RARE_METRICS } from './kinship.ts';
import { lotOf } from './lot.ts';
import { type Bound, boundOnce, type Samples } from './mean-bounds.ts';
import { movesOf, spreadOf } from './moves.ts';
import { descending, P95, percentile, resampledPercentile, type Sorting } from './percentile.ts';
import { riskyCallsOf } from './risky-calls.ts';
import { Room } from './room.ts';
import { type Bounding, declaredSlices, type Slicing, suspectedSlices } from './slices.ts';
import { judgesOf } from './suite.ts';
import type { Tally } from './tally.ts';
import { upperBoundsOf } from './upper-bounds.ts';

const BOUNDED = new Set<string>(RARE_METRICS);
const P95_METRIC = 'p95_latency_ms';

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
  const bounding = { confidence, kinship: kinship['utility'] ?? 1, bound };
  const [, unselected] = first.parts;
  const families = first.parts.reduce((sum, part) => sum + part.families.ids.size, 0);
  const few = families < TELLING ? { families } : {};
  const lot = unselected === undefined ? 1 : lotOf(unselected.families);
  return resampleAll(tallies, { ...drawing, families }, made?.draw).map(({ tally, intervals, latency }) => {
    const metrics: Record<string, MetricDelta> = {};
    for (const [name, column] of Object.entries(tally.columns)) {
      const interval = intervals.get(name) ?? null;
      const metric = BOUNDED.has(name)
        ? meanOf(column, bound(samplesOf(tally, column, lot), confidence, kinship[name] ?? 1))
        : intervals.has(name)
          ? widened(meanOf(column, interval), spreadOf(column, tally.parts, tally.size), confidence)
          : meanOf(column, NO_CHANGE);
      metrics[name] = { ...metric, ...unseenIn(tally, name, column) };
    }
    metrics[P95_METRIC] = { ...latency, ...(latency.interval === undefined ? few : {}) };
    const bounds = upperBoundsOf(tally, metrics, { confidence, kinship });
    return deltaOf(tally, { metrics, upper_bounds: bounds }, nameOf, slicing, bounding);
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

/** What resamples say of one tally: the interval of each metric that moved and is not bounded, and its latency. */
type Resampled = {
  readonly tally: Tally;
  readonly intervals: ReadonlyMap<string, Interval | null>;
  readonly latency: MetricDelta;
};

/** So many values of cases times treatments are laid out at once to be resampled; for each batch is drawn anew. */
const LAID_OUT = 500_000;

function resampleAll(
  tallies: readonly Tally[],
  { families, ...drawing }: Drawing & Pick<Resampling, 'confidence'> & { readonly families: number },
  draw: Draw | undefined,
): Resampled[] {
  const baselines = new Map<readonly number[], Ranked>();
  const together = Math.max(1, Math.floor(LAID_OUT / Math.max(1, drawing.size)));
  const resampled: Resampled[] = [];
  const room = { kept: new Room(), spare: new Room() };
  for (let from = 0; from < tallies.length; from += together) {
    room.kept.takeBack();
    const open = tallies.slice(from, from + together).map((tally) => statisticsOf(tally, baselines, room));
    const statistics = open.flatMap((each) => each.statistics);
    const found = families >= TELLING ? bootstrap(statistics, drawing, draw) : statistics.map(() => null);
    let next = 0;
    for (const { tally, names, latency } of open) {
      const intervals = new Map(names.map((name) => [name, found[next++] ?? null]));
      resampled.push({ tally, intervals, latency: withInterval(latency, intervals.get(P95_METRIC)) });
    }
  }
  return resampled;
}

const NO_CHANGE: Interval = { lower: 0, upper: 0 };

/** The moves of each sample of a tally; `lot` is that of the second. */
export function samplesOf(tally: Tally, column: Column, lot = 1): Samples {
  const [first, second] = tally.parts;
  if (first === undefined) throw new RangeError('a tally without its sample');
  if (second === undefined) return [movesOf(column, first, tally.size)];
  return [movesOf(column, first, second.start), { ...movesOf(column, second, tally.size), lot }];
}

/** The baseline's values in order, and their percentile in a resample: the same for all treatments that lack no case. */
type Ranked = { readonly order: Uint32Array; readonly percentileIn: Statistic };

function rankedBaseline(baseline: readonly number[], treatment: Float64Array, room: Sorting): Ranked {
  const order = descending(baseline, treatment, room);
  return { order, percentileIn: oncePerResample(resampledPercentile(baseline, order, P95, room.kept)) };
}

/** Asked by many about the same resample, it answers once. */
function oncePerResample(statistic: Statistic): Statistic {
  let [latest, answer] = [-1, Number.NaN];
  return (draws, drawn, replicate) => {
    if (replicate !== latest) answer = statistic(draws, drawn, replicate);
    latest = replicate;
    return answer;
  };
}

function statisticsOf(tally: Tally, baselines: Map<readonly number[], Ranked>, room: Sorting) {
  const { baseline } = tally.latency;
  room.spare.takeBack();
  const treatment = tally.latency.treatment.toArray(room.spare.numbers(tally.latency.treatment.length));
  const isWhole = tally.unreplayable.size + tally.invalid.size === 0;
  // That of a whole comparison is kept for the batches to come.
  const own = isWhole ? { ...room, kept: new Room() } : room;
  const ranked = (isWhole ? baselines.get(baseline) : undefined) ?? rankedBaseline(baseline, treatment, own);
  if (isWhole) baselines.set(baseline, ranked);
  const order = descending(treatment, treatment, room);
  const latency = percentileOf({ values: baseline, order: ranked.order }, { values: treatment, order });
  const names: string[] = [];
  const statistics: Statistic[] = [];
  for (const [name, column] of Object.entries(tally.columns)) {
    if (column.positions.size === 0 || BOUNDED.has(name)) continue;
    names.push(name);
    statistics.push(resampledMean(column, room.kept));
  }
  if (latency.ties < baseline.length) {
    names.push(P95_METRIC);
    const after = resampledPercentile(treatment, order, P95, room.kept);
    statistics.push((draws, drawn, replicate) => after(draws, drawn) - ranked.percentileIn(draws, drawn, replicate));
  }
  return { tally, names, statistics, latency };
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

/** Latencies by position, and the positions of those that are there in descending order. */
type Times = { readonly values: ArrayLike<number>; readonly order: Uint32Array };

/** The percentile on both sides; without its interval. */
function percentileOf(before: Times, after: Times): MetricDelta {
  const n = after.order.length;
  let [rises, falls] = [0, 0];
  for (const position of after.order) {
    const [was, is] = [before.values[position] ?? Number.NaN, after.values[position] ?? Number.NaN];
    if (is > was) rises++;
    if (is < was) falls++;
  }
  const counts = { n, unobserved: 0, rises, falls, ties: n - rises - falls };
  if (n === 0) return { baseline: null, treatment: null, delta: null, ...counts };
  const baseline = percentile(before.values, before.order, P95);
  const treatment = percentile(after.values, after.order, P95);
  return { baseline, treatment, delta: treatment - baseline, ...counts };
}

/** A metric that nothing was resampled of did not change. */
function withInterval(metric: MetricDelta, resampled: Interval | null | undefined): MetricDelta {
  if (metric.n === 0 || resampled === null) return metric;
  const { baseline, treatment, delta, ...counts } = metric;
  return { baseline, treatment, delta, interval: resampled ?? NO_CHANGE, ...counts };
}

function deltaOf(
  tally: Tally,
  figures: Pick<ScorecardDelta, 'metrics' | 'upper_bounds'>,
  nameOf: (position: number) => string,
  slicing: Slicing | null,
  bounding: Bounding,
): ScorecardDelta {
  const { size, unreplayable, invalid, changed } = tally;
  return {
    counts: {
      total: size,
      valid: size - unreplayable.size - invalid.size,
      invalid: invalid.size,
      unreplayable: unreplayable.size,
      changed,
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
