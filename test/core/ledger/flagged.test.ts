import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAGGED_FROM, flaggedPaths } from '../../../src/core/ledger/flagged.ts';
import type { DeadEnd, LapsedDeadEnd } from '../../../src/core/ledger/fold.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { TypedPatch } from '../../../src/schema/tunable-surface.ts';

const TUPLE = 'release.t@2026-05-09';
const TODAY = { activeTuples: new Map([['t.answer', TUPLE]]) };
const K = 'evidence.a.top_k';

function rejected(id: string, patch: TypedPatch, more: Partial<DeadEnd> = {}): DeadEnd {
  return {
    ...{ kind: 'rejection', proposal_id: id, intent: 't.answer', at: '2026-05-12T06:00:00Z' },
    ...{ fingerprint: digestOf(patch), scope: 'exact', path: Object.keys(patch)[0] ?? '', patch, reason: 'no' },
    ...{ head_sha: 'x', baseline_tuple: TUPLE, evaluator_suite: 'e@1.0.0' },
    actor: { id: '7', login: 'dana', role: 'code_owner' },
    ...more,
  };
}

const to = (value: number) => ({ [K]: { from: 9, to: value } });
const three = [rejected('p1', to(8)), rejected('p2', to(7)), rejected('p3', to(6))];
const flagged = (deadEnds: readonly DeadEnd[], lapsed: readonly LapsedDeadEnd[] = []) =>
  flaggedPaths({ deadEnds, lapsed }, TODAY);

describe('a surface that keeps drawing rejections', () => {
  it('is flagged with the proposals, once three different changes of it were rejected', () => {
    expect(flagged(three.slice(1))).toEqual([]);
    expect(flagged(three)).toEqual([{ intent: 't.answer', path: K, proposals: ['p1', 'p2', 'p3'] }]);
  });

  it('is flagged for what reached several surfaces, too', () => {
    const pairs = [8, 7, 6].map((value) =>
      rejected(`p${value}`, { 'evidence.b.top_k': { from: 2, to: 1 }, ...to(value) }, { path: 'evidence.b.top_k' }),
    );
    expect(flagged(pairs).map(({ path }) => path)).toEqual(['evidence.b.top_k', K]);
  });

  it('is flagged by what expired, but not by what was taken back or said of another baseline', () => {
    const [first, ...others] = three;
    if (first === undefined) throw new Error('no rejection');
    expect(flagged(others, [{ ...first, lapsed: 'expired' }])).toHaveLength(1);
    expect(flagged(others, [{ ...first, lapsed: 'unrejected' }])).toEqual([]);
    expect(flagged(others, [{ ...first, lapsed: 'expired', baseline_tuple: 'release.t@2026-01-01' }])).toEqual([]);
  });

  it.each<[string, Partial<DeadEnd>]>([
    ['what was only closed', { kind: 'soft_rejection' }],
    ['what no person rejected', { actor: { id: 'autotune', login: 'autotune', role: 'bot' } }],
    ['another intent', { intent: 't.other' }],
    ['the same change said twice', { patch: to(7) }],
  ])('is not flagged by %s', (_, more) => {
    expect(flagged(three.map((end, i) => (i === 0 ? { ...end, ...more } : end)))).toEqual([]);
  });

  it('is flagged from as many different changes on, whatever else was said in whatever order', () => {
    const value = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), (values) => {
        const ends = values.map((at, i) => rejected(`p${i}`, to(at)));
        expect(flagged(ends)).toHaveLength(new Set(values).size >= FLAGGED_FROM ? 1 : 0);
      }),
    );
  });
});
