import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeadEnd } from '../../../src/core/candidates/dead-ends.ts';
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
  proposal_id: 'at_t',
  scope,
  path,
  patch,
  fingerprint: fingerprint(patch),
  reason: 'coverage fell',
});

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

describe('a patch in words', () => {
  it('lists a patch as people write it', () => {
    expect(
      printedPatch({ 'evidence.kb.source_priority': { from: ['x', 'y'], to: ['y'] }, [K]: { from: 6, to: 4 } }),
    ).toBe(`evidence.kb.source_priority x > y → y, ${K} 6 → 4`);
  });
});
