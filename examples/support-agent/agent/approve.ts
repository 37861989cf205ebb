// What becomes of a decision before anything happens: policy rules in JsonLogic and the approval gates, the strictest effect first.
import { LogicEngine } from 'json-logic-engine';
import type { Call } from '../tools/calls.ts';
import type { Configuration, Gate } from './configuration.ts';
import type { PolicyRule } from './pack.ts';
import type { Ticket } from './ticket.ts';

export type RulesLogic = boolean | { readonly [operator: string]: unknown };
export type Approval = 'refuse' | 'escalate' | 'needs_approval' | 'execute';

export type Proposed = { readonly outcome: string; readonly amount: number | null; readonly confidence: number | null };

const engine = new LogicEngine();

/** Decides how a proposed decision may go ahead. An abstention is always handed to a person. */
export function approve(
  ticket: Ticket,
  decision: Proposed,
  under: { rules: readonly PolicyRule[]; calls: readonly Call[]; configuration: Configuration },
): Approval {
  if (decision.outcome === 'abstain') return 'escalate';
  const rules = under.rules.filter((rule) => rule.applies_to.includes(ticket.intent));
  const gates = under.configuration.approval_gate ?? {};
  const fired = rules.filter((rule) => holds(rule, ticket, { decision, calls: under.calls }));
  if (fired.some((rule) => rule.effect === 'refuse')) return 'refuse';
  if (fired.some((rule) => rule.effect === 'escalate')) return 'escalate';
  const asked = fired.some(
    (rule) =>
      rule.effect === 'require_approval' &&
      asks(rule.gate === undefined ? undefined : gates[rule.gate], decision.amount),
  );
  const named = new Set(rules.map((rule) => rule.gate));
  const unnamed = Object.entries(gates).some(([id, gate]) => !named.has(id) && asks(gate, decision.amount));
  return asked || unnamed ? 'needs_approval' : 'execute';
}

/** A rule whose gate is missing asks for approval: better a person too many than one too few. */
function asks(gate: Gate | undefined, amount: number | null): boolean {
  if (gate === undefined) return true;
  if (amount === null) return false;
  return gate.tightens === 'down' ? amount >= gate.threshold : amount <= gate.threshold;
}

function holds(rule: PolicyRule, ticket: Ticket, at: { decision: Proposed; calls: readonly Call[] }): boolean {
  const facts = {
    case: { intent: ticket.intent, risk_class: ticket.risk_class, tags: ticket.tags, input: ticket.input },
    plan: {
      tools: at.calls.map((made) => made.tool),
      calls: at.calls.map(({ tool, risk_class, ok }) => ({ tool, risk_class, ok })),
    },
    decision: at.decision,
  };
  return Boolean(engine.run(rule.when, facts));
}
