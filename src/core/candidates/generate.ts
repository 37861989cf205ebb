/**
 * The candidates of a run: what the generators suggest, less what law 1 refuses and what reviewers closed, each once.
 * It is given surfaces and dead ends, and has no way to name any other data.
 */
import { excerpt } from '../../kit/problem.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { SearchSet } from '../../schema/goldens-manifest.ts';
import { LAYERS, type TunableSurface, type TypedPatch } from '../../schema/tunable-surface.ts';
import type { BaselineTuple } from '../../schema/tuning-target.ts';
import { candidateId, fingerprintOf } from '../packs/identity.ts';
import { coveringDeadEnd, type DeadEnd } from './dead-ends.ts';
import type { Generator, SearchSpace } from './generator.ts';
import { grid } from './generators/grid.ts';
import { neighbourhood } from './generators/neighbourhood.ts';
import { hypothesisOf, printedPatch } from './hypothesis.ts';

export type GenerationInput = {
  readonly space: SearchSpace;
  /** The set the candidates will be searched on: only its name is used. */
  readonly searchSet: SearchSet;
  readonly intent: string;
  readonly baselineTuple: BaselineTuple;
  readonly evaluatorSuite: string;
  readonly deadEnds: readonly DeadEnd[];
  /** At most this many candidates fit the budget. */
  readonly most: number;
};

export type Skipped = { readonly patch: TypedPatch; readonly scope: DeadEnd['scope']; readonly reason: string };

export type Generation = {
  readonly candidates: readonly Candidate[];
  readonly skipped: readonly Skipped[];
  /** The generator used, and how many patches the whole grid has. */
  readonly generator: string;
  readonly gridSize: number;
};

/** What a candidate's document takes. */
const RATIONALE = 2000;

/** Enumerates the grid where it fits the budget, else the neighbourhood of the baseline, cut at the budget. */
export function generate(input: GenerationInput): Generation {
  const { space, most } = input;
  const gridSize = grid.size(space);
  const generator: Generator = gridSize <= most ? grid : neighbourhood;
  const candidates: Candidate[] = [];
  const skipped: Skipped[] = [];
  for (const patch of generator.suggest(space)) {
    if (candidates.length >= most) break;
    const fingerprint = fingerprintOf({
      intent: input.intent,
      patch,
      baselineTuple: input.baselineTuple,
      evaluatorSuite: input.evaluatorSuite,
    });
    const deadEnd = coveringDeadEnd(input.deadEnds, fingerprint, patch);
    if (deadEnd === null) candidates.push(candidateOf(patch, fingerprint, generator.id, input));
    else skipped.push({ patch, scope: deadEnd.scope, reason: deadEnd.reason });
  }
  return { candidates, skipped, generator: generator.id, gridSize };
}

function candidateOf(patch: TypedPatch, fingerprint: string, generator: string, input: GenerationInput): Candidate {
  const surfaces = input.space.surfaces.map(({ surface }) => surface);
  return {
    candidate_id: candidateId(fingerprint),
    fingerprint,
    generator,
    layer: layerOf(patch, surfaces),
    patch,
    rationale: excerpt(`${generator} over ${input.searchSet.name}: ${printedPatch(patch)}`, RATIONALE),
    hypothesis: hypothesisOf(patch, surfaces),
  };
}

/** The layer of the patch that the cadence prefers least. */
function layerOf(patch: TypedPatch, surfaces: readonly TunableSurface[]): Candidate['layer'] {
  const touched = surfaces.filter(({ path }) => Object.hasOwn(patch, path)).map(({ layer }) => LAYERS.indexOf(layer));
  return LAYERS[Math.max(0, ...touched)] ?? 'retrieval';
}
