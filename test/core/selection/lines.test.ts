import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/core/selection/judged.ts';
import { type Line, linesOf } from '../../../src/core/selection/lines.ts';
import { MOST_LINES, planLook, stepConfidence } from '../../../src/core/selection/plan-look.ts';
import { walk } from '../../../src/core/selection/walk.ts';
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

  it('run along the setting with the most values, from the smallest step to the boldest', () => {
    const lines = linesOf(plane, gain).map(ids);
    expect(lines).toContainEqual(['c12_3', 'c9_3', 'c8_3']);
    expect(lines).toContainEqual(['c12_2', 'c10_2', 'c9_2']);
    expect(lines).toContainEqual(['c10_1', 'c8_1']);
    expect(lines).toContainEqual(['c10_2', 'c10_1']);
    expect(lines).toHaveLength(4);
  });

  it('turn around where the larger value is the bolder one', () => {
    const [line] = linesOf(
      [
        judged('a', 0.3, { patch: { [K]: { from: 1, to: 3 } } }),
        judged('b', 0.1, { patch: { [K]: { from: 1, to: 2 } } }),
      ],
      gain,
    );
    expect(line && ids(line)).toEqual(['b', 'a']);
  });

  it('are of one step where nothing numeric changes', () => {
    const order = (name: string) =>
      judged(name, 0.1, { patch: { 'evidence.kb.source_priority': { from: ['a', 'b'], to: [name] } } });
    expect(linesOf([order('x'), order('y')], gain).map(ids)).toEqual([['x'], ['y']]);
  });

  it('hold every candidate, whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(plane, { minLength: 1 }), (some) => {
        expect(new Set(linesOf(some, gain).flat())).toEqual(new Set(some));
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
    expect(planLook([at(11, 2, { verdict: { status: 'fail' } }), at(9, 2)], always).lines).toEqual([]);
  });

  it('leaves out what could not be scored, and starts behind it: more cases do not help', () => {
    const unseen = { verdict: { status: 'inconclusive', missing: true } } as const;
    expect(planLook([at(9, 3, unseen)], always).lines).toEqual([]);
    expect(planLook([at(9, 3, unseen), at(8, 3), at(7, 3, unseen), at(6, 3)], always).lines.map(ids)).toEqual([
      ['c8_3'],
    ]);
  });

  it('finds the direction of a line from the steps that were seen', () => {
    const [line] = linesOf([at(9, 3), at(8, 3), at(7, 3)], (entry) =>
      entry.candidate.candidate_id === 'c7_3' ? Number.NaN : gain(entry),
    );
    expect(line && ids(line)).toEqual(['c9_3', 'c8_3', 'c7_3']);
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

  it('asks no step twice, even where lines share it', () => {
    const asked: Judged[] = [];
    walk([line, [line[1], line[0]]], answering(new Set(), asked));
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it('takes no answer for no', () => {
    expect(walk([line], (steps) => steps.map(() => [])).size).toBe(1);
  });
});
