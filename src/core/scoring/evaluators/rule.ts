/** `rule`: a JsonLogic expression over the transcript and the case. */
import { logicHolds } from '../../../kit/json-logic.ts';
import type { Evaluator } from '../../../schema/evaluator-suite.ts';
import { type Evaluate, type Evidence, failed, PASSED } from '../evaluator.ts';

export function ruleEvaluator(spec: Extract<Evaluator, { kind: 'rule' }>): Evaluate {
  const broken = failed(`the rule ${spec.id} does not hold`);
  return (evidence) => {
    const holds = logicHolds(spec.when, factsOf(evidence));
    if (holds === null) return { status: 'invalid', explanation: `the rule ${spec.id} cannot be evaluated` };
    return holds ? PASSED : broken;
  };
}

/** What a rule may read: `case`, `plan`, `decision`, `approval`, `evidence`, `expected`, `tokens`, cost and latency. */
function factsOf({ golden, transcript }: Evidence) {
  return {
    case: { intent: golden.intent, risk_class: golden.risk_class, tags: golden.tags, input: golden.invoke.input },
    plan: { tools: transcript.calls.map(({ tool }) => tool), calls: transcript.calls },
    decision: { outcome: transcript.outcome, amount: transcript.amount, confidence: transcript.confidence },
    approval: transcript.approval,
    evidence: {
      get admitted() {
        return transcript.admitted;
      },
    },
    expected: golden.expected,
    tokens: transcript.tokens,
    cost_cents: transcript.cost_cents,
    latency_ms: transcript.latency_ms,
  };
}
