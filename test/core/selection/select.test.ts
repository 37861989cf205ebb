import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/core/selection/judged.ts';
import { dominates, paretoFront } from '../../../src/core/selection/pareto.ts';
import { select } from '../../../src/core/selection/select.ts';
import type { Verdict } from '../../../src/schema/verdict.ts';
import { gain, judged, PASSED } from '../../making/judged.ts';

const two = { 'evidence.kb.top_k': { from: 10, to: 6 }, 'evidence.kb.max_hops': { from: 3, to: 1 } };

/** Selects among entries that the held-out set confirmed, all of them unless a test says which. */
function selected(entries: readonly Judged[], confirmed: readonly Judged[] = entries) {
  const lines = entries.map((entry) => [entry] as const);
  return select(entries, lines, new Map(confirmed.map((entry) => [entry, [PASSED]])), gain);
}

const winnerOf = (entries: readonly Judged[]) => selected(entries).winner?.candidate.candidate_id;

describe('select', () => {
  it('takes nobody where the held-out set was not asked, and says why each is not it', () => {
    const refused = judged('a', 0.5, { verdict: { status: 'fail', reason: 'lost 9 points' } });
    const open = judged('b', 0.4, { verdict: { status: 'inconclusive', reason: 'not proven' } });
    const small = judged('c', 0.01, { improvement: { status: 'fail', reason: 'too small' } });
    const { winner, considered } = select([refused, open, small], [], new Map(), gain);
    expect(winner).toBeNull();
    expect(considered.map(({ verdict }) => verdict)).toEqual(['refused', 'inconclusive', 'no_improvement']);
    expect(considered[0]?.reason).toBe('utility_delta: lost 9 points');
  });

  it('takes nobody whom the held-out set did not confirm, whatever the search set says', () => {
    const entry = judged('a', 0.5);
    const answer: Verdict = { ...PASSED, status: 'inconclusive' };
    const { winner, considered } = select([entry], [[entry]], new Map([[entry, [answer]]]), gain);
    expect(winner).toBeNull();
    expect(considered[0]).toMatchObject({
      verdict: 'heldout_refused',
      reason: 'not confirmed: utility_delta inconclusive',
    });
  });

  it('takes the largest improvement that is confirmed', () => {
    const bold = judged('bold', 0.9);
    const { winner, considered } = selected([bold, judged('calm', 0.4), judged('small', 0.1)].slice(), [
      judged('x', 1),
    ]);
    expect(winner).toBeNull();
    expect(considered.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
    expect(winnerOf([bold, judged('calm', 0.4)])).toBe('bold');
  });

  it('prefers fewer paths or an earlier layer where they reach nine tenths of the improvement, not below', () => {
    expect(winnerOf([judged('two', 0.5, { patch: two }), judged('one', 0.46)])).toBe('one');
    expect(winnerOf([judged('two', 0.5, { patch: two }), judged('one', 0.44)])).toBe('two');
    expect(winnerOf([judged('budget', 0.5, { layer: 'context_budget' }), judged('retrieval', 0.47)])).toBe('retrieval');
  });

  it('then prefers fewer changed runs', () => {
    expect(winnerOf([judged('b', 0.3, { changed: 2, utility: 0.01 }), judged('a', 0.3, { changed: 1 })])).toBe('a');
  });

  it('gives the same winner whatever the order of arrival', () => {
    const entry = fc.record({
      saving: fc.integer({ min: 1, max: 5 }),
      isWide: fc.boolean(),
      changed: fc.integer({ min: 0, max: 3 }),
      utility: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.nat(), (entries, turn) => {
        const all = entries.map(({ saving, utility, isWide, changed }, i) =>
          judged(`c${i}`, saving / 10, { changed, utility: utility / 100, ...(isWide ? { patch: two } : {}) }),
        );
        const turned = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)];
        expect(winnerOf(turned.reverse())).toBe(winnerOf(all));
      }),
    );
  });
});

describe('dominance', () => {
  const points = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    { minLength: 1, maxLength: 20 },
  );

  it('is irreflexive and asymmetric', () => {
    fc.assert(
      fc.property(points, (all) => {
        for (const a of all) for (const b of all) expect(dominates(a, b) && dominates(b, a)).toBe(false);
      }),
    );
  });

  it('keeps on the front exactly what no other dominates, checked pair by pair', () => {
    fc.assert(
      fc.property(points, (all) => {
        const front = new Set(paretoFront(all, (point) => point));
        for (const point of all) expect(front.has(point)).toBe(!all.some((other) => dominates(other, point)));
        expect(front.size).toBeGreaterThan(0);
      }),
    );
  });
});
