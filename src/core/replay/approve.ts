/** Step 5: what policy and the approval gates make of a decision. The strictest effect wins. */
import { logicHolds } from '../../kit/json-logic.ts';
import type { Approval } from '../../schema/decision-record.ts';
import type { ApprovalGate } from '../../schema/harness-configuration.ts';
import type { PolicyBundle, PolicyRule } from '../../schema/policy-bundle.ts';
import type { PolicyFacts } from '../../schema/rule-facts.ts';

/** The rules of a bundle that bind an intent. */
export function rulesFor(bundle: PolicyBundle, intent: string): readonly PolicyRule[] {
  return bundle.rules.filter((rule) => rule.applies_to.includes(intent));
}

/**
 * The rules whose condition holds, or cannot be evaluated: a rule that fails is applied, not skipped. Gates are not
 * asked yet, since thresholds differ between configurations.
 */
export function applicableRules(rules: readonly PolicyRule[], facts: PolicyFacts): readonly PolicyRule[] {
  return rules.filter((rule) => logicHolds(rule.when, facts) !== false);
}

export type Ruling = { readonly approval: Approval; readonly decisions: readonly { rule: string; effect: string }[] };

/**
 * Decides on an action. A gate that rules name is asked where one of them applies; a gate that no rule names is asked
 * for every decision with an amount. A rule whose gate the configuration lacks needs approval: it fails closed.
 */
export function rule(
  applicable: readonly PolicyRule[],
  all: readonly PolicyRule[],
  gates: Readonly<Record<string, ApprovalGate>>,
  amount: number | null,
): Ruling {
  const decisions = applicable
    .filter((candidate) => candidate.effect !== 'require_approval' || gateHolds(candidate.gate, gates, amount))
    .map(({ id, effect }) => ({ rule: id, effect }));
  for (const [name, gate] of Object.entries(gates)) {
    if (!all.some((candidate) => candidate.gate === name) && reaches(gate, amount)) {
      decisions.push({ rule: `approval_gate.${name}`, effect: 'require_approval' });
    }
  }
  return { approval: strictest(decisions.map(({ effect }) => effect)), decisions };
}

function gateHolds(
  name: string | undefined,
  gates: Readonly<Record<string, ApprovalGate>>,
  amount: number | null,
): boolean {
  const gate = name === undefined ? undefined : gates[name];
  return gate === undefined || reaches(gate, amount);
}

function reaches(gate: ApprovalGate, amount: number | null): boolean {
  if (amount === null) return false;
  return gate.tightens === 'down' ? amount >= gate.threshold : amount <= gate.threshold;
}

function strictest(effects: readonly string[]): Approval {
  if (effects.includes('refuse')) return 'refuse';
  if (effects.includes('escalate')) return 'escalate';
  return effects.includes('require_approval') ? 'needs_approval' : 'execute';
}
