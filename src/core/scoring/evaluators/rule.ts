/** `rule`: a JsonLogic expression over the transcript and the case. */
import { logicHolds } from '../../../kit/json-logic.ts';
import type { Evaluator } from '../../../schema/evaluator-suite.ts';
import type { EvaluatorFacts } from '../../../schema/rule-facts.ts';
import { type Evaluate, type Evidence, failed, PASSED } from '../evaluator.ts';

export function ruleEvaluator(spec: Extract<Evaluator, { kind: 'rule' }>): Evaluate {
  const broken = failed(`the rule ${spec.id} does not hold`);
  return (evidence) => {
    const holds = logicHolds(spec.when, factsOf(evidence));
    if (holds === null) return { status: 'invalid', explanation: `the rule ${spec.id} cannot be evaluated` };
    return holds ? PASSED : broken;
  };
}

/** The rules of a suite are asked about the same evidence one after the other: what one has read the next finds made. */
let latest: Facts | null = null;

function factsOf(evidence: Evidence): Facts {
  if (latest?.isOf(evidence) !== true) latest = new Facts(evidence);
  return latest;
}

/**
 * What a rule may read, as `EvaluatorFacts` names it: whoever adds to it adds there, or its use is told as a slip.
 * Made when it is read, since most rules read little, and by getters that all facts share: a getter in an object
 * literal gives every object a shape of its own, which only a full collection of garbage frees.
 */
class Facts implements Record<keyof EvaluatorFacts, unknown> {
  readonly #evidence: Evidence;
  #case: object | undefined;
  #plan: object | undefined;
  #decision: object | undefined;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  isOf(evidence: Evidence): boolean {
    return this.#evidence === evidence;
  }

  get case() {
    const { intent, risk_class, tags, invoke } = this.#evidence.golden;
    this.#case ??= { intent, risk_class, tags, input: invoke.input };
    return this.#case;
  }

  get plan() {
    const { calls } = this.#evidence.transcript;
    this.#plan ??= { tools: calls.map(({ tool }) => tool), calls };
    return this.#plan;
  }

  get decision() {
    const { outcome, amount, confidence } = this.#evidence.transcript;
    this.#decision ??= { outcome, amount, confidence };
    return this.#decision;
  }

  get approval() {
    return this.#evidence.transcript.approval;
  }

  get evidence() {
    return { admitted: this.#evidence.transcript.admitted };
  }

  get expected() {
    return this.#evidence.golden.expected;
  }

  get tokens() {
    return this.#evidence.transcript.tokens;
  }

  get cost_cents() {
    return this.#evidence.transcript.cost_cents;
  }

  get latency_ms() {
    return this.#evidence.transcript.latency_ms;
  }
}
