import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates, paretoFront } from '../../../src/core/selection/pareto.ts';
import { type Judged, select } from '../../../src/core/selection/select.ts';
import type { Candidate } from '../../../src/schema/candidate.ts';
import type { Verdict } from '../../../src/schema/verdict.ts';
import { delta, metric } from '../../making/delta.ts';

const passed: Verdict = { guardrail: 'g', status: 'pass', reason: 'holds', limit: 0, observed: 0 };

function judged(
  id: string,
  saving: number,
  more: {
    paths?: number;
    layer?: Candidate['layer'];
    changed?: number;
    utility?: number;
    verdict?: Verdict;
    improvement?: Verdict;
  } = {},
): Judged {
  const paths = Array.from({ length: more.paths ?? 1 }, (_, i) => [`evidence.kb${i}.top_k`, { from: 10, to: 6 }]);
  return {
    candidate: {
      candidate_id: id,
      fingerprint: `sha256:${'a'.repeat(64)}`,
      generator: 'grid',
      layer: more.layer ?? 'retrieval',
      patch: Object.fromEntries(paths),
      rationale: 'r',
      hypothesis: { mechanism: 'm', expected_delta: {} },
    },
    delta: delta(
      {
        economics_cents_per_decision: metric(-saving, -saving - 0.01, -saving + 0.01),
        utility: metric(more.utility ?? 0, -0.01, 0.01),
      },
      { counts: { total: 200, valid: 200, invalid: 0, unreplayable: 0, changed: more.changed ?? 0 } },
    ),
    verdicts: [more.verdict ?? passed],
    improvement: more.improvement ?? { ...passed, guardrail: 'improvement' },
  };
}

const winnerOf = (entries: readonly Judged[]) =>
  select(entries, 'economics_cents_per_decision', -1).winner?.candidate.candidate_id;

describe('select', () => {
  it('takes nobody where nobody is lawful, and says why each was not', () => {
    const refused = judged('a', 0.5, {
      verdict: { ...passed, guardrail: 'utility_delta', status: 'fail', reason: 'lost 9 points' },
    });
    const open = judged('b', 0.4, {
      verdict: { ...passed, guardrail: 'utility_delta', status: 'inconclusive', reason: 'not proven' },
    });
    const small = judged('c', 0.01, { improvement: { ...passed, status: 'fail', reason: 'too small' } });
    const { winner, considered } = select([refused, open, small], 'economics_cents_per_decision', -1);
    expect(winner).toBeNull();
    expect(considered.map(({ verdict }) => verdict)).toEqual(['refused', 'inconclusive', 'no_improvement']);
    expect(considered[0]?.reason).toBe('utility_delta: lost 9 points');
  });

  it('never lets a saving buy out a guardrail', () => {
    const cheap = judged('cheap', 0.9, { verdict: { ...passed, status: 'fail', reason: 'x' } });
    expect(winnerOf([cheap, judged('lawful', 0.1)])).toBe('lawful');
  });

  it('prefers fewer changed paths to a larger saving', () => {
    expect(winnerOf([judged('two', 0.5, { paths: 2 }), judged('one', 0.3)])).toBe('one');
  });

  it('prefers the earlier layer, then the larger saving, then fewer changed runs', () => {
    expect(winnerOf([judged('budget', 0.5, { layer: 'context_budget' }), judged('retrieval', 0.3)])).toBe('retrieval');
    expect(winnerOf([judged('calm', 0.3), judged('large', 0.4, { changed: 3 })])).toBe('large');
    expect(winnerOf([judged('b', 0.3, { changed: 2, utility: 0.01 }), judged('a', 0.3, { changed: 1 })])).toBe('a');
  });

  it('gives the same winner whatever the order of arrival', () => {
    const entry = fc.record({
      saving: fc.integer({ min: 1, max: 5 }),
      paths: fc.integer({ min: 1, max: 2 }),
      changed: fc.integer({ min: 0, max: 3 }),
      utility: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.nat(), (entries, turn) => {
        const all = entries.map(({ saving, utility, ...more }, i) =>
          judged(`c${i}`, saving / 10, { ...more, utility: utility / 100 }),
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
