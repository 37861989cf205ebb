/** What a metric is under one tuple by itself, with bounds, over all strata as they were served. */
import { type Arm, MEANS, P95 } from '../guardrails/unpaired/arm.ts';
import { type Limits, meanLimits } from '../guardrails/unpaired/limits.ts';
import { quantileLimits } from '../guardrails/unpaired/quantile.ts';

/** Null where there is no run, or production runs do not carry the metric. */
export function ownLimits(arm: Arm, metric: string, confidence: number): Limits | null {
  if (arm.runs === 0) return null;
  const cells = [...arm.cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
  if (metric === P95) {
    const values = cells.flatMap(({ latencies }) => latencies.map((value) => ({ value, weight: 1 })));
    const units = cells.reduce((sum, { keys }) => sum + keys.count(), 0);
    return quantileLimits({ values, units: Math.min(units, values.length) }, confidence);
  }
  const known = MEANS.find((name) => name === metric);
  if (known === undefined) return null;
  const parts = cells.map((cell) => ({ share: cell.runs / arm.runs, limits: meanLimits(cell, known, confidence) }));
  const estimate = parts.reduce((sum, { share, limits }) => sum + share * limits.estimate, 0);
  const reach = (of: (limits: Limits) => number) =>
    Math.sqrt(parts.reduce((sum, { share, limits }) => sum + (share * of(limits)) ** 2, 0));
  return {
    estimate,
    lower: estimate - reach((limits) => limits.estimate - limits.lower),
    upper: estimate + reach((limits) => limits.upper - limits.estimate),
  };
}
