/** How far a change reaches: the fewer paths, the safer the layer, the fewer changed runs, the smaller. */
import type { Candidate } from '../../schema/candidate.ts';
import { LAYERS } from '../../schema/tunable-surface.ts';

export type BlastRadius = { readonly paths: number; readonly layer: number; readonly changedRuns: number };

export function blastRadiusOf(candidate: Candidate, changedRuns: number): BlastRadius {
  return { paths: Object.keys(candidate.patch).length, layer: LAYERS.indexOf(candidate.layer), changedRuns };
}
