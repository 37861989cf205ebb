/**
 * Hard limits that the active configuration misses itself. A step that does not mend one yet is no change for the worse,
 * and a bolder one may mend it.
 */
import type { Guardrails } from '../../schema/configuration.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { mayKeepRate, type Repeating } from './rate-outlook.ts';

export const RATE_LIMIT = 'approval_bypass_rate.max';
const HARD_LIMITS: readonly string[] = ['policy.min', 'safety.min', RATE_LIMIT];

/** What a set shows of one configuration. */
export type Standing = { readonly delta: ScorecardDelta; readonly verdicts: readonly Verdict[] };

/** The hard limits that the active configuration misses, or could not prove if more cases repeated what these show. */
export function missedBy(active: Standing, { approval_bypass_rate }: Guardrails, repeating: Repeating): string[] {
  return missedIn(active, HARD_LIMITS, approval_bypass_rate?.max, repeating);
}

/**
 * Which of the limits that the active configuration misses another one misses, too. Steps of a line are lined up by this,
 * so a rate has to be proven by the held-out cases alone.
 */
export function stillMissed(
  missed: readonly string[],
  other: Standing,
  { approval_bypass_rate }: Guardrails,
  repeating: Repeating,
): string[] {
  return missedIn(other, missed, approval_bypass_rate?.max, { ...repeating, isAlone: true });
}

function missedIn(
  { delta, verdicts }: Standing,
  limits: readonly string[],
  max: number | undefined,
  repeating: Repeating,
): string[] {
  return verdicts.flatMap(({ guardrail, status, missing }) => {
    if (!limits.includes(guardrail) || missing === true) return [];
    const isMissed =
      status === 'fail' || (guardrail === RATE_LIMIT && max !== undefined && !mayKeepRate(delta, max, repeating));
    return isMissed ? [guardrail] : [];
  });
}
