import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchSpaceOf } from '../../../src/core/candidates/search-space.ts';
import { checkValue, contextOf } from '../../../src/core/packs/bounds.ts';
import { packWith, SURFACES } from './making.ts';

const ALL = Object.values(SURFACES);
const opened = (surfaces: readonly object[], intents: readonly string[]) =>
  searchSpaceOf(packWith(surfaces), intents).open.map(({ surface, values }) => [surface.id, values]);
const closed = (surfaces: readonly object[], ...intents: readonly string[]) =>
  searchSpaceOf(packWith(surfaces), intents).closed.map(({ id, reason }) => `${id}: ${reason}`);

describe('what may be searched', () => {
  it('stands in the order that the cadence prefers, with lawful values only', () => {
    expect(opened(ALL, ['t.answer'])).toEqual([
      ['kb-top-k', [2, 8]],
      ['kb-order', [['wiki', 'kb']]],
      ['decompose', ['always']],
      ['gate', [100, 200]],
    ]);
  });

  it('leaves out what is retired, read by nobody or by others, or text, and says why', () => {
    expect(closed(ALL, 't.answer')).toEqual([
      'prompt: prompt blocks need a generator that writes text',
      'preference: hidden blast radius: t.other would be reached too',
      'evidence-tokens: t.answer does not read it',
      'retired: retired since 2026-01-01',
      'wiki-top-k: t.answer does not read it',
    ]);
  });

  it('reaches another intent where the target names it', () => {
    expect(opened([SURFACES.preference], ['t.answer', 't.other'])).toEqual([['preference', ['b']]]);
    expect(closed([SURFACES.wiki], 't.answer', 't.other')).toEqual(['wiki-top-k: t.answer does not read it']);
  });

  it('takes any field of a bucket as read where one is', () => {
    const readsOneField = [
      { id: 't.answer', risk_class: 'read_only', reads: ['evidence.kb.max_hops'] },
      { id: 't.other', risk_class: 'read_only', reads: ['evidence.kb.source_priority'] },
    ];
    const { closed: why } = searchSpaceOf(packWith([SURFACES.kbTopK], readsOneField), ['t.answer']);
    expect(why).toMatchObject([{ reason: 'hidden blast radius: t.other would be reached too' }]);
  });

  it('closes a surface whose path the pack does not have', () => {
    const missing = { ...SURFACES.kbTopK, path: 'evidence.kb.no_such' };
    expect(closed([missing], 't.answer')).toEqual(['kb-top-k: the pack has no such value']);
  });

  it('loosens a gate only with the approval of its policy owner', () => {
    const approved = { ...SURFACES.gate, policy_owner_approval: 'minutes of 2026-04-01' };
    expect(opened([SURFACES.gate], ['t.answer'])).toEqual([['gate', [100, 200]]]);
    expect(opened([approved], ['t.answer'])).toEqual([['gate', [100, 200, 400, 500]]]);
  });

  it('never offers a value that law 1 refuses', () => {
    const bounds = fc.record({
      min: fc.integer({ min: 1, max: 20 }),
      max: fc.integer({ min: 1, max: 40 }),
      step: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(bounds, bounds, (retrieval, gate) => {
        const pack = packWith([
          { ...SURFACES.kbTopK, bounds: retrieval },
          { ...SURFACES.gate, bounds: gate },
        ]);
        for (const { surface, current, values } of searchSpaceOf(pack, ['t.answer']).open) {
          expect(values).not.toContainEqual(current);
          for (const value of values) expect(checkValue(surface, value, contextOf(pack, surface))).toBeNull();
        }
      }),
    );
  });
});
