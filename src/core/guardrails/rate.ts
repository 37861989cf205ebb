/** A rate that may not rise above a limit; at a limit of zero a single case fails it. */
import type { Guardrail } from './guardrail.ts';
import { untoldReason } from './told.ts';

/** `approval_bypass_rate.max`. */
export function rateGuardrail(metric: string, max: number): Guardrail {
  return ({ metrics, upper_bounds }) => {
    const observed = metrics[metric]?.treatment ?? null;
    const n = metrics[metric]?.n ?? 0;
    const verdict = { guardrail: `${metric}.max`, limit: max, observed };
    if (observed === null) {
      const reason = n === 0 ? `${metric} was seen in no case` : untoldReason(n);
      return { ...verdict, status: 'inconclusive', reason, missing: true };
    }
    if (observed > max) return { ...verdict, status: 'fail', reason: `${observed} over ${n} cases is above ${max}` };
    const bound = upper_bounds[metric];
    const known =
      bound === undefined ? '' : `; with 95 % confidence the true rate is below ${(bound * 100).toFixed(1)} %`;
    return { ...verdict, status: 'pass', reason: `${observed} over ${n} cases${known}` };
  };
}
