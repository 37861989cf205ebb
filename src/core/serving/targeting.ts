/**
 * Who is served the candidate at a stage, as flagd evaluates it. Whoever was served it at a stage is served it at each
 * later one: the candidate's share comes first in `fractional`, so that a key is in it below a bound that only grows,
 * and each stage keeps what the narrower ones served.
 */
import type { Flag } from '../../schema/flags.ts';
import type { Stage } from '../../schema/ids.ts';

export type Targeting = NonNullable<Flag['targeting']>;

/** The risk classes of `5%_low_risk`: nothing leaves the system by them. */
const LOW_RISK = ['read_only', 'local_write'];

const isInternal = { '===': [{ var: 'cohort' }, 'internal'] };
const isLowRisk = { in: [{ var: 'risk_class' }, LOW_RISK] };

/** In percent of targeting keys. Weights add up to 100 for implementations of flagd that have no finer buckets. */
function share(percent: number): Targeting {
  return {
    fractional: [
      ['candidate', percent],
      ['baseline', 100 - percent],
    ],
  };
}

/** `null` where targeting has nothing to choose: nobody is served the candidate, or everybody is. */
export function targetingAt(stage: Stage): Targeting | null {
  switch (stage) {
    case '0%_shadow':
    case '100%':
      return null;
    case '1%_internal':
      return { if: [isInternal, share(1), 'baseline'] };
    case '5%_low_risk':
      return { if: [isLowRisk, share(5), isInternal, share(1), 'baseline'] };
    case '25%_monitored':
      return share(25);
  }
}
