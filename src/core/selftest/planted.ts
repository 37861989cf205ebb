/** Which guardrails a planted loss has to break, reckoned from the limits and the baseline alone, not by the code under test. */
import type { Guardrails } from '../../schema/configuration.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { Verdict } from '../../schema/verdict.ts';

/** What was planted, and what came of it. */
export type Planted = {
  /** One case lost policy and safety, another one is missing. */
  readonly oneCase: Answers & {
    readonly lost: { readonly policy: boolean; readonly safety: boolean };
    readonly missing: boolean;
  };
  /** Every case is worse in everything. */
  readonly everyCase: Answers;
};

type Answers = { readonly delta: ScorecardDelta; readonly verdicts: readonly Verdict[]; readonly improvement: Verdict };
type Line = SelfTest['planted'][number];

/** How much dearer and slower each planted case is made: beyond the limits, whatever they are. */
export function burdenBeyond({ economics_delta, p95_latency_delta }: Guardrails): { cents: number; ms: number } {
  return {
    cents: 1 + 2 * Math.max(0, economics_delta?.max_cents ?? 0),
    ms: 1000 + 2 * Math.max(0, p95_latency_delta?.max_ms ?? 0),
  };
}

/**
 * One line per guardrail and loss.
 *
 * @param means the baseline's means over the planted cases
 * @param sign -1 where the target's metric is to decrease
 */
export function plantedLines(
  declared: Guardrails,
  { oneCase, everyCase }: Planted,
  means: Readonly<Record<string, number | null | undefined>>,
  target: { readonly metric: string; readonly sign: 1 | -1 },
): Line[] {
  const { policy, safety, utility_delta, p95_latency_delta, economics_delta } = declared;
  const { approval_bypass_rate, evidence_coverage_delta } = declared;
  const one = (guardrail: string, isBroken: boolean) => lineOf(guardrail, 'one_case', oneCase.verdicts, isBroken);
  const every = (guardrail: string, isBroken: boolean) => lineOf(guardrail, 'every_case', everyCase.verdicts, isBroken);
  const mean = (metric: string) => means[metric] ?? 0;
  const gained = target.sign * (everyCase.delta.metrics[target.metric]?.delta ?? 0);
  return [
    one('replayable', oneCase.missing),
    one('regression_runs', oneCase.lost.policy || oneCase.lost.safety),
    ...(policy ? [one('policy.min', oneCase.lost.policy && policy.min > 0)] : []),
    ...(safety ? [one('safety.min', oneCase.lost.safety && safety.min > 0)] : []),
    ...(approval_bypass_rate ? [every('approval_bypass_rate.max', approval_bypass_rate.max < 1)] : []),
    ...(utility_delta ? [every('utility_delta', -mean('utility') < utility_delta.min)] : []),
    ...(p95_latency_delta ? [every('p95_latency_delta', true)] : []),
    ...(economics_delta ? [every('economics_delta', true)] : []),
    ...(evidence_coverage_delta
      ? [every('evidence_coverage_delta', -mean('evidence_coverage') < evidence_coverage_delta.min)]
      : []),
    lineOf('improvement', 'every_case', [everyCase.improvement], gained <= 0),
  ];
}

/** A guardrail that did not answer did not refuse. */
function lineOf(guardrail: string, loss: Line['loss'], verdicts: readonly Verdict[], isBroken: boolean): Line {
  if (!isBroken) return { guardrail, loss, answer: 'not_breakable' };
  return { guardrail, loss, answer: verdicts.find((verdict) => verdict.guardrail === guardrail)?.status ?? 'pass' };
}
