/** Who has to approve what a change touches, by the base's own CODEOWNERS and what the host says of the owners. */
import { coverageOf } from '../core/codeowners/coverage.ts';
import type { OwnerFacts } from '../core/gate/ownership.ts';
import { readOwnersAt } from './code-owners.ts';
import type { GateWorld, MergedChange } from './gate-request.ts';

/** @param paths those that somebody should own */
export async function ownerFactsOf(
  { hosting }: Pick<GateWorld, 'hosting'>,
  { base, configuration }: Pick<MergedChange, 'base' | 'configuration'>,
  paths: readonly string[],
): Promise<OwnerFacts> {
  const file = await readOwnersAt(base);
  const coverage = coverageOf(file, paths, configuration.reviewers);
  const named = [...new Set(coverage.paths.flatMap(({ owners }) => owners))].sort();
  const host = hosting === null ? null : await hosting.facts(named);
  return { ownership: { file: file?.path ?? null, ...coverage }, host };
}
