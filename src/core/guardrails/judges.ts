/** Which dimensions somebody has to judge, so that their guardrails say anything: cost and latency are modelled instead. */
import { DIMENSIONS, type Dimension, type EvaluatorSuite } from '../../schema/evaluator-suite.ts';

/** The dimensions that no evaluator of a suite judges, though every target guards them. */
export function unjudgedBy({ evaluators }: Pick<EvaluatorSuite, 'evaluators'>): Dimension[] {
  const judged = new Set(evaluators.map(({ dimension }) => dimension));
  return DIMENSIONS.slice(0, 3).filter((dimension) => !judged.has(dimension));
}

export function noJudgeOf(suite: string, dimension: Dimension): string {
  return `${suite} has no evaluator of ${dimension}: what is not seen cannot be guarded`;
}
