/**
 * What moved in one metric of a set, counted by family. Families are what a set was sampled and split by, so cases of
 * one family are one observation of the world: they may move together.
 */
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
