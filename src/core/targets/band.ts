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
  const seen: { at: number; value: number }[] = [];
  return {
    add(run) {
      if (run.intent_id !== target.intent || run.pack_version !== activePack) return;
      const value = readingOf(run, target.metric);
      if (value !== null) seen.push({ at: Date.parse(run.at), value });
    },
    verdict() {
      const newest = seen.reduce((latest, { at }) => Math.max(latest, at), 0);
      const values = seen.filter(({ at }) => at > newest - DAY_MS).map(({ value }) => value);
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
