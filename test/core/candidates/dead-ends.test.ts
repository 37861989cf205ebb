/** What a rejection covers: told by values, whoever suggests a change again, under whatever name and in whatever spelling. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { coveringDeadEnd, type DeadEnd } from '../../../src/core/candidates/dead-ends.ts';
import { skippedBy } from '../../../src/core/candidates/skipped.ts';
import { fingerprintOf } from '../../../src/core/packs/identity.ts';
import { SurfaceValue, type TypedPatch } from '../../../src/schema/tunable-surface.ts';
import { BASELINE, brief, generated, open } from './making.ts';

const K = 'evidence.a.top_k';
const B = 'evidence.b.top_k';
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
const left = (...deadEnds: readonly DeadEnd[]) =>
  generated(SPACE, { deadEnds }).candidates.map(({ patch }) => brief(patch));
const covers = (end: DeadEnd, patch: TypedPatch) => coveringDeadEnd([end], 'sha256:other', patch) !== null;

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

  it('closes of two paths what moves both the same way, at least as far, and no half of it', () => {
    const both = rejected('direction', { [K]: { from: 6, to: 4 }, [B]: { from: 2, to: 1 } });
    expect(left(both)).toEqual(left().filter((patch) => !/a 6→[34], b 2→1/.test(patch)));
    const more = { [K]: { from: 6, to: 3 }, [B]: { from: 2, to: 0 }, 'evidence.c.top_k': { from: 9, to: 8 } };
    expect(covers(both, more)).toBe(true);
    expect(covers(both, { [K]: { from: 6, to: 1 } })).toBe(false);
  });

  it('closes both surfaces of a change of two', () => {
    expect(left(rejected('surface', { [K]: { from: 6, to: 4 }, [B]: { from: 2, to: 1 } }))).toEqual([]);
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

  it('is recognised under any spelling of its values, any order of its paths and any baseline', () => {
    fc.assert(
      fc.property(change, change, fc.boolean(), fc.constantFrom(...SCOPES), (a, b, isSwapped, scope) => {
        const patch = { [K]: a.read(0), [B]: b.read(0) };
        const again = isSwapped ? { [B]: b.read(1), [K]: a.read(1) } : { [K]: a.read(1), [B]: b.read(1) };
        expect(fingerprint(again)).toBe(fingerprint(patch));
        expect(covers(rejected(scope, patch), again)).toBe(true);
      }),
    );
  });

  it('closes nothing but itself where its scope is exact', () => {
    fc.assert(
      fc.property(change, change, (a, b) => {
        fc.pre(JSON.stringify(a.read(0).to) !== JSON.stringify(b.read(0).to));
        const end = rejected('exact', { [K]: a.read(0) });
        expect(covers(end, { [K]: { from: a.read(0).from, to: b.read(0).to } })).toBe(false);
        expect(covers(end, { [B]: a.read(0) })).toBe(false);
        expect(covers(end, { [K]: a.read(0), [B]: b.read(0) })).toBe(false);
      }),
    );
  });

  it('reaches no less with a wider scope', () => {
    fc.assert(
      fc.property(change, change, (a, b) => {
        const patch = { [K]: a.read(0) };
        const tried = { [K]: { from: a.read(0).from, to: b.read(0).to } };
        const [exact, direction, surface] = SCOPES.map((scope) => covers(rejected(scope, patch), tried));
        if (exact) expect(direction).toBe(true);
        if (direction) expect(surface).toBe(true);
      }),
    );
  });

  it('survives another id of its surface', () => {
    const renamed = SPACE.surfaces.map((entry) => ({ ...entry, surface: { ...entry.surface, id: 'renamed' } }));
    const deadEnds = [rejected('exact', { [K]: { from: 6, to: 4 } })];
    const { candidates } = generated({ ...SPACE, surfaces: renamed }, { deadEnds });
    expect(candidates.map(({ patch }) => brief(patch))).toEqual(left().filter((patch) => patch !== 'a 6→4'));
  });

  it('without its patch closes what it was made for and, as a surface, its path', () => {
    const { patch, ...end } = rejected('direction', { [K]: { from: 6, to: 4 } });
    expect(coveringDeadEnd([end], end.fingerprint, patch ?? {})).toBe(end);
    expect(covers(end, { [K]: { from: 6, to: 3 } })).toBe(false);
    expect(covers({ ...end, scope: 'surface' }, { [K]: { from: 6, to: 7 } })).toBe(true);
  });

  it('is named with how many candidates it kept from being searched', () => {
    const ends = [
      { ...rejected('exact', { [B]: { from: 2, to: 1 } }, B), proposal_id: 'at_b' },
      rejected('direction', { [K]: { from: 6, to: 4 } }),
    ];
    const { candidates, skipped } = generated(SPACE, { deadEnds: ends });
    expect(skippedBy(skipped)).toEqual([
      { proposal_id: 'at_t', scope: 'direction', candidates: 4 },
      { proposal_id: 'at_b', scope: 'exact', candidates: 1 },
    ]);
    expect(candidates.length + skipped.length).toBe(left().length);
  });
});

const SCOPES = ['exact', 'direction', 'surface'] as const;

/** A number or a word as people spell it in YAML. */
const spelled = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((n) => [`${n}`, `${n}.0`, `0x${n.toString(16)}`, `${n}e0`, `+${n}`]),
  fc.constantFrom('broad', 'narrow').map((word) => [word, `'${word}'`, `"${word}"`, `"${word.replace('r', '\\x72')}"`]),
);
const change = fc
  .tuple(spelled, spelled, fc.nat(), fc.nat())
  .filter(([from, to]) => from[0] !== to[0])
  .map(([from, to, i, j]) => ({
    read: (at: 0 | 1) => ({ from: readAs(from, at * i), to: readAs(to, at * j) }),
  }));

function readAs(spellings: readonly string[], i: number): SurfaceValue {
  return SurfaceValue.parse(parse(spellings[i % spellings.length] ?? ''));
}
