/** `grid`: every lawful value of every open surface, and every combination of up to the allowed number of paths. */
import { combinations, countCombinations, type Generator } from '../generator.ts';

export const grid: Generator = {
  id: 'grid',
  size: ({ surfaces, maxChangedPaths }) =>
    countCombinations(
      surfaces.map(({ values }) => values.length),
      maxChangedPaths,
    ),
  suggest: ({ surfaces, maxChangedPaths }) => combinations(surfaces, maxChangedPaths),
};
