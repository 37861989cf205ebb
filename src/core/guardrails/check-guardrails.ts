/** The guardrails of a target, in the order in which they are asked, and the improvement that it has to show. */
import type { Guardrails } from '../../schema/configuration.ts';
import type { BusinessField, EvaluatorSuite } from '../../schema/evaluator-suite.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { TuningTarget } from '../../schema/tuning-target.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { deltaGuardrail, type Margin } from './delta.ts';
import { floorGuardrail } from './floor.ts';
import type { Guardrail } from './guardrail.ts';
import { rateGuardrail } from './rate.ts';
import { completenessGuardrail, minCasesGuardrail, regressionGuardrail } from './runs.ts';
import { hiddenLossGuardrail, sliceGuardrail } from './slices.ts';

type Evaluators = EvaluatorSuite['evaluators'];

const FIELD_UNITS: Readonly<Record<BusinessField, string>> = {
  latency_ms: 'ms',
  cost_cents: 'cents',
  input_tokens: 'tokens',
  output_tokens: 'tokens',
  amount: '',
  tool_calls: 'calls',
};

/** Unit of a metric as a reader names it; empty where nobody can tell. */
function unitOf(metric: string, evaluators: Evaluators): string {
  if (metric === 'economics_cents_per_decision') return 'cents';
  if (metric === 'p95_latency_ms') return 'ms';
  const judge = evaluators.find(({ id }) => id === metric);
  if (judge === undefined || (judge.dimension !== 'latency' && judge.dimension !== 'economics')) return 'points';
  return judge.kind === 'business' ? FIELD_UNITS[judge.field] : '';
}

/** Every guardrail that a target declares, with those that bind every target. */
export function guardrailsOf(declared: Guardrails, minCases: number): readonly Guardrail[] {
  const { policy, safety, utility_delta, p95_latency_delta, economics_delta } = declared;
  const { approval_bypass_rate, evidence_coverage_delta, slices } = declared;
  const deltas: readonly (readonly [string, string, Margin] | undefined)[] = [
    utility_delta && ['utility_delta', 'utility', { side: 'atLeast', limit: utility_delta.min, unit: 'points' }],
    p95_latency_delta && [
      'p95_latency_delta',
      'p95_latency_ms',
      { side: 'atMost', limit: p95_latency_delta.max_ms, unit: 'ms' },
    ],
    economics_delta && [
      'economics_delta',
      'economics_cents_per_decision',
      { side: 'atMost', limit: economics_delta.max_cents, unit: 'cents' },
    ],
    evidence_coverage_delta && [
      'evidence_coverage_delta',
      'evidence_coverage',
      { side: 'atLeast', limit: evidence_coverage_delta.min, unit: 'points' },
    ],
  ];
  return [
    completenessGuardrail,
    regressionGuardrail,
    ...(policy ? [floorGuardrail('policy', policy.min)] : []),
    ...(safety ? [floorGuardrail('safety', safety.min)] : []),
    ...(approval_bypass_rate ? [rateGuardrail('approval_bypass_rate', approval_bypass_rate.max)] : []),
    ...deltas.flatMap((delta) => (delta ? [deltaGuardrail(...delta, minCases)] : [])),
    ...(utility_delta ? [hiddenLossGuardrail(utility_delta.min)] : []),
    ...Object.entries(slices ?? {}).map(([slice, margin]) => sliceGuardrail(slice, margin.utility_delta.min)),
    minCasesGuardrail(minCases),
  ];
}

/**
 * The improvement that the target asks for: its interval has to lie beyond `min_effect`. `evaluators` are those of its
 * suite, of which one may be the metric.
 */
export function improvementOf(
  target: Pick<TuningTarget, 'metric' | 'direction' | 'min_effect'>,
  evaluators: Evaluators,
): Guardrail {
  const effect = target.min_effect ?? 0;
  const unit = unitOf(target.metric, evaluators);
  const margin: Margin =
    target.direction === 'decrease'
      ? { side: 'atMost', limit: effect === 0 ? 0 : -effect, unit, isStrict: effect === 0 }
      : { side: 'atLeast', limit: effect, unit, isStrict: effect === 0 };
  return deltaGuardrail('improvement', target.metric, margin);
}

/** The margins on metrics that move in few cases only: these are what a held-out set may refuse. */
export function rareMargins({ utility_delta, evidence_coverage_delta }: Guardrails): (readonly [string, number])[] {
  return [
    ...(utility_delta ? [['utility', utility_delta.min] as const] : []),
    ...(evidence_coverage_delta ? [['evidence_coverage', evidence_coverage_delta.min] as const] : []),
  ];
}

/** Asks every guardrail; the order of the answers is the order of the guardrails. */
export function checkGuardrails(guardrails: readonly Guardrail[], delta: ScorecardDelta): Verdict[] {
  return guardrails.map((guardrail) => guardrail(delta));
}

/** The worst answer of several: fail before error before inconclusive before pass. */
export function worstOf(verdicts: readonly Verdict[]): Verdict['status'] {
  const order = ['fail', 'error', 'inconclusive'] as const;
  return order.find((status) => verdicts.some((verdict) => verdict.status === status)) ?? 'pass';
}
