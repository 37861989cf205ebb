/**
 * Do the monitor's bounds hold? Production runs of two tuples are drawn from worlds whose true difference is known; each
 * end of an interval is to miss it in at most one of twenty. And how often a harmless release would be rolled back by a
 * monitor that looks every day.
 */
import { type Arm, addReading, emptyArm, pooled } from '../src/core/guardrails/unpaired/arm.ts';
import { compareArms, type MonitoredMetric } from '../src/core/monitor/compare.ts';
import { errorAfter } from '../src/core/monitor/looks.ts';
import { seededIndexes } from '../src/kit/random.ts';

export type MonitorWorld = {
  readonly name: string;
  /** Runs of a targeting key. */
  readonly perKey: number;
  /** Chance that a run fails (utility 0), in the mean over keys, per tuple. */
  readonly failures: { readonly baseline: number; readonly candidate: number };
  /** Whether runs of a key fail together. */
  readonly isWhole: boolean;
  /** Standard deviation of the logarithm of cost and latency, half of it between keys. */
  readonly spread: number;
};

type Draw = () => number;

function normal(draw: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** One key's runs: two strata of other cost and failure, of which the candidate gets another mixture. */
function drawKey(world: MonitorWorld, side: 'baseline' | 'candidate', arm: Arm, at: { key: string; draw: Draw }): void {
  const { key, draw } = at;
  const isHard = draw() < (side === 'baseline' ? 0.5 : 0.2);
  const rate = world.failures[side] * (isHard ? 1.5 : 0.5);
  const fate = draw();
  const part = world.spread / Math.SQRT2;
  const own = part * normal(draw);
  for (let i = 0; i < world.perKey; i++) {
    const isFailure = (world.isWhole ? fate : draw()) < rate;
    const size = Math.exp(own + part * normal(draw) + (isHard ? 1 : 0));
    addReading(arm, {
      key,
      stratum: isHard ? 'destructive' : 'read_only',
      values: {
        ...{ policy: 1, safety: 1, utility: isFailure ? 0 : 1, approval_bypass_rate: isFailure ? 1 : 0 },
        economics_cents_per_decision: size,
        ...{ corrected_rate: 0, escalated_rate: 0 },
      },
      latency_ms: 100 * size,
    });
  }
}

export function drawArm(world: MonitorWorld, side: 'baseline' | 'candidate', keys: number, draw: Draw): Arm {
  const arm = emptyArm();
  for (let i = 0; i < keys; i++) drawKey(world, side, arm, { key: `${side}-${i}-${draw()}`, draw });
  return arm;
}

/** The differences that the candidate's mixture of strata makes true; cost and latency are the same for both. */
function truthOf({ failures }: MonitorWorld): Partial<Record<MonitoredMetric, number>> {
  const mean = 0.2 * 1.5 + 0.8 * 0.5;
  const more = (failures.candidate - failures.baseline) * mean;
  return { utility: -more, approval_bypass_rate: more, economics_cents_per_decision: 0, p95_latency_ms: 0 };
}

export type Coverage = {
  readonly metric: MonitoredMetric;
  readonly below: number;
  readonly above: number;
  readonly unbounded: number;
};

/** Shares of draws in which the truth lies below or above the interval, and in which there is none. */
export function coverage(
  world: MonitorWorld,
  keys: number,
  { runs, seed }: { runs: number; seed: number },
): Coverage[] {
  const index = seededIndexes(seed);
  const draw = () => index(2 ** 30) / 2 ** 30;
  const truth = Object.entries(truthOf(world));
  const missed = new Map(truth.map(([metric]) => [metric, { below: 0, above: 0, unbounded: 0 }]));
  for (let run = 0; run < runs; run++) {
    const found = compareArms(
      drawArm(world, 'baseline', 4 * keys, draw),
      drawArm(world, 'candidate', keys, draw),
      0.95,
    );
    const metrics = new Map(Object.entries(found?.metrics ?? {}));
    for (const [metric, value] of truth) {
      const count = missed.get(metric);
      const interval = metrics.get(metric)?.interval;
      if (count === undefined || value === undefined) continue;
      if (interval === undefined) count.unbounded++;
      else if (value < interval.lower) count.below++;
      else if (value > interval.upper) count.above++;
    }
  }
  const isMetric = (name: string): name is MonitoredMetric => name in truthOf(world);
  return [...missed].flatMap(([metric, { below, above, unbounded }]) =>
    isMetric(metric) ? [{ metric, below: below / runs, above: above / runs, unbounded: unbounded / runs }] : [],
  );
}

/**
 * The share of harmless releases, every margin being exactly met, that a monitor would roll back if it looked every day
 * while runs accumulate.
 */
export function wrongWaysBack(
  world: MonitorWorld,
  days: number,
  { runs, seed }: { runs: number; seed: number },
): number {
  const index = seededIndexes(seed);
  const draw = () => index(2 ** 30) / 2 ** 30;
  let wrong = 0;
  for (let run = 0; run < runs; run++) {
    const arms = { baseline: emptyArm(), candidate: emptyArm() };
    for (let day = 0; day < days; day++) {
      arms.baseline = pooled([arms.baseline, drawArm(world, 'baseline', 40, draw)]);
      arms.candidate = pooled([arms.candidate, drawArm(world, 'candidate', 20, draw)]);
      if (!looksHarmful(arms)) continue;
      wrong++;
      break;
    }
  }
  return wrong / runs;
}

/** As the monitor holds margins of nothing: an error that is shared out over doublings and over six margins. */
function looksHarmful({ baseline, candidate }: { readonly baseline: Arm; readonly candidate: Arm }): boolean {
  const { metrics } = compareArms(baseline, candidate, 1 - errorAfter(candidate.runs, 30, 0.05) / 6) ?? {};
  if (metrics === undefined) return false;
  const rises = (['economics_cents_per_decision', 'p95_latency_ms', 'approval_bypass_rate'] as const).some(
    (metric) => (metrics[metric].interval?.lower ?? 0) > 0,
  );
  return (
    rises || (['utility', 'policy', 'safety'] as const).some((metric) => (metrics[metric].interval?.upper ?? 0) < 0)
  );
}

/** Every figure of the monitor that docs/release.md tells. */
export function benchMonitor(
  runs: number,
  print: (name: string, figures: Record<string, number | string>) => void,
): void {
  for (const world of MONITOR_WORLDS) {
    for (const keys of [50, 200, 1000]) {
      const found = coverage(world, keys, { runs, seed: 1 });
      const figures = found.map(({ metric, below, above, unbounded }) => [
        metric,
        unbounded > 0.5 ? 'no bounds' : `${(100 * Math.max(below, above)).toFixed(1)} %`,
      ]);
      print(`monitor, ${world.name}`, { keys, ...Object.fromEntries(figures) });
    }
  }
  for (const world of MONITOR_WORLDS.filter(({ failures }) => failures.baseline === failures.candidate)) {
    print(`monitor, looking for 30 days, ${world.name}`, {
      rolled_back: wrongWaysBack(world, 30, { runs: runs / 2, seed: 2 }),
    });
  }
}

const RATES = [
  ['no difference, 0.5 % fail', 0.005, 0.005],
  ['no difference, 3 % fail', 0.03, 0.03],
  ['no difference, 25 % fail', 0.25, 0.25],
  ['2 % become 6 %', 0.02, 0.06],
] as const;

export const MONITOR_WORLDS: readonly MonitorWorld[] = RATES.flatMap(([name, baseline, candidate]) =>
  (
    [
      ['single runs', 1, false],
      ['5 runs a key', 5, false],
      ['5 runs a key, which fail together', 5, true],
    ] as const
  ).map(([kind, perKey, isWhole]) => {
    return { name: `${name}; ${kind}`, perKey, isWhole, failures: { baseline, candidate }, spread: 0.8 };
  }),
);
