/**
 * Candidates in lines: those that differ in one numeric setting only, from the step that changes least to the boldest.
 * A line is fixed before any result of it is known, so it can be walked step by step with one error for the whole walk
 * (a fixed sequence of tests; Maurer, Hothorn and Lehmacher, 1995).
 */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import type { Judged } from './judged.ts';

/** Safest first; never empty. */
export type Line = readonly [Judged, ...Judged[]];

/**
 * The lines of the candidates, in the order of their first candidates. `gain` is what a candidate improves; NaN where
 * that was not seen.
 */
export function linesOf(judged: readonly Judged[], gain: (entry: Judged) => number): Line[] {
  const ranks = axisRanks(judged);
  const groups = new Map<string, Judged[]>();
  const byPatch = new Map(judged.map((entry) => [keyOf(entry.candidate.patch), entry]));
  for (const entry of judged) {
    const { patch } = entry.candidate;
    const axis = axisOf(patch, ranks);
    const { [axis ?? '']: _, ...rest } = patch;
    const key = axis === null ? keyOf(patch) : `${axis} ${keyOf(rest)}`;
    const known = groups.get(key);
    if (known !== undefined) known.push(entry);
    else {
      const atBaseline = axis === null ? undefined : byPatch.get(keyOf(rest));
      groups.set(key, atBaseline === undefined ? [entry] : [atBaseline, entry]);
    }
  }
  return [...groups].flatMap(([key, entries]) => {
    const axis = key.slice(0, Math.max(0, key.indexOf(' ')));
    return lineOf(
      [...entries].sort((a, b) => valueOn(a, axis, entries) - valueOn(b, axis, entries)),
      gain,
    );
  });
}

/**
 * Who has to be judged so that the line of a candidate is whole: everybody on it, and where it starts on a smaller change,
 * the line of that too. What is asked of the held-out set then skips nobody for what the search set said.
 */
export function wholeLine(all: readonly Candidate[], candidate: Candidate): Candidate[] {
  const ranks = axisRanks(all.map((each) => ({ candidate: each })));
  const placeOf = ({ patch }: Candidate) => {
    const axis = axisOf(patch, ranks);
    const { [axis ?? '']: _, ...rest } = patch;
    return { axis, rest: keyOf(rest) };
  };
  const { axis, rest } = placeOf(candidate);
  if (axis === null) return [candidate];
  const members = all.filter((each) => {
    const place = placeOf(each);
    return place.axis === axis && place.rest === rest;
  });
  const first = all.find(({ patch }) => keyOf(patch) === rest);
  return first === undefined ? members : [...wholeLine(all, first), ...members];
}

function lineOf(ordered: readonly Judged[], gain: (entry: Judged) => number): Line[] {
  const seen = ordered.map(gain).filter((value) => !Number.isNaN(value));
  const isRising = (seen[0] ?? 0) <= (seen[seen.length - 1] ?? 0);
  const [safest, ...bolder] = isRising ? ordered : [...ordered].reverse();
  return safest === undefined ? [] : [[safest, ...bolder]];
}

/** Where an entry stands on the axis; one that leaves it alone stands at the baseline's value. */
function valueOn({ candidate: { patch } }: Judged, axis: string, line: readonly Judged[]): number {
  const own = patch[axis]?.to;
  if (typeof own === 'number') return own;
  const from = line.map(({ candidate }) => candidate.patch[axis]?.from).find((value) => typeof value === 'number');
  return typeof from === 'number' ? from : 0;
}

/** Numeric paths, the one with the most values first: lines along it are the longest. */
/** A candidate, judged or not. */
type Entry = { readonly candidate: Candidate };

function axisRanks(judged: readonly Entry[]): ReadonlyMap<string, number> {
  const values = new Map<string, Set<number>>();
  for (const { candidate } of judged) {
    for (const [path, { to }] of Object.entries(candidate.patch)) {
      if (typeof to !== 'number') continue;
      const known = values.get(path) ?? new Set();
      values.set(path, known.add(to));
    }
  }
  const ordered = [...values].sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1));
  return new Map(ordered.map(([path], rank) => [path, rank]));
}

function axisOf(patch: TypedPatch, ranks: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const path of Object.keys(patch)) {
    const rank = ranks.get(path);
    if (rank !== undefined && (best === null || rank < (ranks.get(best) ?? rank))) best = path;
  }
  return best;
}

function keyOf(patch: TypedPatch): string {
  return canonicalJson(patch);
}
