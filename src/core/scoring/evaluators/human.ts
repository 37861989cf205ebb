/** `human`: was this decision overridden by an operator? Corrections speak of the recorded decision only. */
import type { Evaluate } from '../evaluator.ts';
import { failed, isRecordedDecision, PASSED } from '../evaluator.ts';

export function humanEvaluator(): Evaluate {
  return (evidence) => {
    if (!isRecordedDecision(evidence)) return { status: 'unscored', explanation: 'no operator saw this decision' };
    return evidence.golden.operator_corrections.length === 0 ? PASSED : failed('an operator overrode the decision');
  };
}
