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

/** A patch that nobody searches, and the rejection that covers it. */
export type Skipped = Pick<DeadEnd, 'proposal_id' | 'scope' | 'reason'> & { readonly patch: TypedPatch };

export type Generation = {
  readonly candidates: readonly Candidate[];
  readonly skipped: readonly Skipped[];
  readonly generator: string;
  /** `exhaustive`: every patch of the space was suggested; else what was left out, in words. */
  readonly strategy: string;
};

/** What a candidate's document takes. */
const RATIONALE = 2000;

/**
 * Enumerates the grid where it fits the budget, else the neighbourhood of the baseline. Where even that is too large,
 * patches are taken from all over it at equal distances, so that no surface is left out for standing last.
 */
export function generate(input: GenerationInput): Generation {
  const { space, most } = input;
  const gridSize = grid.size(space);
  const generator: Generator = gridSize <= most ? grid : neighbourhood;
  const size = generator.size(space);
  let position = 0;
  const candidates: Candidate[] = [];
  const skipped: Skipped[] = [];
  for (const patch of generator.suggest(space)) {
    if (size > most && Math.floor((position++ * most) / size) === Math.floor((position * most) / size)) continue;
    const fingerprint = fingerprintOf({
      intent: input.intent,
      patch,
      baselineTuple: input.baselineTuple,
      evaluatorSuite: input.evaluatorSuite,
    });
    const deadEnd = coveringDeadEnd(input.deadEnds, fingerprint, patch);
    if (deadEnd === null) candidates.push(candidateOf(patch, fingerprint, generator.id, input));
    else skipped.push({ patch, ...pick(deadEnd) });
  }
  const strategy = generator === grid ? 'exhaustive' : `${Math.min(size, most)} of ${gridSize} by ${generator.id}`;
  return { candidates, skipped, generator: generator.id, strategy };
}

function pick({ proposal_id, scope, reason }: DeadEnd): Omit<Skipped, 'patch'> {
  return { proposal_id, scope, reason };
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
