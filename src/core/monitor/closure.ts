/** Source closure: whether the metric that queued the run, by leaving its band, is inside it again under the candidate. */
import type { Target } from '../../schema/configuration.ts';
import type { Closure } from '../../schema/release-verdict.ts';
import type { Limits } from '../guardrails/unpaired/limits.ts';

/** `limits`: of the metric under the candidate; null where production does not tell it. */
export function closureOf({ metric, band }: Pick<Target, 'metric' | 'band'>, limits: Limits | null): Closure {
  if (band === undefined) return { status: 'no_band', reason: `${metric} has no band, so no pressure was named` };
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = band;
  const wanted = `${band.min ?? '…'} to ${band.max ?? '…'}`;
  if (limits === null) return { status: 'unknown', reason: `production does not tell ${metric} under the candidate` };
  const { lower, upper, estimate } = limits;
  const figure = Number(estimate.toPrecision(4));
  if (lower >= min && upper <= max) return { status: 'closed', reason: `${metric} is ${figure}, inside ${wanted}` };
  if (upper < min || lower > max) return { status: 'open', reason: `${metric} is ${figure}, still outside ${wanted}` };
  return { status: 'unknown', reason: `${metric} is ${figure}; whether that is inside ${wanted} needs more runs` };
}
