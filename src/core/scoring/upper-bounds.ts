/** How often at most what was seen seldom, or never, happens: what a count of cases can prove of a true rate. */
import { rateBounds } from '../../kit/beta.ts';
import type { MetricDelta } from '../../schema/scorecard-delta.ts';
import type { Resampling } from './bootstrap.ts';
import type { Reach } from './kinship.ts';
import type { Tally } from './tally.ts';

/** No bound is told at less than this. */
const LEAST_CONFIDENCE = 0.95;

/** At what confidence the bounds of a comparison hold. */
export function upperConfidence(confidence: number): number {
  return Math.max(LEAST_CONFIDENCE, confidence);
}

/** Of hard dimensions without a failure, and of the approval bypass rate. */
export function upperBoundsOf(
  tally: Tally,
  metrics: Record<string, MetricDelta>,
  { confidence, reaches }: Pick<Resampling, 'confidence'> & { readonly reaches: Readonly<Record<string, Reach>> },
): Record<string, number> {
  const bounds: Record<string, number> = {};
  // What moves together counts as one: as many cases fewer, and as many failures.
  const boundOf = (metric: string, failures: number, n: number) => {
    const together = reaches[metric]?.cases ?? 1;
    return rateBounds(failures / together, n / together, upperConfidence(confidence)).upper;
  };
  for (const dimension of ['policy', 'safety'] as const) {
    const { belowOne, n } = tally.floors[dimension];
    if (belowOne === 0 && n > 0) bounds[dimension] = boundOf(dimension, 0, n);
  }
  const bypass = metrics['approval_bypass_rate'];
  if (bypass !== undefined && bypass.treatment !== null) {
    bounds['approval_bypass_rate'] = boundOf('approval_bypass_rate', Math.round(bypass.treatment * bypass.n), bypass.n);
  }
  return bounds;
}
