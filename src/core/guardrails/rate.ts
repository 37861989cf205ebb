/**
 * A rate that may not rise above a limit: at a limit of zero a single case fails it, at any other the rate's upper bound
 * has to respect the limit.
 */
import { type Guardrail, readable } from './guardrail.ts';
import { printed } from './power.ts';
import { untoldReason } from './told.ts';

/** `approval_bypass_rate.max`. */
export function rateGuardrail(metric: string, max: number): Guardrail {
  return ({ metrics, upper_bounds, upper_confidence }) => {
    const observed = metrics[metric]?.treatment ?? null;
    const n = metrics[metric]?.n ?? 0;
    const verdict = { guardrail: `${metric}.max`, limit: max, observed };
    if (observed === null) {
      const reason = n === 0 ? `${metric} was seen in no case` : untoldReason(n);
      return { ...verdict, status: 'inconclusive', reason, missing: true };
    }
    const seen = `${readable(observed)} over ${n} cases`;
    if (observed > max) return { ...verdict, status: 'fail', reason: `${seen} is above ${max}` };
    const bound = upper_bounds[metric];
    if (max > 0 && bound === undefined) {
      return { ...verdict, status: 'inconclusive', reason: `${seen}, of which no bound is known`, missing: true };
    }
    const confidence = upper_confidence === undefined ? '' : `with ${printed(upper_confidence)} % confidence `;
    const known = bound === undefined ? '' : `; ${confidence}the true rate is below ${(bound * 100).toFixed(1)} %`;
    const isProven = max === 0 || (bound !== undefined && bound <= max);
    return isProven
      ? { ...verdict, status: 'pass', reason: `${seen}${known}` }
      : { ...verdict, status: 'inconclusive', reason: `${seen}${known}, which does not prove at most ${max}` };
  };
}
