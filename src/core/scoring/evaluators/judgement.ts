/** `judgement`: a recorded human or model judgement by name. A decision that nobody judged stays unscored. */
import type { Evaluator } from '../../../schema/evaluator-suite.ts';
import { type Evaluate, failed, isRecordedDecision, PASSED } from '../evaluator.ts';

export function judgementEvaluator(spec: Extract<Evaluator, { kind: 'judgement' }>): Evaluate {
  const isShare = spec.dimension !== 'latency' && spec.dimension !== 'economics';
  return (evidence) => {
    const judged = evidence.golden.judgements[spec.name];
    if (judged === undefined) return { status: 'unscored', explanation: `no judgement named ${spec.name}` };
    if (!isRecordedDecision(evidence)) return { status: 'unscored', explanation: 'another decision was judged' };
    if (spec.min === undefined && isShare && (judged < 0 || judged > 1)) {
      return { status: 'invalid', explanation: `${spec.name} is judged beyond 0..1 and has no minimum` };
    }
    if (spec.min === undefined) return { status: 'scored', value: judged, explanation: 'as judged' };
    return judged >= spec.min ? PASSED : failed(`${spec.name} was judged below its minimum`);
  };
}
