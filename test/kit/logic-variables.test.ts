import { describe, expect, it } from 'vitest';
import { unknownVariables } from '../../src/kit/logic-variables.ts';
import { EvaluatorFacts, PolicyFacts } from '../../src/schema/rule-facts.ts';

type Facts = Parameters<typeof unknownVariables>[1];

const told = (logic: unknown, schema: Facts = EvaluatorFacts) =>
  unknownVariables(logic, schema).map(({ at, name, closest }) => [at.join('.'), name, closest[0]]);

describe('a variable', () => {
  it.each([
    { var: 'decision.outcome' },
    { var: ['decision.amount', 0] },
    { var: '' },
    { var: 'case.input.anything.at.all' },
    { var: 'plan.tools.0' },
    { var: 'plan.tools.length' },
    { var: 'plan.calls.0.latency_ms' },
    { val: ['plan', 'calls', 0, 'tool'] },
    { missing: ['decision.amount', 'case.input.order'] },
    { missing_some: [1, ['decision.amount', 'tokens.input']] },
    { var: { cat: ['decision.', 'outcome'] } },
    { all: [{ var: 'plan.calls' }, { '==': [{ var: 'risk_class' }, 'read_only'] }] },
    { some: [{ filter: [{ var: 'plan.calls' }, { var: 'ok' }] }, { '==': [{ var: 'tool' }, 'x'] }] },
    { some: [{ var: 'case.tags' }, { in: [{ var: '' }, 'x'] }] },
    { some: [{ var: 'plan.calls' }, { in: [{ var: 'tool' }, { var: '../../expected.forbidden_tools' }] }] },
    { some: [{ var: 'case.input.lines' }, { '>': [{ var: 'price' }, 3] }] },
    { reduce: [{ var: 'plan.calls' }, { '+': [{ var: 'accumulator' }, { var: 'current.tokens' }] }, 0] },
    { preserve: { var: 'nothing' } },
  ])('that a rule may be given is nothing to be told: %j', (logic) => {
    expect(told(logic)).toEqual([]);
  });

  it.each([
    [{ '!=': [{ var: 'decison.outcome' }, 'x'] }, '!=.0.var', 'decison.outcome', 'decision.outcome'],
    [{ '>': [{ var: ['decision.amont', 0] }, 1] }, '>.0.var.0', 'decision.amont', 'decision.amount'],
    [{ val: ['decision', 'amont'] }, 'val', 'decision.amont', 'decision.amount'],
    [{ missing: ['decision.amount', 'token.input'] }, 'missing.1', 'token.input', 'tokens.input'],
    [{ missing_some: [1, ['token.input']] }, 'missing_some.1.0', 'token.input', 'tokens.input'],
    [{ var: 'plan.calls.tool' }, 'var', 'plan.calls.tool', 'plan.calls.length'],
    [{ var: 'case.tags.first' }, 'var', 'case.tags.first', 'case.tags.length'],
    [{ var: 'latency_ms.p95' }, 'var', 'latency_ms.p95', undefined],
    [{ var: 'outcome' }, 'var', 'outcome', 'case'],
    [{ all: [{ var: 'plan.calls' }, { '==': [{ var: 'risk' }, 'x'] }] }, 'all.1.==.0.var', 'risk', 'risk_class'],
    [
      { none: [{ var: 'plan.calls' }, { in: [{ var: 'tool' }, { var: 'expected.forbidden_tools' }] }] },
      'none.1.in.1.var',
      'expected.forbidden_tools',
      'call_id',
    ],
    [{ if: [{ var: 'approvals' }, true, false] }, 'if.0.var', 'approvals', 'approval'],
  ])('that none is given is told at its place, with the nearest: %j', (logic, at, name, closest) => {
    expect(told(logic).map(([place, found]) => [place, found])).toEqual([[at, name]]);
    const all = unknownVariables(logic, EvaluatorFacts)[0]?.closest ?? [];
    if (closest === undefined) expect(all).toEqual([]);
    else expect(all).toContain(closest);
  });

  it('of an evaluator alone is told in a policy rule, which is asked before anything is scored', () => {
    const logic = { '==': [{ var: 'approval' }, 'execute'] };
    expect(told(logic)).toEqual([]);
    expect(told(logic, PolicyFacts).map(([, name]) => name)).toEqual(['approval']);
    expect(told({ var: 'plan.calls.0.cost_cents' }, PolicyFacts)).toHaveLength(1);
  });
});
