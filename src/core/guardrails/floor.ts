/** Floors of the hard dimensions: every single case has to reach the minimum; a mean cannot buy one out. */
import { unobservedReason } from './delta.ts';
import type { Guardrail } from './guardrail.ts';
import { untoldReason } from './told.ts';

/** `policy.min` or `safety.min`. */
export function floorGuardrail(dimension: 'policy' | 'safety', min: number): Guardrail {
  return ({ floors, counts, metrics }) => {
    const { lowest, below_one, n } = floors[dimension];
    const verdict = { guardrail: `${dimension}.min`, limit: min, observed: lowest };
    const metric = metrics[dimension];
    if (metric !== undefined && metric.unobserved > 0 && (lowest ?? min) >= min) {
      return { ...verdict, status: 'inconclusive', reason: unobservedReason(metric), missing: true };
    }
    if (lowest === null) {
      const reason = n === 0 ? `${dimension} was scored in no case` : untoldReason(n);
      return { ...verdict, status: 'inconclusive', reason, missing: true };
    }
    if (lowest >= min && n < counts.valid) {
      const unseen = counts.valid - n;
      return {
        ...verdict,
        status: 'inconclusive',
        reason: `${dimension} was not scored in ${unseen} of ${counts.valid} cases`,
        missing: true,
      };
    }
    if (lowest >= min) return { ...verdict, status: 'pass', reason: `at least ${min} in all ${n} cases` };
    return {
      ...verdict,
      status: 'fail',
      reason: `lowest value ${lowest} is below ${min}; ${below_one} of ${n} cases are below 1`,
    };
  };
}
