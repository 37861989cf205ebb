/**
 * JsonLogic, evaluated by a kept library and never compiled to code. It stands in the kit because policy rules and
 * rule evaluators must mean the same by the same expression.
 */
import { LogicEngine } from 'json-logic-engine';

const engine = new LogicEngine();

/** Whether a JsonLogic expression holds for the data, or null where evaluating it failed (such as a bad comparison). */
export function logicHolds(logic: unknown, data: unknown): boolean | null {
  try {
    return Boolean(engine.truthy(engine.run(logic, data)));
  } catch {
    return null;
  }
}

/** The first operator of an expression that JsonLogic does not have, or null. */
export function unknownOperator(logic: unknown): string | null {
  if (Array.isArray(logic)) return firstUnknown(logic);
  if (logic === null || typeof logic !== 'object') return null;
  const entries = Object.entries(logic);
  const [entry] = entries;
  if (entry === undefined) return null;
  const [operator, argument] = entry;
  if (entries.length > 1 || !Object.hasOwn(engine.methods, operator)) return operator;
  return operator === 'preserve' ? null : unknownOperator(argument);
}

function firstUnknown(expressions: readonly unknown[]): string | null {
  for (const expression of expressions) {
    const found = unknownOperator(expression);
    if (found !== null) return found;
  }
  return null;
}
