/** An evaluator suite made ready to score: which evaluators there are, in which order, and who made each. */
import { AutotuneError } from '../../kit/errors.ts';
import { DIMENSIONS, type Dimension, type Evaluator, type EvaluatorSuite } from '../../schema/evaluator-suite.ts';
import type { Evaluate } from './evaluator.ts';
import { businessEvaluator } from './evaluators/business.ts';
import { humanEvaluator } from './evaluators/human.ts';
import { judgementEvaluator } from './evaluators/judgement.ts';
import { replayEvaluator } from './evaluators/replay.ts';
import { ruleEvaluator } from './evaluators/rule.ts';

export type Judge = { readonly id: string; readonly weight: number; readonly evaluate: Evaluate };

export type Suite = {
  readonly id: string;
  readonly judges: readonly Judge[];
  /** Per dimension the positions of its judges. */
  readonly byDimension: Readonly<Record<Dimension, readonly number[]>>;
};

/** Opens a suite. Throws `DOCUMENTS_INVALID` for a kind that this version does not run. */
export function openSuite(suite: EvaluatorSuite): Suite {
  const judges = suite.evaluators.map((spec) => ({ id: spec.id, weight: spec.weight ?? 1, evaluate: makerOf(spec) }));
  const positions = (dimension: Dimension) =>
    suite.evaluators.flatMap((spec, position) => (spec.dimension === dimension ? [position] : []));
  const [policy, safety, utility, latency, economics] = DIMENSIONS.map(positions);
  return {
    id: suite.id,
    judges,
    byDimension: {
      policy: policy ?? [],
      safety: safety ?? [],
      utility: utility ?? [],
      latency: latency ?? [],
      economics: economics ?? [],
    },
  };
}

/** The judges whose values a metric is made of; none where it is not made of any. */
export function judgesOf({ judges, byDimension }: Suite, metric: string): readonly number[] {
  if (metric === 'policy' || metric === 'safety' || metric === 'utility') return byDimension[metric];
  return judges.flatMap(({ id }, judge) => (id === metric ? [judge] : []));
}

function makerOf(spec: Evaluator): Evaluate {
  switch (spec.kind) {
    case 'rule':
      return ruleEvaluator(spec);
    case 'replay':
      return replayEvaluator(spec);
    case 'business':
      return businessEvaluator(spec);
    case 'judgement':
      return judgementEvaluator(spec);
    case 'human':
      return humanEvaluator();
    case 'grader':
      throw new AutotuneError(
        'SUITE_KIND_UNSUPPORTED',
        `evaluator ${spec.id} is a grader, which this version does not run`,
      );
  }
}
