/** Who has to approve what a change touches, by the base's own CODEOWNERS and what the host says of the owners. */
import { coverageOf } from '../../core/codeowners/coverage.ts';
import type { OwnerFacts, SurfaceOwnerFacts } from '../../core/gate/ownership.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { readOwnersAt } from '../documents/code-owners.ts';
import type { GateWorld, MergedChange } from './request.ts';

export type Owned = {
  /** Those that somebody should own. */
  readonly paths: readonly string[];
  /** The values of declared surfaces that change, by where their pack stands. */
  readonly patches: readonly { readonly pack: string; readonly patch: TypedPatch }[];
};

export async function ownerFactsOf(
  { hosting }: Pick<GateWorld, 'hosting'>,
  { base, configuration, repository }: Pick<MergedChange, 'base' | 'configuration' | 'repository'>,
  { paths, patches }: Owned,
): Promise<OwnerFacts & SurfaceOwnerFacts> {
  const file = await readOwnersAt(base);
  const coverage = coverageOf(file, paths, configuration.reviewers);
  const named = [...new Set(coverage.paths.flatMap(({ owners }) => owners))].sort();
  const host = hosting === null ? null : await hosting.facts(named);
  const surfaces = patches.flatMap(({ pack, patch }) => {
    const [owned] = coverageOf(file, [pack], {}).paths;
    const declared = repository.packs.find(({ path }) => path === pack)?.value.tunable_surfaces ?? [];
    return declared
      .filter(({ path }) => patch[path] !== undefined)
      .map(({ path, layer, owner }) => ({ path, layer, owner, pack, owners: owned?.owners ?? [] }));
  });
  return { ownership: { file: file?.path ?? null, ...coverage }, surfaces, host };
}
