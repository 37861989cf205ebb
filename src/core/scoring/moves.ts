/**
 * What moved in one metric of a set, counted by family. Families are what a set was sampled and split by, so cases of
 * one family are one observation of the world: they may move together.
 */
import type { Spread } from '../guardrails/mean-reach.ts';
import { type Column, eachMove } from './column.ts';

/** The families of a set: each position's family, and how many families there are. */
export type Families = { readonly of: number[]; readonly ids: Map<string, number> };

export function openFamilies(): Families {
  return { of: [], ids: new Map() };
}

/** Notes the family of the next case; a case that is already noted stays as it is. */
export function noteFamily({ of, ids }: Families, position: number, family: string): void {
  if (of[position] !== undefined) return;
  const known = ids.get(family) ?? ids.size;
  if (known === ids.size) ids.set(family, known);
  of[position] = known;
}

/** A stretch of positions that was sampled on its own: a set, or the one of two that are read together. */
export type Part = { readonly families: Families; readonly start: number };

export type Moves = {
  /** Families with a scored pair. */
  readonly units: number;
  readonly pairs: number;
  /** A family's summed difference, where it is not zero, to how many families have it. */
  readonly sums: ReadonlyMap<number, number>;
  /** In 0..1, of a sample that nothing was selected on: the share of equally strong evidence that counts as stronger. */
  readonly lot?: number;
};

/** The moves of a column within a part that ends before `end`; only positions that `includes` accepts count. */
export function movesOf(
  column: Column,
  { families, start }: Part,
  end: number,
  includes: (position: number) => boolean = everyPosition,
): Moves {
  const isWhole = column.unpaired.size === 0 && includes === everyPosition;
  const { units, pairs } = isWhole
    ? { units: families.ids.size, pairs: end - start }
    : countUnits(column, families, start, end, includes);
  const byFamily = new Map<number, number>();
  eachMove(column, (position, delta) => {
    if (position < start || position >= end || !includes(position)) return;
    const family = families.of[position - start] ?? -1;
    byFamily.set(family, (byFamily.get(family) ?? 0) + delta);
  });
  const sums = new Map<number, number>();
  for (const sum of byFamily.values()) {
    const exact = Math.round(sum * PRECISION) / PRECISION;
    if (exact !== 0) sums.set(exact, (sums.get(exact) ?? 0) + 1);
  }
  return { units, pairs, sums };
}

/** Sums of shares that are equal on paper may differ in their last bits. */
const PRECISION = 1e9;

const everyPosition = (): boolean => true;

function countUnits(
  column: Column,
  families: Families,
  start: number,
  end: number,
  includes: (position: number) => boolean,
): { units: number; pairs: number } {
  const seen = new Set<number>();
  let pairs = 0;
  for (let position = start; position < end; position++) {
    if (column.unpaired.has(position) || !includes(position)) continue;
    pairs++;
    seen.add(families.of[position - start] ?? -1);
  }
  return { units: seen.size, pairs };
}

/** The family of each of `size` positions, those of all parts numbered in one row, and how many families that makes. */
export function familiesIn(parts: readonly Part[], size: number): { readonly of: Uint32Array; readonly count: number } {
  const of = new Uint32Array(size);
  let count = 0;
  parts.forEach(({ families, start }, i) => {
    const end = parts[i + 1]?.start ?? size;
    for (let position = start; position < end; position++) {
      of[position] = count + (families.of[position - start] ?? 0);
    }
    count += families.ids.size;
  });
  return { of, count };
}

/** How the families of all parts move around the mean, of which a column has `size` positions. */
export function spreadOf(column: Column, parts: readonly Part[], size: number): Spread {
  const { of, count } = familiesIn(parts, size);
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)];
  const addTo = (kept: Float64Array, position: number, value: number) => {
    const family = of[position] ?? 0;
    kept[family] = (kept[family] ?? 0) + value;
  };
  for (let position = 0; position < size; position++) addTo(sizes, position, 1);
  column.unpaired.each((position) => addTo(sizes, position, -1));
  eachMove(column, (position, delta) => addTo(sums, position, delta));
  const mean = sums.reduce((sum, value) => sum + value, 0) / column.pairs;
  let [groups, squares, cubes] = [0, 0, 0];
  for (let family = 0; family < count; family++) {
    const cases = sizes[family] ?? 0;
    if (cases === 0) continue;
    const beyond = (sums[family] ?? 0) - mean * cases;
    groups++;
    squares += beyond ** 2;
    cubes += beyond ** 3;
  }
  return { groups, squares, cubes, observations: column.pairs };
}
