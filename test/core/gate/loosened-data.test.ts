/** Packs and golden sets that ask for less after a change are named, with what they asked before. */
import { describe, expect, it } from 'vitest';
import type { CaseMark, GoldenPair } from '../../../src/core/gate/case-mark.ts';
import { checkLoosenedGoldens } from '../../../src/core/gate/checks/loosened-goldens.ts';
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
  type Marks = ReadonlyMap<string, CaseMark>;
  const caseOf = (tags: readonly string[], expected = 'answer', recording = 'r'): CaseMark => ({
    tags,
    expected,
    recording,
  });
  const before: Marks = new Map([
    ['a', caseOf(['must_not_regress', 'odd'])],
    ['b', caseOf(['adversarial'])],
    ['c', caseOf(['odd'])],
    ['d', caseOf(['odd'])],
  ]);
  const pinned = (cases: number) => ({
    version: '2026-05-12',
    sets: { search: { cases, sha256: '' }, test: { cases, sha256: '' } },
  });
  const told = (
    after: Marks,
    heldout: GoldenPair['heldout'] = { before, after: before },
    [from, to]: readonly [number, number] = [4, 4],
  ) => {
    const manifest = { before: pinned(from), after: pinned(to) };
    const pair = { intent: 'bench.answer', path: 'manifest.yaml', manifest, search: { before, after }, heldout };
    return checkLoosenedGoldens({ goldens: [pair] }).map(({ verdict, reason }) => `${verdict}: ${reason}`);
  };
  const said = (what: string) => `note: the goldens of bench.answer are loosened: ${what}`;
  const recordedAnew: Marks = new Map([...before].map(([id, mark]) => [id, { ...mark, recording: 'other' }]));

  it('by cases that go are named with their tags, however many others come', () => {
    const others: Marks = new Map([
      ['c', caseOf(['odd'])],
      ['d', caseOf(['odd'])],
      ['e', caseOf(['adversarial'])],
      ['f', caseOf([])],
    ]);
    expect(told(others)).toEqual([
      said('search cases 4 → 4, and 2 of those before are gone'),
      said('search cases lost by tag: adversarial 1 of 1, must_not_regress 1 of 1, odd 1 of 3'),
    ]);
    expect(told(before, { before, after: others })).toEqual([
      said('held-out cases 4 → 4, and 2 of those before are gone'),
    ]);
  });

  it('by a tag, by what is expected and by held-out cases are named', () => {
    const after = new Map([...before, ['a', caseOf(['odd'], 'refuse')]]);
    expect(told(after, { before: null, after: null }, [10, 9])).toEqual([
      said('search cases lost by tag: must_not_regress 1 of 1'),
      said('1 search case expects or was judged something else'),
      said('held-out cases 10 → 9'),
    ]);
  });

  it('by other recordings under the same ids are named, of the held-out set by number alone', () => {
    const after = new Map([...recordedAnew, ['a', caseOf(['must_not_regress', 'odd'])]]);
    expect(told(after)).toEqual([said('3 of 4 search cases that stay have another recording')]);
    expect(told(before, { before, after: new Map([...after, ['b', caseOf([], 'refuse')]]) })).toEqual([
      said('1 held-out case has fewer tags'),
      said('1 held-out case expects or was judged something else'),
      said('2 of 4 held-out cases that stay have another recording'),
    ]);
  });

  it('are not those to which cases are added, nor one that only one side could be opened of', () => {
    const more = new Map([...before, ['e', caseOf([])]]);
    expect(told(more, { before, after: more }, [4, 5])).toEqual([]);
    expect(told(before, { before, after: null })).toEqual([]);
  });
});
