/** `rule`: a JsonLogic expression over the transcript and the case. */
import { logicHolds } from '../../../kit/json-logic.ts';
import type { Evaluator } from '../../../schema/evaluator-suite.ts';
import type { EvaluatorFacts } from '../../../schema/rule-facts.ts';
import { type Evaluate, type Evidence, failed, PASSED, type Score } from '../evaluator.ts';

export function ruleEvaluator(spec: Extract<Evaluator, { kind: 'rule' }>): Evaluate {
  const broken = failed(`the rule ${spec.id} does not hold`);
  const unfit: Score = { status: 'invalid', explanation: `the rule ${spec.id} cannot be evaluated` };
  let last: { readonly evidence: Evidence; readonly score: Score } | null = null;
  return (evidence) => {
    // Most treatments decide a case like the one before, and most rules ask for nothing else.
    if (last !== null && isAlike(last.evidence, evidence)) return last.score;
    isReadFurther = false;
    const holds = logicHolds(spec.when, factsOf(evidence));
    const score = holds === null ? unfit : holds ? PASSED : broken;
    last = isReadFurther ? null : { evidence, score };
    return score;
  };
}

/** Whether both decide the same case in the same way, by the same plan. */
function isAlike({ golden, transcript }: Evidence, other: Evidence): boolean {
  const { calls, outcome, amount, confidence, approval } = other.transcript;
  return (
    golden === other.golden &&
    transcript.calls === calls &&
    transcript.outcome === outcome &&
    transcript.amount === amount &&
    transcript.confidence === confidence &&
    transcript.approval === approval
  );
}

/** The rules of a suite are asked about the same evidence one after the other: what one has read the next finds made. */
let latest: Facts | null = null;

/** Whether more was read since this was set than the case, its plan and what was decided. */
let isReadFurther = false;

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
    isReadFurther = true;
    return { admitted: this.#evidence.transcript.admitted };
  }

  get expected() {
    return this.#evidence.golden.expected;
  }

  get tokens() {
    isReadFurther = true;
    return this.#evidence.transcript.tokens;
  }

  get cost_cents() {
    isReadFurther = true;
    return this.#evidence.transcript.cost_cents;
  }

  get latency_ms() {
    isReadFurther = true;
    return this.#evidence.transcript.latency_ms;
  }
}
