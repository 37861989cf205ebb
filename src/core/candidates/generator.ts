/**
 * The contract of a generator: from the declared surfaces and their lawful values it suggests patches. It knows no
 * score and no case; what it suggests is checked like anybody's suggestion.
 */
import type { SurfaceValue, TunableSurface, TypedPatch } from '../../schema/tunable-surface.ts';

/** A surface that may be searched now, with its current value and every other lawful one, in order. */
export type OpenSurface = {
  readonly surface: TunableSurface;
  readonly current: SurfaceValue;
  readonly values: readonly SurfaceValue[];
};

export type SearchSpace = {
  /** In order of preference: retrieval first, approval gates last. */
  readonly surfaces: readonly OpenSurface[];
  readonly maxChangedPaths: number;
};

export type Generator = {
  readonly id: string;
  /** How many patches it would suggest, without making them. */
  size(space: SearchSpace): number;
  /** Suggests patches in a fixed order, smaller ones first. */
  suggest(space: SearchSpace): Iterable<TypedPatch>;
};

/** How many patches there are with up to `paths` surfaces changed, given how many values each surface offers. */
export function countCombinations(offers: readonly number[], paths: number): number {
  const ways = [1, ...Array.from({ length: paths }, () => 0)];
  for (const offer of offers) {
    for (let changed = paths; changed >= 1; changed--)
      ways[changed] = (ways[changed] ?? 0) + (ways[changed - 1] ?? 0) * offer;
  }
  return ways.slice(1).reduce((sum, count) => sum + count, 0);
}

/** Every patch with exactly 1, then 2, … up to `paths` surfaces changed, values in the order offered. */
export function* combinations(surfaces: readonly OpenSurface[], paths: number): Patches<TypedPatch> {
  for (let changed = 1; changed <= Math.min(paths, surfaces.length); changed++) yield* choose(surfaces, changed, {});
}

type Patches<T> = globalThis.Generator<T, void, undefined>;

function* choose(surfaces: readonly OpenSurface[], left: number, chosen: TypedPatch): Patches<TypedPatch> {
  if (left === 0) {
    yield chosen;
    return;
  }
  for (let i = 0; i + left <= surfaces.length; i++) {
    const open = surfaces[i];
    if (open === undefined) continue;
    for (const to of open.values) {
      yield* choose(surfaces.slice(i + 1), left - 1, { ...chosen, [open.surface.path]: { from: open.current, to } });
    }
  }
}
