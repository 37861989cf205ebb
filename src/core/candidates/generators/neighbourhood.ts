/**
 * `neighbourhood`: a few steps around the current value of each numeric surface, and every choice of the others. It
 * stands in for the grid where the grid is too large to be enumerated.
 */
import type { SurfaceValue } from '../../../schema/tunable-surface.ts';
import { combinations, countCombinations, type Generator, type OpenSurface, type SearchSpace } from '../generator.ts';

const STEPS = 3;

export const neighbourhood: Generator = {
  id: 'neighbourhood',
  size: (space) =>
    countCombinations(
      nearby(space).map(({ values }) => values.length),
      space.maxChangedPaths,
    ),
  suggest: (space) => combinations(nearby(space), space.maxChangedPaths),
};

function nearby({ surfaces }: SearchSpace): OpenSurface[] {
  return surfaces.map((open) => ({ ...open, values: near(open) }));
}

function near({ current, values }: OpenSurface): SurfaceValue[] {
  if (typeof current !== 'number') return [...values];
  const numbers = values.filter((value) => typeof value === 'number');
  return [
    ...numbers.filter((value) => value < current).slice(-STEPS),
    ...numbers.filter((value) => value > current).slice(0, STEPS),
  ];
}
