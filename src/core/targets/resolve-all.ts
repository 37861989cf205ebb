/**
 * A target together with the intents that it also affects: of those only the guardrails are asked, not the target's
 * metric. A run and the check of a repository read a contract by the same eyes.
 */
import type { Configuration, Target } from '../../schema/configuration.ts';
import { type Declared, type ResolvedTarget, resolveTarget } from './resolve-target.ts';

/** The target's own resolution first where it is there, and what is not there, one sentence each. */
export function resolveAll(
  declared: Declared,
  configuration: Configuration,
  target: Target,
): { readonly resolutions: readonly ResolvedTarget[]; readonly missing: readonly string[] } {
  const intents = [target.intent, ...(target.also_affects ?? [])];
  const found = intents.map((intent) => resolveTarget(declared, configuration, { ...target, intent }));
  return {
    resolutions: found.flatMap((resolution) => ('resolved' in resolution ? [resolution.resolved] : [])),
    missing: found.flatMap((resolution) => ('missing' in resolution ? resolution.missing : [])),
  };
}

/** What is asked of each of them, in order; one that is not there is asked nothing. */
export function askAll(
  { intent }: Target,
  resolutions: readonly ResolvedTarget[],
  questions: (resolved: ResolvedTarget) => readonly string[],
): string[] {
  return resolutions.flatMap((resolved) =>
    questions(resolved.target.intent === intent ? resolved : asBystander(resolved)),
  );
}

function asBystander(resolved: ResolvedTarget): ResolvedTarget {
  return { ...resolved, target: { ...resolved.target, metric: 'utility', direction: 'increase' } };
}
