import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveringDeadEnd, type DeadEnd } from '../../../src/core/candidates/dead-ends.ts';
import { printedPatch } from '../../../src/core/candidates/hypothesis.ts';
import { fingerprintOf } from '../../../src/core/packs/identity.ts';
import { Candidate } from '../../../src/schema/candidate.ts';
import { LAYERS, TunableSurface, type TypedPatch } from '../../../src/schema/tunable-surface.ts';
import { BASELINE, brief, generated, open, SURFACES } from './making.ts';

const K = 'evidence.a.top_k';
const SPACE = { surfaces: [open('a', 6, [3, 4, 5, 7, 8]), open('b', 2, [1])], maxChangedPaths: 2 };
const fingerprint = (patch: TypedPatch) =>
  fingerprintOf({ intent: 't.answer', patch, baselineTuple: BASELINE, evaluatorSuite: 'e@1.0.0' });
const rejected = (scope: DeadEnd['scope'], patch: TypedPatch, path = K): DeadEnd => ({
  scope,
  path,
  patch,
  fingerprint: fingerprint(patch),
  reason: 'coverage fell',
});
const left = (...deadEnds: readonly DeadEnd[]) =>
  generated(SPACE, { deadEnds }).candidates.map(({ patch }) => brief(patch));

describe('the candidates of a run', () => {
  it('are valid documents with distinct ids, the same for the same input', () => {
    const { candidates } = generated(SPACE);
    expect(candidates).toHaveLength(11);
    for (const candidate of candidates) expect(Candidate.parse(candidate)).toEqual(candidate);
    expect(new Set(candidates.map(({ candidate_id }) => candidate_id)).size).toBe(11);
    expect(generated(SPACE)).toEqual(generated(SPACE));
  });

  it('are valid documents at the largest patch a target allows', () => {
    const names = Array.from({ length: 10 }, (_, i) => `${'n'.repeat(78)}${i}`);
    const { candidates } = generated({
      surfaces: names.map((name) => open(name, 10_000, [9_999])),
      maxChangedPaths: 10,
    });
    const sources = Array.from({ length: 40 }, (_, i) => `${'s'.repeat(70)}${i}`);
    const long = generated({ surfaces: [open('a', sources, [sources.toReversed()])], maxChangedPaths: 1 }).candidates;
    expect(candidates).toHaveLength(1023);
    for (const candidate of [...candidates, ...long]) expect(Candidate.safeParse(candidate).error).toBeUndefined();
  });

  it('are of the last layer in cadence order that they touch', () => {
    const surfaces = [SURFACES.kbTopK, SURFACES.decompose, SURFACES.gate].map((each) => ({
      surface: TunableSurface.parse(each),
      current: 1,
      values: [0],
    }));
    const layers = generated({ surfaces, maxChangedPaths: 2 }).candidates.map(({ layer }) => layer);
    expect(layers).toEqual(['retrieval', 'planner', 'approval_gate', 'planner', 'approval_gate', 'approval_gate']);
    expect(LAYERS.indexOf('planner')).toBeLessThan(LAYERS.indexOf('approval_gate'));
  });

  it('say before anything is replayed what they are expected to do', () => {
    const [less] = generated(SPACE).candidates;
    expect(less).toMatchObject({
      rationale: 'grid over goldens/t/search@2026-05-01: evidence.a.top_k 6 → 3',
      hypothesis: {
        mechanism: 'fewer items are retrieved per hop, so the context is smaller',
        expected_delta: { economics_cents_per_decision: 'decrease', p95_latency_ms: 'decrease' },
      },
    });
    const mixed = generated(SPACE).candidates.find(({ patch }) => brief(patch) === 'a 6→8, b 2→1');
    expect(mixed?.hypothesis.expected_delta).toEqual({ economics_cents_per_decision: 'none', p95_latency_ms: 'none' });
  });

  it('are the whole grid where it fits the budget, else the neighbourhood, cut at the budget', () => {
    const wide = {
      surfaces: [
        open(
          'a',
          10,
          Array.from({ length: 20 }, (_, i) => i + 20),
        ),
      ],
      maxChangedPaths: 1,
    };
    expect(generated(wide, { most: 20 })).toMatchObject({ generator: 'grid', strategy: 'exhaustive' });
    const cut = generated(wide, { most: 19 });
    expect(cut).toMatchObject({ generator: 'neighbourhood', strategy: '3 of 20 by neighbourhood' });
    expect(cut.candidates.map(({ patch }) => brief(patch))).toEqual(['a 10→20', 'a 10→21', 'a 10→22']);
    expect(generated(wide, { most: 2 }).candidates).toHaveLength(2);
  });

  it('reach every surface where not even the neighbourhood fits the budget', () => {
    const many = Array.from({ length: 8 }, (_, i) => open(`b${i}`, 10, [7, 8, 9, 11, 12, 13]));
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 48 }), fc.integer({ min: 1, max: 2 }), (most, maxChangedPaths) => {
        const { candidates } = generated({ surfaces: many, maxChangedPaths }, { most });
        expect(candidates).toHaveLength(most);
        expect(new Set(candidates.map(({ candidate_id }) => candidate_id)).size).toBe(most);
        const touched = new Set(candidates.flatMap(({ patch }) => Object.keys(patch)));
        if (maxChangedPaths === 1) expect(touched.size).toBe(8);
      }),
    );
  });

  it('spend no budget on dead ends', () => {
    const deadEnd = rejected('direction', { [K]: { from: 6, to: 4 } });
    const { candidates, skipped } = generated({ ...SPACE, maxChangedPaths: 1 }, { deadEnds: [deadEnd], most: 6 });
    expect(candidates.map(({ patch }) => brief(patch))).toEqual(['a 6→5', 'a 6→7', 'a 6→8', 'b 2→1']);
    expect(skipped.map(({ patch, reason }) => `${brief(patch)}: ${reason}`)).toEqual([
      'a 6→3: coverage fell',
      'a 6→4: coverage fell',
    ]);
  });
});

describe('a dead end', () => {
  it('closes exactly the rejected patch, however it was written', () => {
    const same: TypedPatch = JSON.parse(`{"${K}":{"to":4.0,"from":0.6e1}}`);
    expect(left(rejected('exact', same))).toEqual(left().filter((patch) => patch !== 'a 6→4'));
  });

  it('closes a direction at and beyond the rejected value, in combinations too', () => {
    expect(left(rejected('direction', { [K]: { from: 6, to: 4 } }))).toEqual(
      left().filter((patch) => !/a 6→[34]/.test(patch)),
    );
    expect(left(rejected('direction', { [K]: { from: 6, to: 7 } }))).toEqual(
      left().filter((patch) => !/a 6→[78]/.test(patch)),
    );
  });

  it('closes a surface altogether', () => {
    expect(left(rejected('surface', { [K]: { from: 6, to: 4 } }))).toEqual(['b 2→1']);
  });

  it('closes only the path it names of a patch with two', () => {
    const both = { [K]: { from: 6, to: 4 }, 'evidence.b.top_k': { from: 2, to: 1 } };
    expect(left(rejected('direction', both, 'evidence.b.top_k'))).toEqual(left().filter((patch) => !/b 2/.test(patch)));
  });

  it('closes the same choice only, since choices have no direction', () => {
    const path = 'planner.tool_preference';
    const deadEnd = rejected('direction', { [path]: { from: 'a', to: 'b' } }, path);
    const isClosed = (to: string) => {
      const patch = { [path]: { from: 'a', to } };
      return coveringDeadEnd([deadEnd], fingerprint({ ...patch, [K]: { from: 6, to: 5 } }), patch) !== null;
    };
    expect(['b', 'c'].map(isClosed)).toEqual([true, false]);
    const order = 'evidence.kb.source_priority';
    const orderings = rejected('direction', { [order]: { from: ['x', 'y'], to: ['y', 'x'] } }, order);
    const closes = (to: string[]) => coveringDeadEnd([orderings], 'other', { [order]: { from: ['x', 'y'], to } });
    expect(closes(['y', 'x'])).toBe(orderings);
    expect(closes(['y'])).toBeNull();
  });

  it('never lets a value at or beyond the rejected one through, nor closes one on the other side', () => {
    const number = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(number, number, number, (from, to, tried) => {
        fc.pre(to !== from && tried !== from);
        const deadEnd = rejected('direction', { [K]: { from, to } });
        const patch = { [K]: { from, to: tried }, 'evidence.b.top_k': { from: 2, to: 1 } };
        const isBeyond = to < from ? tried <= to : tried >= to;
        expect(coveringDeadEnd([deadEnd], fingerprint(patch), patch)).toBe(isBeyond ? deadEnd : null);
      }),
    );
  });

  it('lists a patch as people write it', () => {
    expect(
      printedPatch({ 'evidence.kb.source_priority': { from: ['x', 'y'], to: ['y'] }, [K]: { from: 6, to: 4 } }),
    ).toBe(`evidence.kb.source_priority x > y → y, ${K} 6 → 4`);
  });
});
