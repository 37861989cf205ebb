/**
 * Slices of a set, by tag and risk class: so that a loss hidden in a good mean is seen. Slices are what the search set
 * shows; a tag that only held-out cases carry has no name here.
 */
import type { SliceDelta } from '../../schema/proposal.ts';
import type { MetricDelta } from '../../schema/scorecard-delta.ts';
import { FEWEST_TOLD } from '../guardrails/told.ts';
import { type Column, eachMove } from './column.ts';
import type { Reach } from './kinship.ts';
import type { Bound } from './mean-bounds.ts';
import { movesOf } from './moves.ts';
import type { Tally } from './tally.ts';

const SLICED = ['utility', 'evidence_coverage', 'economics_cents_per_decision'] as const;

export type Slicing = {
  /** Slices that are smaller than the set, sorted. */
  readonly names: readonly string[];
  readonly tagsOf: (position: number) => readonly string[];
  /** Cases per slice. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The margin of utility over the whole set, where it is guarded. */
  readonly limit: number | null;
  /** Slices with a margin of their own. */
  readonly declared: readonly string[];
};

/** The slices of a set from its cases' tags, in order. */
export function openSlicing(
  tags: readonly (readonly string[])[],
  limit: number | null,
  declared: readonly string[],
): Slicing {
  const sizes = sizesOf(tags);
  const names = [...sizes].flatMap(([tag, size]) => (size < tags.length ? [tag] : [])).sort();
  return { names, tagsOf: (position) => tags[position] ?? [], sizes, limit, declared };
}

function sizesOf(
  tags: readonly (readonly string[])[],
  known: Iterable<readonly [string, number]> = [],
): Map<string, number> {
  const sizes = new Map(known);
  for (const own of tags) for (const tag of new Set(own)) sizes.set(tag, (sizes.get(tag) ?? 0) + 1);
  return sizes;
}

/**
 * The same slices over the search set, of `size` cases, and the held-out set read as one. A slice with only a few
 * held-out cases is read on the search set alone.
 */
export function extendSlicing(slicing: Slicing, size: number, heldout: readonly (readonly string[])[]): Slicing {
  const sizes = sizesOf(heldout);
  const shown = heldout.map((tags) => tags.filter((tag) => (sizes.get(tag) ?? 0) >= FEWEST_TOLD));
  return {
    ...slicing,
    sizes: sizesOf(shown, slicing.sizes),
    tagsOf: (position) => (position < size ? slicing.tagsOf(position) : (shown[position - size] ?? [])),
  };
}

/** How a slice is bounded: the confidence of each end, and how many cases a family may lose at once. */
export type Bounding = { readonly confidence: number; readonly reach: Reach; readonly bound: Bound };

/** The error shared out over all slices. */
function forAllSlices({ names }: Slicing, bounding: Bounding): Bounding {
  return { ...bounding, confidence: 1 - (1 - bounding.confidence) / Math.max(1, names.length) };
}

/** Utility of every slice with a margin of its own, each bounded for itself. */
export function declaredSlices(tally: Tally, slicing: Slicing, bounding: Bounding): Record<string, MetricDelta> {
  const { utility } = tally.columns;
  if (utility === undefined) return {};
  return Object.fromEntries(
    slicing.declared.map((slice) => [slice, sliceDelta(tally, utility, slicing, slice, bounding)]),
  );
}

/**
 * Utility of every other slice whose estimate lies beyond the margin. The error is shared out over all slices, so that
 * at that confidence no bound of any of them is wrong.
 */
export function suspectedSlices(tally: Tally, slicing: Slicing, bounding: Bounding): Record<string, MetricDelta> {
  const { utility } = tally.columns;
  const { names, limit } = slicing;
  if (utility === undefined || limit === null || utility.positions.size === 0) return {};
  const together = forAllSlices(slicing, bounding);
  const means = tally.parts.length === 1 ? quickMeans(utility, slicing) : toldMeans(utility, tally, slicing);
  return Object.fromEntries(
    names.flatMap((slice) => {
      if ((means.get(slice) ?? 0) >= limit - TOLERANCE || slicing.declared.includes(slice)) return [];
      return [[slice, sliceDelta(tally, utility, slicing, slice, together)]];
    }),
  );
}

/** The mean move of each slice that has any, over all its cases. */
function quickMeans(column: Column, { tagsOf, sizes }: Slicing): Map<string, number> {
  const sums = new Map<string, number>();
  eachMove(column, (position, delta) => {
    for (const tag of tagsOf(position)) sums.set(tag, (sums.get(tag) ?? 0) + delta);
  });
  for (const [tag, sum] of sums) sums.set(tag, sum / (sizes.get(tag) ?? 1));
  return sums;
}

/** The mean move of each slice, without held-out cases that are too few to be told. */
function toldMeans(column: Column, tally: Tally, { tagsOf }: Slicing): Map<string, number> {
  return new Map([...sumsBySlice(column, tally, tagsOf)].map(([tag, { sum, cases }]) => [tag, sum / cases]));
}

/** Float sums may miss a limit by the last bits. */
const TOLERANCE = 1e-9;

function sliceDelta(
  tally: Tally,
  column: Column,
  slicing: Slicing,
  slice: string,
  { confidence, reach, bound }: Bounding,
): MetricDelta {
  const isTagged = (position: number) => slicing.tagsOf(position).includes(slice);
  const all = tally.parts.map((part, i) => movesOf(column, part, tally.parts[i + 1]?.start ?? tally.size, isTagged));
  const parts = all.filter(({ pairs: scored }, i) => i === 0 || scored >= FEWEST_TOLD);
  const end = parts.length === all.length ? tally.size : (tally.parts[1]?.start ?? tally.size);
  const pairs = parts.reduce((sum, part) => sum + part.pairs, 0);
  const { rises, falls, sum } = movesWithin(column, (position) => position < end && isTagged(position));
  const counts = { n: pairs, unobserved: 0, rises, falls, ties: pairs - rises - falls };
  const [first, second] = parts;
  if (first === undefined || pairs === 0) return { baseline: null, treatment: null, delta: null, ...counts };
  const interval = bound(second === undefined ? [first] : [first, second], confidence, reach);
  return { baseline: null, treatment: null, delta: sum / pairs, interval, ...counts };
}

function movesWithin(column: Column, isMember: (position: number) => boolean) {
  let [rises, falls, sum] = [0, 0, 0];
  eachMove(column, (position, delta) => {
    if (!isMember(position)) return;
    sum += delta;
    if (delta > 0) rises++;
    else falls++;
  });
  return { rises, falls, sum };
}

/** One line per slice and metric, sorted by slice; utility with bounds that hold for all slices at once. */
export function slicesOf(tally: Tally, slicing: Slicing, bounding: Bounding): SliceDelta[] {
  const slices: SliceDelta[] = [];
  const together = forAllSlices(slicing, bounding);
  for (const metric of SLICED) {
    const column = tally.columns[metric];
    if (column === undefined) continue;
    for (const [slice, { cases, sum, rises, falls }] of sumsBySlice(column, tally, slicing.tagsOf)) {
      if (!slicing.names.includes(slice)) continue;
      const [wins, losses] = metric === 'economics_cents_per_decision' ? [falls, rises] : [rises, falls];
      const { interval } = metric === 'utility' ? sliceDelta(tally, column, slicing, slice, together) : {};
      const bounds = interval === undefined ? {} : { interval };
      slices.push({ slice, metric, cases, delta: sum / cases, ...bounds, wins, losses, ties: cases - wins - losses });
    }
  }
  return slices.sort((a, b) => (a.slice < b.slice ? -1 : a.slice > b.slice ? 1 : 0));
}

type Sums = { cases: number; sum: number; rises: number; falls: number };

/** Sums over the first sample, and over the second where it has enough scored pairs of the slice. */
function sumsBySlice(column: Column, { parts, size }: Tally, tagsOf: Slicing['tagsOf']): Map<string, Sums> {
  const start = parts[1]?.start ?? size;
  const sums = sumsWithin(column, [0, start], tagsOf);
  for (const [tag, more] of start === size ? [] : sumsWithin(column, [start, size], tagsOf)) {
    if (more.cases < FEWEST_TOLD) continue;
    const known = sums.get(tag) ?? { cases: 0, sum: 0, rises: 0, falls: 0 };
    known.cases += more.cases;
    known.sum += more.sum;
    known.rises += more.rises;
    known.falls += more.falls;
    sums.set(tag, known);
  }
  return sums;
}

function sumsWithin(
  column: Column,
  [from, to]: readonly [number, number],
  tagsOf: Slicing['tagsOf'],
): Map<string, Sums> {
  const moved = new Map<number, number>();
  eachMove(column, (position, delta) => moved.set(position, delta));
  const sums = new Map<string, Sums>();
  for (let position = from; position < to; position++) {
    if (column.unpaired.has(position)) continue;
    const delta = moved.get(position) ?? 0;
    for (const tag of tagsOf(position)) {
      const known = sums.get(tag) ?? { cases: 0, sum: 0, rises: 0, falls: 0 };
      known.cases++;
      known.sum += delta;
      if (delta > 0) known.rises++;
      if (delta < 0) known.falls++;
      sums.set(tag, known);
    }
  }
  return sums;
}
