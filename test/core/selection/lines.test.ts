import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/core/selection/judged.ts';
import { type Line, linesOf } from '../../../src/core/selection/lines.ts';
import { MOST_LINES, planLook, stepConfidence } from '../../../src/core/selection/plan-look.ts';
import { isConfirmed, walk } from '../../../src/core/selection/walk.ts';
import type { Verdict } from '../../../src/schema/verdict.ts';
import { gain, judged, type More, PASSED } from '../../making/judged.ts';

const K = 'evidence.kb.top_k';
const HOPS = 'evidence.kb.max_hops';

/** A candidate of the plane top_k x max_hops around (10, 3); the smaller both, the larger its saving. */
function at(topK: number, hops: number, more: More = {}): Judged {
  const patch = {
    ...(topK === 10 ? {} : { [K]: { from: 10, to: topK } }),
    ...(hops === 3 ? {} : { [HOPS]: { from: 3, to: hops } }),
  };
  return judged(`c${topK}_${hops}`, (10 - topK) * 0.03 + (3 - hops) * 0.1, { patch, ...more });
}

const ids = (line: Line) => line.map(({ candidate }) => candidate.candidate_id);
const always = { gain, isPromising: () => true };

describe('lines', () => {
  const plane = [at(8, 3), at(9, 3), at(12, 3), at(10, 2), at(9, 2), at(12, 2), at(10, 1), at(8, 1)];

  it('run along the setting with the most values, away from the active one on each of its sides', () => {
    const lines = linesOf(plane).map(ids);
    expect(lines).toContainEqual(['c9_3', 'c8_3']);
    expect(lines).toContainEqual(['c12_3']);
    expect(lines).toContainEqual(['c10_2', 'c10_1']);
    expect(lines).toContainEqual(['c10_1', 'c8_1']);
  });

  it('run from the most to the least as well where other settings change: more may make good what those cost', () => {
    const lines = linesOf(plane).map(ids);
    expect(lines).toContainEqual(['c12_2', 'c10_2', 'c9_2']);
    expect(lines).toContainEqual(['c10_2', 'c12_2']);
    expect(lines).toContainEqual(['c10_2', 'c9_2']);
    expect(lines).toHaveLength(7);
  });

  it('begin at a gate where it stands, beside other changes too: neither end of it is the safe one', () => {
    const gate = (to: number) => ({ 'approval_gate.pay.threshold': { from: 3000, to } });
    const tightened = [4000, 5000].map((to) =>
      judged(`g${to}`, 0.1, { patch: { [HOPS]: { from: 3, to: 2 }, ...gate(to) } }),
    );
    expect(linesOf([at(10, 2), ...tightened]).map(ids)).toContainEqual(['c10_2', 'g4000', 'g5000']);
    expect(linesOf([at(10, 2), ...tightened]).map(ids)).not.toContainEqual(['g5000', 'g4000', 'c10_2']);
  });

  it('have an order that no result has a part in', () => {
    const worse = plane.map((entry, i) => judged(entry.candidate.candidate_id, -i, { patch: entry.candidate.patch }));
    expect(linesOf(worse).map(ids)).toEqual(linesOf(plane).map(ids));
  });

  it('are of one step where nothing numeric changes', () => {
    const order = (name: string) =>
      judged(name, 0.1, { patch: { 'evidence.kb.source_priority': { from: ['a', 'b'], to: [name] } } });
    expect(linesOf([order('x'), order('y')]).map(ids)).toEqual([['x'], ['y']]);
  });

  it('hold every candidate, whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(plane, { minLength: 1 }), (some) => {
        expect(new Set(linesOf(some).flat())).toEqual(new Set(some));
      }),
    );
  });
});

describe('the plan of a look', () => {
  it('starts where cost and latency agree and ends before the first step that the search set refuses', () => {
    const line = [
      at(12, 2, { improvement: { status: 'fail' } }),
      at(11, 2),
      at(10, 2, { verdict: { status: 'inconclusive' } }),
      at(9, 2, { verdict: { status: 'fail' } }),
      at(8, 2),
    ];
    expect(planLook(line, always).lines.map(ids)).toEqual([['c11_2', 'c10_2']]);
  });

  it('does not step over a refused margin at the start of a line', () => {
    expect(planLook([at(9, 3, { verdict: { status: 'fail' } }), at(8, 3)], always).lines).toEqual([]);
  });

  it('leaves out what could not be scored, and starts behind it: more cases do not help', () => {
    const unseen = { verdict: { status: 'inconclusive', missing: true } } as const;
    expect(planLook([at(9, 3, unseen)], always).lines).toEqual([]);
    expect(planLook([at(9, 3, unseen), at(8, 3), at(7, 3, unseen), at(6, 3)], always).lines.map(ids)).toEqual([
      ['c8_3'],
    ]);
  });

  it('asks for the side on which a target rises, though the other loses', () => {
    const fail = { status: 'fail' } as const;
    const fewer = [9, 8, 1].map((topK) => at(topK, 3, { verdict: fail, improvement: fail }));
    const rising = { gain: (entry: Judged) => -gain(entry), isPromising: () => true };
    expect(planLook([...fewer, at(11, 3), at(12, 3)], rising).lines.map(ids)).toEqual([['c11_3', 'c12_3']]);
  });

  it('does not ask for a side on which cost rises', () => {
    const dearer = [11, 12].map((topK) => at(topK, 3, { improvement: { status: 'fail' } }));
    const { lines, share } = planLook([at(9, 3), at(8, 3), ...dearer], always);
    expect(lines.map(ids)).toEqual([['c9_3', 'c8_3']]);
    expect(share).toBe(1);
  });

  it('asks beside other changes from where they stand, if the far end is refused', () => {
    const line = [at(12, 2, { verdict: { status: 'fail' } }), at(10, 2), at(9, 2), at(8, 2)];
    expect(planLook(line, always).lines.map(ids)).toEqual([['c10_2', 'c9_2', 'c8_2']]);
  });

  it('charges for a line once, however many ways of walking it there are', () => {
    expect(planLook([at(12, 2), at(11, 2), at(10, 2), at(9, 2)], always)).toMatchObject({
      share: 1,
      lines: [{ length: 4 }],
    });
  });

  const misses = (guardrail: string): More => ({ verdict: { guardrail, status: 'fail' }, misses: [guardrail] });

  it('goes over steps that miss a limit which the active configuration misses too, and ends at one that mends it', () => {
    const line = [at(9, 3, misses('safety.min')), at(8, 3), at(7, 3), at(6, 3, misses('safety.min'))];
    expect(planLook(line, always).lines.map(ids)).toEqual([['c9_3', 'c8_3', 'c7_3']]);
    expect(planLook([at(9, 3, misses('safety.min')), at(8, 3, misses('safety.min'))], always).lines).toEqual([]);
  });

  it('does not go over such a step where a margin is refused as well', () => {
    const lost = at(9, 3, misses('safety.min'));
    const both = { ...lost, verdicts: [...lost.verdicts, { ...PASSED, status: 'fail' as const }] };
    expect(planLook([both, at(8, 3)], always).lines).toEqual([]);
  });

  it('spends no look where the search set gives no hope', () => {
    expect(planLook([at(9, 3)], { gain, isPromising: () => false }).lines).toEqual([]);
  });

  it('asks about a hopeless line too where a look is made anyway and there is room', () => {
    const isPromising = ({ candidate }: Judged) => candidate.candidate_id.endsWith('_2');
    const both = [at(9, 3), at(8, 3), at(11, 2), at(10, 2)];
    const { lines, share } = planLook(both, { gain, isPromising });
    expect(lines.map(ids)).toEqual([
      ['c11_2', 'c10_2'],
      ['c9_3', 'c8_3'],
    ]);
    expect(share).toBe(1);
  });

  it('takes the most promising lines only, and none that another covers', () => {
    const many = [1, 2, 3, 4, 5, 6].map((i) =>
      judged(`o${i}`, i / 10, { patch: { [`evidence.kb${i}.top_k`]: { from: 10, to: 5 } } }),
    );
    expect(planLook(many, always).lines.map(ids)).toEqual([['o6'], ['o5'], ['o4'], ['o3']]);
    expect(MOST_LINES).toBe(4);
    // Two of six were left out for how they look: all six are charged.
    expect(planLook(many, always).share).toBeCloseTo(4 / 6, 9);
    expect(stepConfidence(0.95, 4 / 6)).toBeCloseTo(1 - 0.05 * (4 / 6), 9);
    expect(planLook([at(9, 2), at(8, 2), at(10, 2)], always).lines.map(ids)).toEqual([['c10_2', 'c9_2', 'c8_2']]);
  });
});

describe('a walk', () => {
  const line = [at(9, 3), at(8, 3), at(7, 3), at(6, 3), at(5, 3), at(4, 3)] as const;
  const answering =
    (refused: ReadonlySet<Judged>, asked: Judged[] = []) =>
    (steps: readonly Judged[]) => {
      asked.push(...steps);
      return steps.map((step): Verdict[] => [{ ...PASSED, status: refused.has(step) ? 'inconclusive' : 'pass' }]);
    };

  it('ends at the first step that is not confirmed, however the later ones would answer', () => {
    const answers = walk([line], answering(new Set([line[2]])));
    expect([...answers.keys()]).toEqual([line[0], line[1], line[2]]);
  });

  it('goes on behind a step that misses what the active configuration misses too, if its margins hold', () => {
    const missing = at(9, 3, { verdict: { guardrail: 'safety.min', status: 'fail' }, misses: ['safety.min'] });
    const saying = (margin: Verdict['status']) => (steps: readonly Judged[]) =>
      steps.map((step): Verdict[] => [
        { ...PASSED, guardrail: 'safety.min', status: step === missing ? 'fail' : 'pass' },
        { ...PASSED, status: step === missing ? margin : 'pass' },
      ]);
    expect(walk([[missing, line[1]]], saying('pass')).size).toBe(2);
    expect(walk([[missing, line[1]]], saying('inconclusive')).size).toBe(1);
  });

  it('confirms no step that the search set saw miss such a limit, even where the held-out set is kinder', () => {
    const missing = at(9, 3, { misses: ['approval_bypass_rate.max'] });
    expect(isConfirmed(missing, [PASSED])).toBe(false);
    expect(isConfirmed(line[0], [PASSED])).toBe(true);
  });

  it('asks no step twice, even where lines share it', () => {
    const asked: Judged[] = [];
    walk([line, [line[1], line[0]]], answering(new Set(), asked));
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it('takes no answer for no', () => {
    expect(walk([line], (steps) => steps.map(() => [])).size).toBe(1);
  });
});
