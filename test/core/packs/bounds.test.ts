import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkValue, contextOf, currentValue, isLayerPath, surfaceValues } from '../../../src/core/packs/bounds.ts';
import type { SurfaceValue, TunableSurface } from '../../../src/schema/tunable-surface.ts';
import { instructions, pack, sourcePriority, surface, threshold, toolPreference, topK } from './example-pack.ts';

const values = (of: TunableSurface): SurfaceValue[] => {
  const current = currentValue(pack, of);
  if (current === undefined) throw new Error('the example pack has a value for every surface of these tests');
  return surfaceValues(of, current, contextOf(pack, of));
};
const check = (of: TunableSurface, value: unknown) => checkValue(of, value, contextOf(pack, of));

describe('the lawful values of a surface', () => {
  it('are the steps from the minimum, without the current value', () => {
    expect(values(topK({ min: 2, max: 12, step: 3 }))).toEqual([2, 5, 11]);
    expect(values(topK({ max: 3 }))).toEqual([1, 2, 3]);
    expect(values(topK({ min: 9, max: 8 }))).toEqual([]);
  });

  it('are decimal numbers where the step is one', () => {
    expect(values(threshold({ min: 0, max: 0.5, step: 0.1 }))).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(values(threshold({ min: 0.05, max: 3000, step: 1e-7 }))).toHaveLength(99_999);
  });

  it('are the orderings and choices as listed, each once', () => {
    expect(values(sourcePriority('wiki>policy_kb', 'policy_kb>wiki', 'wiki', 'wiki'))).toEqual([
      ['wiki', 'policy_kb'],
      ['wiki'],
    ]);
    expect(values(toolPreference('none', 'orders_first', 'policy_first', 'none'))).toEqual(['none', 'policy_first']);
  });

  it('only tighten an approval gate', () => {
    expect(values(threshold({ min: 2000, max: 4000, step: 500 }))).toEqual([2000, 2500]);
    const approved = threshold({ min: 2000, max: 4000, step: 500 }, { policy_owner_approval: 'POL-12' });
    expect(values(approved)).toEqual([2000, 2500, 3500, 4000]);
    expect(surfaceValues(threshold({ min: 1, max: 9, step: 1 }), 5, { current: 5, tightens: 'up' })).toEqual([
      6, 7, 8, 9,
    ]);
    expect(surfaceValues(threshold({ min: 1, max: 9, step: 1 }), 5, { current: 5, tightens: undefined })).toEqual([]);
  });

  it('are none for a prompt block', () => {
    expect(values(instructions({ max_added_tokens: 100, forbidden_terms: [] }))).toEqual([]);
  });

  it('always pass the check and never contain the current value', () => {
    const bounds = fc.record({
      min: fc.integer({ min: 0, max: 200 }).map((n) => n / 4),
      max: fc.integer({ min: 0, max: 400 }).map((n) => n / 4),
      step: fc.constantFrom(0.1, 0.25, 0.3, 1, 3, 7),
    });
    const tightens = fc.constantFrom('up', 'down', undefined);
    fc.assert(
      fc.property(
        bounds,
        fc.integer({ min: -10, max: 500 }),
        tightens,
        fc.boolean(),
        (limits, n, direction, approved) => {
          const gate = threshold(limits, approved ? { policy_owner_approval: 'x' } : {});
          const current = n / 4;
          const context = { current, tightens: direction };
          const offered = surfaceValues(gate, current, context);
          for (const value of offered) expect(checkValue(gate, value, context)).toBeNull();
          expect(offered).not.toContain(current);
          expect(offered).toEqual([...new Set(offered)].toSorted((a, b) => Number(a) - Number(b)));
        },
      ),
    );
  });
});

describe('checking a value', () => {
  it.each([
    [topK({ min: 2, max: 12, step: 2 }), 4, null],
    [topK({ min: 2, max: 12, step: 2 }), 5, '5 is not on a step of 2 from 2'],
    [topK({ min: 2, max: 12 }), 1, '1 is below the minimum 2'],
    [topK({ max: 12 }), 13, '13 is above the maximum 12'],
    [topK({ max: 12 }), '10', '"10" is not a number'],
    [topK({ max: 12 }), Number.NaN, 'null is not a number'],
    [toolPreference('a', 'b'), 'c', '"c" is not one of a, b'],
    [toolPreference('a', 'b'), 1, '1 is not text'],
    [sourcePriority('a>b'), ['a', 'b'], null],
    [sourcePriority('a>b'), ['b', 'a'], '"b>a" is not one of a>b'],
    [sourcePriority('a>b'), ['a>b'], '"a>b" is not one of a>b'],
    [sourcePriority('a>b'), 'a>b', '"a>b" is not a list of sources'],
    [threshold({ min: 0, max: 9000, step: 1000 }), 3000, null],
    [threshold({ min: 0, max: 9000, step: 1000 }), 4000, /loosens the gate/],
    [instructions({ max_added_tokens: 2, forbidden_terms: [] }), 'Be brief.\nCite.\n', null],
    [
      instructions({ max_added_tokens: 2, forbidden_terms: [] }),
      'Be brief.\nAlways cite sources.\n',
      /adds up to 3 tokens/,
    ],
    [
      instructions({ max_added_tokens: 99, forbidden_terms: ['skip approval'] }),
      'SKIP\n appro\u200bval',
      /forbidden term/,
    ],
  ] as const)('%#', (of, value, expected) => {
    const reason = check(of, value);
    if (expected instanceof RegExp) expect(reason).toMatch(expected);
    else expect(reason).toBe(expected);
  });

  it('refuses a gate that the pack does not have', () => {
    const elsewhere = surface({
      layer: 'approval_gate',
      field: 'threshold',
      path: 'approval_gate.other.threshold',
      bounds: { min: 0, max: 9, step: 1 },
    });
    expect(check(elsewhere, 3)).toMatch(/not known/);
    expect(currentValue(pack, elsewhere)).toBeUndefined();
  });
});

describe('the path of a surface', () => {
  it.each([
    ['retrieval', 'top_k', 'evidence.kb.top_k', true],
    ['retrieval', 'top_k', 'evidence.kb.max_hops', false],
    ['retrieval', 'top_k', 'evidence.top_k', false],
    ['retrieval', 'top_k', 'evidence.kb.x.top_k', false],
    ['retrieval', 'top_k', 'context_budget.top_k', false],
    ['context_budget', 'tool_tokens', 'context_budget.tool_tokens', true],
    ['context_budget', 'tool_tokens', 'context_budget.memory_tokens', false],
  ])('%s %s at %s: %s', (layer, field, path, isRight) => {
    const bounds = { min: 1, max: 2, step: 1 };
    expect(isLayerPath(surface({ layer, field, path, bounds })) === null).toBe(isRight);
  });

  it('belongs to the layer, for choices, prompts and gates too', () => {
    const right = [
      toolPreference('a'),
      instructions({ max_added_tokens: 1, forbidden_terms: [] }),
      threshold({ min: 1, max: 2, step: 1 }),
    ];
    for (const of of right) {
      expect(isLayerPath(of)).toBeNull();
      expect(isLayerPath({ ...of, path: `x.${of.path}` })).toMatch(/has the form/);
    }
  });
});
