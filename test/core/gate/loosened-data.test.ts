/** Packs and golden sets that ask for less after a change are named, with what they asked before. */
import { describe, expect, it } from 'vitest';
import { type CaseMark, checkLoosenedGoldens } from '../../../src/core/gate/checks/loosened-goldens.ts';
import { checkLoosenedPacks } from '../../../src/core/gate/checks/loosened-packs.ts';
import { checkLoosenedSuites } from '../../../src/core/gate/checks/loosened-suites.ts';
import type { ContextPack } from '../../../src/schema/context-pack.ts';
import type { Evaluator } from '../../../src/schema/evaluator-suite.ts';
import { pack, threshold } from '../packs/example-pack.ts';

const BOUNDS = { min: 1000, max: 3000, step: 250 };
const GATE = 'approval_gate.refund_amount';
const declared: ContextPack = { ...pack, tunable_surfaces: [threshold(BOUNDS)] };

describe('a pack that asks for less', () => {
  const told = (after: Partial<ContextPack>, before = declared) =>
    checkLoosenedPacks({ packs: [{ path: 'packs/support/pack.yaml', before, after: { ...before, ...after } }] }).map(
      ({ id, verdict, reason }) => `${id} ${verdict}: ${reason}`,
    );
  const gate = (threshold_: number, tightens: 'down' | 'up' = 'down') => ({
    approval_gate: { refund_amount: { threshold: threshold_, tightens } },
  });
  const may = (bounds: object, more: object = {}) => ({ tunable_surfaces: [threshold(bounds, more)] });

  it.each<[string, Partial<ContextPack>, string]>([
    [
      'a smaller risk class',
      { intents: pack.intents.map((intent) => ({ ...intent, risk_class: 'read_only' as const })) },
      'risk_class of support.refund is loosened: destructive → read_only',
    ],
    ['a gate that is gone', { approval_gate: {} }, `${GATE} is loosened: 3000 → nothing`],
    ['a looser gate', gate(4000), `${GATE}.threshold is loosened: 3000 → 4000`],
    ['a gate turned round', gate(3000, 'up'), `${GATE}.tightens is loosened: down → up`],
    ['a wider bound', may({ ...BOUNDS, max: 3e7 }), `bounds.max of ${GATE}.threshold is loosened: 3000 → 30000000`],
    ['a lower bound', may({ ...BOUNDS, min: 0 }), `bounds.min of ${GATE}.threshold is loosened: 1000 → 0`],
    [
      'leave to loosen',
      may(BOUNDS, { policy_owner_approval: 'yes' }),
      `policy_owner_approval of ${GATE}.threshold is loosened: nothing → yes`,
    ],
  ])('by %s is named', (_, after, reason) => {
    expect(told(after)).toEqual([`loosened note: ${reason}`]);
  });

  it('by a gate that may be moved now is named', () => {
    expect(told({ tunable_surfaces: declared.tunable_surfaces }, pack)).toEqual([
      `loosened note: ${GATE}.threshold is loosened: not tunable → declared tunable`,
    ]);
  });

  it('is not one that asks for more', () => {
    expect(told({ ...gate(2000), ...may({ ...BOUNDS, max: 2500 }) })).toEqual([]);
    const riskier = pack.intents.map((intent) => ({ ...intent, risk_class: 'destructive' as const }));
    expect(told({ intents: riskier })).toEqual([]);
  });
});

describe('evaluators that ask for less', () => {
  const approval = { id: 'approved', dimension: 'policy', kind: 'replay', check: 'approval', weight: 3 } as const;
  const amount = { id: 'mandate', dimension: 'policy', kind: 'business', field: 'amount', min: -5, max: 250 } as const;
  const FINE: Evaluator = { id: 'fine', dimension: 'policy', kind: 'rule', weight: 1000, when: { '==': [1, 1] } };
  const before: readonly Evaluator[] = [approval, amount];
  const told = (after: readonly Evaluator[]) =>
    checkLoosenedSuites({ suites: [{ intents: ['a', 'b'], path: 'evals/x.yaml', before, after }] }).map(
      ({ id, verdict, reason, path }) => `${id} ${verdict} ${path}: ${reason}`,
    );
  const said = (loss: string) => `loosened note evals/x.yaml: the evaluators of a, b are loosened: ${loss}`;

  it.each<[string, readonly Evaluator[], string]>([
    ['one that is gone', [amount], 'approved, which judged policy, is gone'],
    [
      'a lower weight',
      [{ ...approval, weight: 0.5 }, amount],
      'of the weight in policy, approved 3 of 4 → 0.5 of 1.5, by mandate 1',
    ],
    [
      'no weight',
      [{ ...approval, weight: undefined }, amount],
      'of the weight in policy, approved 3 of 4 → 1 of 2, by mandate 1',
    ],
    [
      'another that weighs more than it did',
      [approval, { ...amount, weight: 1000 }],
      'of the weight in policy, approved 3 of 4 → 3 of 1003, by mandate 1000',
    ],
    [
      'one that comes and outweighs them',
      [approval, FINE, amount],
      'of the weight in policy, approved 3 of 4 → 3 of 1004, mandate 1 of 4 → 1 of 1004, by fine 1000',
    ],
    [
      'one that comes, and weights that grow less than it',
      [{ ...approval, id: 'renamed', weight: 30 }, FINE, { ...amount, weight: 10 }],
      'of the weight in policy, approved 3 of 4 → 30 of 1040, mandate 1 of 4 → 10 of 1040, by fine 1000',
    ],
    ['a lower min', [approval, { ...amount, min: -6 }], 'mandate, min -5 → -6'],
    ['no max', [approval, { ...amount, max: undefined }], 'mandate, max 250 → nothing'],
    [
      'another check',
      [{ ...approval, check: 'outcome' }, amount],
      'approved, which judges policy, asks something else',
    ],
    [
      'another dimension',
      [{ ...approval, dimension: 'utility' }, amount],
      'approved, which judges utility, asks something else',
    ],
  ])('by %s are named', (_, after, loss) => {
    expect(told(after)).toEqual([said(loss)]);
  });

  it('are not those that ask for more, and many are counted', () => {
    const more: Evaluator = { ...FINE, dimension: 'safety' };
    expect(told([more, { ...approval, weight: 3e-7 }, { ...amount, max: 200, min: 0, weight: 1e-7 }])).toEqual([]);
    expect(told([{ ...approval, id: 'renamed' }, amount])).toEqual([]);
    const many = Array.from({ length: 30 }, (_, i): Evaluator => ({ ...approval, id: `e${i}` }));
    const suites = [{ intents: ['a'], path: 'x', before: many, after: [amount] }];
    expect(checkLoosenedSuites({ suites }).at(-1)?.reason).toBe('and 10 more evaluators of a');
    expect(checkLoosenedSuites({ suites })).toHaveLength(21);
  });
});

describe('golden sets that ask for less', () => {
  const cases = (entries: readonly (readonly [string, readonly string[], string?])[]) =>
    new Map(entries.map(([id, tags, expected = 'answer']): [string, CaseMark] => [id, { tags, expected }]));
  const before = cases([
    ['a', ['must_not_regress', 'odd']],
    ['b', ['adversarial']],
    ['c', ['odd']],
    ['d', ['odd']],
  ]);
  const told = (
    after: ReadonlyMap<string, CaseMark>,
    heldout: { before: number; after: number; asked?: number } = { before: 10, after: 10 },
  ) =>
    checkLoosenedGoldens({
      goldens: [{ intent: 'bench.answer', path: 'manifest.yaml', before, after, heldout: { asked: 0, ...heldout } }],
    }).map(({ verdict, reason }) => `${verdict}: ${reason}`);
  const said = (what: string) => `note: the goldens of bench.answer are loosened: ${what}`;

  it('by cases that go are named with their tags, however many others come', () => {
    const others = cases([...['c', 'd'].map((id) => [id, ['odd']] as const), ['e', ['adversarial']], ['f', []]]);
    expect(told(others)).toEqual([
      said('search cases 4 → 4, and 2 of those before are gone'),
      said('search cases lost by tag: adversarial 1 of 1, must_not_regress 1 of 1, odd 1 of 3'),
    ]);
  });

  it('by a tag, by what is expected and by held-out cases are named', () => {
    const after = new Map([...before, ['a', { tags: ['odd'], expected: 'refuse' }]]);
    expect(told(after, { before: 10, after: 9 })).toEqual([
      said('search cases lost by tag: must_not_regress 1 of 1'),
      said('1 search case expects or was judged something else'),
      said('held-out cases 10 → 9'),
    ]);
  });

  it('by what held-out cases ask for are named with their number alone', () => {
    expect(told(before, { before: 10, after: 10, asked: 7 })).toEqual([
      said('7 held-out cases expect or were judged something else'),
    ]);
  });

  it('are not those to which cases are added', () => {
    expect(told(new Map([...before, ['e', { tags: [], expected: 'answer' }]]), { before: 10, after: 20 })).toEqual([]);
  });
});
