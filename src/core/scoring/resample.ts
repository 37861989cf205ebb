/**
 * What is resampled of the tallies of one pass: mean costs, evaluators that are told as metrics, and the 95th percentile of
 * latency. All of them see the same draws.
 */
import type { MetricDelta } from '../../schema/scorecard-delta.ts';
import type { Interval } from '../../schema/verdict.ts';
import { TELLING } from '../guardrails/power.ts';
import { bootstrap, type Draw, type Drawing, type Resampling, type Statistic } from './bootstrap.ts';
import { resampledMean } from './column.ts';
import { RARE_METRICS } from './kinship.ts';
import { descending, P95, percentile, resampledPercentile, type Sorting } from './percentile.ts';
import { Room } from './room.ts';
import type { Tally } from './tally.ts';

/** They have exact bounds. */
export const BOUNDED: ReadonlySet<string> = new Set<string>(RARE_METRICS);
export const P95_METRIC = 'p95_latency_ms';

/** What resamples say of one tally: the interval of each metric that moved and is not bounded, and its latency. */
export type Resampled = {
  readonly tally: Tally;
  readonly intervals: ReadonlyMap<string, Interval | null>;
  readonly latency: MetricDelta;
};

/** So many values of cases times treatments are laid out at once to be resampled; for each batch is drawn anew. */
const LAID_OUT = 500_000;

/**
 * Resamples of all tallies of a pass, drawn once for as many as are laid out together. Nothing is resampled of so few
 * `families` that they tell too little.
 */
export function resampleAll(
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

/** Of a metric that moved in no case. */
export const NO_CHANGE: Interval = { lower: 0, upper: 0 };

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

/** Latencies by position, and the positions of those that are there in descending order. */
type Times = { readonly values: ArrayLike<number>; readonly order: Uint32Array };

/** The percentile on both sides; without its interval. */
function percentileOf(before: Times, after: Times): MetricDelta {
  const n = after.order.length;
  let [rises, falls] = [0, 0];
  for (const position of after.order) {
    const was = before.values[position] ?? Number.NaN;
    const is = after.values[position] ?? Number.NaN;
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
