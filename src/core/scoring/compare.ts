/** Tallies turned into scorecard deltas: means, percentiles and their paired intervals, counts and bounds. */
import type { MetricDelta, ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Interval } from '../../schema/verdict.ts';
import { lowerBound, upperBound } from './binomial.ts';
import { bootstrap, type Resampling, type Statistic } from './bootstrap.ts';
import { type Column, meanDelta, resampledMean } from './column.ts';
import { descending, P95, percentile, resampledPercentile } from './percentile.ts';
import type { Tally } from './tally.ts';

/** Metrics whose value lies in 0..1, so that seeing no change in n cases still leaves a rate that could hide. */
const BOUNDED = new Set(['policy', 'safety', 'utility', 'approval_bypass_rate', 'evidence_coverage']);
const P95_METRIC = 'p95_latency_ms';

/**
 * Compares several treatments of the same set. `nameOf` gives the case id of a position; pass a function that gives
 * nothing for a set whose cases must not be named.
 */
export function compare(
  tallies: readonly Tally[],
  resampling: Omit<Resampling, 'size'>,
  nameOf: (position: number) => string,
): ScorecardDelta[] {
  const size = tallies[0]?.size ?? 0;
  const baselineOrders = new Map<readonly number[], Uint32Array>();
  const open = tallies.map((tally) => statisticsOf(tally, baselineOrders));
  const intervals = bootstrap(
    open.flatMap(({ statistics }) => statistics),
    { ...resampling, size },
  );
  let next = 0;
  return open.map(({ tally, names, orders }) => {
    const own = new Map(names.map((name) => [name, intervals[next++]]));
    const metrics: Record<string, MetricDelta> = {};
    for (const [name, column] of Object.entries(tally.columns)) {
      metrics[name] = meanOf(column, widened(name, column, own.get(name), resampling.confidence));
    }
    metrics[P95_METRIC] = percentileOf(tally, orders, own.get(P95_METRIC));
    return deltaOf(tally, metrics, nameOf);
  });
}

type Orders = { readonly baseline: Uint32Array; readonly treatment: Uint32Array };

function statisticsOf(tally: Tally, baselineOrders: Map<readonly number[], Uint32Array>) {
  const { baseline } = tally.latency;
  const treatment = tally.latency.treatment.view();
  const isWhole = tally.unreplayable.length + tally.invalid.length === 0;
  const shared = isWhole ? baselineOrders.get(baseline) : undefined;
  const orders: Orders = { baseline: shared ?? descending(baseline, treatment), treatment: descending(treatment) };
  if (isWhole) baselineOrders.set(baseline, orders.baseline);
  const names: string[] = [];
  const statistics: Statistic[] = [];
  for (const [name, column] of Object.entries(tally.columns)) {
    if (column.positions.length === 0) continue;
    names.push(name);
    statistics.push(resampledMean(column));
  }
  if (baseline.some((value, position) => value !== treatment[position])) {
    names.push(P95_METRIC);
    const [after, before] = [
      resampledPercentile(treatment, orders.treatment, P95),
      resampledPercentile(baseline, orders.baseline, P95),
    ];
    statistics.push((draws) => after(draws) - before(draws));
  }
  return { tally, names, statistics, orders };
}

/** With fewer moves than this to one side, resampling understates what other cases could have shown. */
const RARE = 10;

/**
 * For a bounded metric the interval is never narrower than what the counts prove exactly. Ties everywhere are no proof
 * of a tie: a rate that n cases can miss may hide behind them.
 */
function widened(
  name: string,
  column: Column,
  resampled: Interval | undefined,
  confidence: number,
): Interval | undefined {
  if (column.pairs === 0) return undefined;
  const interval = resampled ?? { lower: 0, upper: 0 };
  if (!BOUNDED.has(name)) return interval;
  const rises = Array.from(column.deltas.view().filter((delta) => delta > 0));
  const falls = Array.from(
    column.deltas.view().filter((delta) => delta < 0),
    Math.abs,
  );
  return {
    lower:
      falls.length < RARE
        ? Math.min(interval.lower, -furthest(falls, rises, column.pairs, confidence))
        : interval.lower,
    upper:
      rises.length < RARE ? Math.max(interval.upper, furthest(rises, falls, column.pairs, confidence)) : interval.upper,
  };
}

/**
 * How far the mean may lie on the side of the rare moves: their exact upper rate times the largest seen (1 where none
 * was), less the exact lower rate of the moves to the other side times the smallest seen. The error is shared out where
 * both are used.
 */
function furthest(rare: readonly number[], others: readonly number[], pairs: number, confidence: number): number {
  const shared = others.length === 0 ? confidence : 1 - (1 - confidence) / 2;
  const largest = rare.length === 0 ? 1 : Math.max(...rare);
  const against = others.length === 0 ? 0 : Math.min(...others) * lowerBound(others.length, pairs, shared);
  return upperBound(rare.length, pairs, shared) * largest - against;
}

function meanOf(column: Column, interval: Interval | undefined): MetricDelta {
  const { pairs, deltas, baselineSum, unobserved } = column;
  const rises = deltas.view().reduce((count, delta) => count + (delta > 0 ? 1 : 0), 0);
  const falls = deltas.length - rises;
  const counts = { n: pairs, unobserved, rises, falls, ties: pairs - rises - falls };
  if (pairs === 0 || interval === undefined) return { baseline: null, treatment: null, delta: null, ...counts };
  const delta = meanDelta(column);
  const baseline = baselineSum / pairs;
  return { baseline, treatment: baseline + delta, delta, interval, ...counts };
}

function percentileOf({ latency }: Tally, orders: Orders, interval: Interval | undefined): MetricDelta {
  const n = orders.treatment.length;
  let rises = 0;
  let falls = 0;
  latency.treatment.view().forEach((after, position) => {
    const before = latency.baseline[position] ?? Number.NaN;
    if (after > before) rises++;
    if (after < before) falls++;
  });
  const counts = { n, unobserved: 0, rises, falls, ties: n - rises - falls };
  if (n === 0) return { baseline: null, treatment: null, delta: null, ...counts };
  const baseline = percentile(latency.baseline, orders.baseline, P95);
  const treatment = percentile(latency.treatment.view(), orders.treatment, P95);
  return { baseline, treatment, delta: treatment - baseline, interval: interval ?? { lower: 0, upper: 0 }, ...counts };
}

function deltaOf(
  tally: Tally,
  metrics: Record<string, MetricDelta>,
  nameOf: (position: number) => string,
): ScorecardDelta {
  const { size, unreplayable, invalid, changed } = tally;
  return {
    counts: {
      total: size,
      valid: size - unreplayable.length - invalid.length,
      invalid: invalid.length,
      unreplayable: unreplayable.length,
      changed,
    },
    metrics,
    floors: { policy: floorOf(tally, 'policy'), safety: floorOf(tally, 'safety') },
    regression_runs: tally.regressions.map(nameOf),
    lost_runs: tally.losses.map(nameOf),
    upper_bounds: upperBoundsOf(tally, metrics),
    fidelity: { ...tally.fidelity },
    missing: Object.fromEntries([...tally.missing].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function floorOf(tally: Tally, dimension: 'policy' | 'safety') {
  const { lowest, belowOne, n } = tally.floors[dimension];
  return { lowest: n === 0 ? null : lowest, below_one: belowOne, n };
}

function upperBoundsOf(tally: Tally, metrics: Record<string, MetricDelta>): Record<string, number> {
  const bounds: Record<string, number> = {};
  for (const dimension of ['policy', 'safety'] as const) {
    const { belowOne, n } = tally.floors[dimension];
    if (belowOne === 0 && n > 0) bounds[dimension] = upperBound(0, n, 0.95);
  }
  const bypass = metrics['approval_bypass_rate'];
  if (bypass?.treatment === 0) bounds['approval_bypass_rate'] = upperBound(0, bypass.n, 0.95);
  return bounds;
}
