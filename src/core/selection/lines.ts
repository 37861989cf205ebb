/**
 * Candidates in lines: those that differ in one numeric setting only. A line leads away from the active value on one of
 * its sides, or, beside other changes, from the most to the least. Its order is fixed before any result of it is known, so
 * it can be walked step by step with one error for the whole walk (a fixed sequence of tests; Maurer, Hothorn and Lehmacher, 1995).
 */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import type { Judged } from './judged.ts';

/** In the order in which it is walked; never empty. */
export type Line = readonly [Judged, ...Judged[]];

/** The lines of the candidates, in the order of their first candidates. */
export function linesOf(judged: readonly Judged[]): Line[] {
  const ranks = axisRanks(judged);
  const groups = new Map<string, { readonly axis: string | null; readonly entries: Judged[] }>();
  const byPatch = new Map(judged.map((entry) => [keyOf(entry.candidate.patch), entry]));
  for (const entry of judged) {
    const { patch } = entry.candidate;
    const axis = axisOf(patch, ranks);
    const { [axis ?? '']: _, ...rest } = patch;
    const key = axis === null ? keyOf(patch) : `${axis} ${keyOf(rest)}`;
    const known = groups.get(key);
    if (known !== undefined) known.entries.push(entry);
    else {
      const unmoved = axis === null ? undefined : byPatch.get(keyOf(rest));
      groups.set(key, { axis, entries: unmoved === undefined ? [entry] : [unmoved, entry] });
    }
  }
  return [...groups.values()].flatMap(({ axis, entries }) =>
    axis === null ? entries.map((entry): Line => [entry]) : ordersOf(entries, axis),
  );
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

/**
 * The ways to walk candidates that differ on one axis. Beside other changes the active value is no longer the safe place:
 * more of one source may make good what less of another costs. Of a gate, which is strict or loose, neither end is safe.
 */
function ordersOf(entries: readonly Judged[], axis: string): Line[] {
  const active = activeOn(entries, axis);
  const placed = entries.map((entry) => ({ entry, value: valueOn(entry, axis, active) }));
  const fromMost = [...placed].sort((a, b) => b.value - a.value);
  const up = fromMost.filter(({ value }) => value >= active).reverse();
  const down = fromMost.filter(({ value }) => value <= active);
  const [hasMore, hasLess] = [up, down].map((side) => side.some(({ value }) => value !== active));
  const isBeside = entries.some(({ candidate: { patch } }) => Object.keys(patch).some((path) => path !== axis));
  const orders = [
    ...(hasMore && isBeside && !axis.startsWith(GATES) ? [fromMost] : []),
    ...(hasMore ? [up] : []),
    ...(hasLess ? [down] : []),
  ];
  return orders.flatMap(([first, ...others]): Line[] =>
    first === undefined ? [] : [[first.entry, ...others.map(({ entry }) => entry)]],
  );
}

const GATES = 'approval_gate.';

function activeOn(entries: readonly Judged[], axis: string): number {
  const from = entries.map(({ candidate }) => candidate.patch[axis]?.from).find((value) => typeof value === 'number');
  return typeof from === 'number' ? from : 0;
}

/** Where an entry stands on the axis; one that leaves it alone stands at the active value. */
function valueOn({ candidate: { patch } }: Judged, axis: string, active: number): number {
  const own = patch[axis]?.to;
  return typeof own === 'number' ? own : active;
}

/** A candidate, judged or not. */
type Entry = { readonly candidate: Candidate };

/** Numeric paths, the one with the most values first: lines along it are the longest. */
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
