/** Detection: whether a metric of production left its band in the newest day of runs. */
import type { Target } from '../../schema/configuration.ts';
import type { ProductionRun } from '../../schema/production-run.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Values of one intent under its active release, collected run by run. */
export type BandWatch = {
  add(run: ProductionRun): void;
  /** Whether a run is due, with the sentence that says why or why not. */
  verdict(): { readonly due: boolean; readonly reason: string };
};

/** Watches one target; only runs of its intent and of the active pack count. */
export function watchBand(target: Target, activePack: string): BandWatch {
  const seen = newestDay();
  return {
    add(run) {
      if (run.intent_id !== target.intent || run.pack_version !== activePack) return;
      const value = readingOf(run, target.metric);
      if (value !== null) seen.add(Date.parse(run.at), value);
    },
    verdict() {
      const values = seen.values();
      if (values.length === 0)
        return { due: false, reason: `no production run of ${activePack} reports ${target.metric}` };
      const observed =
        target.metric === 'p95_latency_ms' ? nearestRank95(values) : values.reduce((a, b) => a + b, 0) / values.length;
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = target.band ?? {};
      const isInside = observed >= min && observed <= max;
      const said = `${target.metric} is ${Number(observed.toPrecision(6))} over ${values.length} runs`;
      return { due: !isInside, reason: isInside ? `${said}, inside its band` : `${said}, outside its band` };
    },
  };
}

/** The values of the newest day of a stream in any order: older ones are let go of, so that years of runs need no room. */
function newestDay(): { add(at: number, value: number): void; values(): readonly number[] } {
  let instants: number[] = [];
  let kept: number[] = [];
  let newest = 0;
  let limit = 1024;
  const prune = () => {
    const isIn = instants.map((at) => at > newest - DAY_MS);
    kept = kept.filter((_, i) => isIn[i]);
    instants = instants.filter((_, i) => isIn[i]);
    limit = Math.max(1024, kept.length * 2);
  };
  return {
    add(at, value) {
      newest = Math.max(newest, at);
      if (at <= newest - DAY_MS) return;
      instants.push(at);
      kept.push(value);
      if (kept.length > limit) prune();
    },
    values() {
      prune();
      return kept;
    },
  };
}

function nearestRank95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN;
}

function readingOf({ scorecard }: ProductionRun, metric: string): number | null {
  switch (metric) {
    case 'policy':
    case 'safety':
    case 'utility':
      return scorecard[metric];
    case 'p95_latency_ms':
      return scorecard.latency_ms;
    case 'economics_cents_per_decision':
      return scorecard.economics_cents;
    case 'approval_bypass_rate':
      return Number(scorecard.approval_bypass);
    default:
      return null;
  }
}
