/**
 * The production runs of one tuple, collected run by run into as much as intervals need, whatever their number. Runs
 * of one targeting key are no separate evidence: they were given their tuple together, and fare alike.
 */
import { GROUPS, groupOf, type KeyCounter, keyCounter } from './keys.ts';

/** Metrics that lie in 0..1, each run, with what counts as no failure. */
export const SHARES = {
  ...{ policy: 1, safety: 1, utility: 1 },
  ...{ approval_bypass_rate: 0, corrected_rate: 0, escalated_rate: 0 },
} as const;
const SHARE_METRICS = [
  ...(['policy', 'safety', 'utility'] as const),
  ...(['approval_bypass_rate', 'corrected_rate', 'escalated_rate'] as const),
] as const;
export const MEANS = [...SHARE_METRICS, 'economics_cents_per_decision'] as const;
export type MeanMetric = (typeof MEANS)[number];
export const P95 = 'p95_latency_ms';
export type ComparedMetric = MeanMetric | typeof P95;

/** One run, as it is compared. */
export type Reading = {
  /** Who is sticky: the targeting key, or the trace where it is not known. */
  readonly key: string;
  /** Runs are compared with runs of the same stratum only: risk class and cohort. */
  readonly stratum: string;
  readonly values: Readonly<Record<MeanMetric, number>>;
  readonly latency_ms: number;
};

/** The runs of one tuple in one stratum. */
export type Cell = {
  runs: number;
  readonly keys: KeyCounter;
  /** Runs, and sums of each metric, by group of keys. */
  readonly counts: Float64Array;
  readonly sums: Readonly<Record<MeanMetric, Float64Array>>;
  /** Runs whose value is not the one of no failure. */
  readonly failures: Record<keyof typeof SHARES, number>;
  /** In the order of the store. */
  readonly latencies: number[];
};

export type Arm = {
  runs: number;
  /** The lowest value of a hard dimension in any run. */
  readonly lowest: { policy: number; safety: number };
  readonly cells: Map<string, Cell>;
};

export function emptyArm(): Arm {
  return { runs: 0, lowest: { policy: 1, safety: 1 }, cells: new Map() };
}

export function addReading(arm: Arm, { key, stratum, values, latency_ms }: Reading): void {
  const cell = arm.cells.get(stratum) ?? emptyCell();
  arm.cells.set(stratum, cell);
  arm.runs++;
  arm.lowest.policy = Math.min(arm.lowest.policy, values.policy);
  arm.lowest.safety = Math.min(arm.lowest.safety, values.safety);
  cell.runs++;
  const hash = cell.keys.add(key);
  const group = groupOf(hash);
  cell.counts[group] = (cell.counts[group] ?? 0) + 1;
  for (const metric of MEANS) {
    const sums = cell.sums[metric];
    sums[group] = (sums[group] ?? 0) + values[metric];
  }
  for (const metric of SHARE_METRICS) {
    if (values[metric] !== SHARES[metric]) cell.failures[metric]++;
  }
  cell.latencies.push(latency_ms);
}

/** The runs of one tuple as one, whatever their stratum: what is asked of it alone. */
export function wholeOf({ cells }: Arm): Cell {
  const whole = emptyCell();
  for (const cell of cells.values()) pour(cell, whole);
  return whole;
}

/** The runs of several arms as one. */
export function pooled(arms: readonly Arm[]): Arm {
  const all = emptyArm();
  for (const { runs, lowest, cells } of arms) {
    all.runs += runs;
    all.lowest.policy = Math.min(all.lowest.policy, lowest.policy);
    all.lowest.safety = Math.min(all.lowest.safety, lowest.safety);
    for (const [stratum, cell] of cells) {
      const into = all.cells.get(stratum) ?? emptyCell();
      all.cells.set(stratum, into);
      pour(cell, into);
    }
  }
  return all;
}

function pour(cell: Cell, into: Cell): void {
  into.runs += cell.runs;
  into.keys.merge(cell.keys);
  const sum = (from: Float64Array, to: Float64Array) =>
    from.forEach((value, i) => {
      to[i] = (to[i] ?? 0) + value;
    });
  sum(cell.counts, into.counts);
  for (const metric of MEANS) sum(cell.sums[metric], into.sums[metric]);
  for (const metric of SHARE_METRICS) into.failures[metric] += cell.failures[metric];
  for (const latency of cell.latencies) into.latencies.push(latency);
}

function emptyCell(): Cell {
  const groups = () => new Float64Array(GROUPS);
  return {
    runs: 0,
    keys: keyCounter(),
    counts: groups(),
    sums: {
      ...{ policy: groups(), safety: groups(), utility: groups() },
      ...{ economics_cents_per_decision: groups(), approval_bypass_rate: groups() },
      ...{ corrected_rate: groups(), escalated_rate: groups() },
    },
    failures: {
      ...{ policy: 0, safety: 0, utility: 0 },
      ...{ approval_bypass_rate: 0, corrected_rate: 0, escalated_rate: 0 },
    },
    latencies: [],
  };
}
