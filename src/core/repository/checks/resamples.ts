/**
 * Checks that the resamples can tell the confidence of every look that is allowed. `validate` asks it; a run asks the same
 * in its contract.
 */
import type { Problem } from '../../../kit/problem.ts';
import { coarseResamples } from '../../guardrails/power.ts';
import { problemAt, type Repository } from '../repository.ts';

export function checkResamples({ configurations }: Pick<Repository, 'configurations'>): Problem[] {
  return configurations.flatMap((configuration) => {
    const { evidence, heldout } = configuration.value;
    const coarse = coarseResamples(evidence, heldout.max_looks);
    return coarse === null ? [] : [problemAt(configuration, ['evidence', 'bootstrap'], 'RESAMPLES_COARSE', coarse)];
  });
}
