/** What the base says of those who review a proposal: owners of what it changes, required roles, bands and surfaces. */
import { coverageOf } from '../core/codeowners/coverage.ts';
import type { Reviewing } from '../core/proposal/body/review.ts';
import type { Proposal } from '../schema/proposal.ts';
import { readCodeOwners } from './code-owners.ts';
import { proposalPath } from './read-proposal.ts';
import type { TargetRun } from './target-run.ts';

export async function reviewingOf(run: TargetRun, proposal: Proposal): Promise<Reviewing> {
  const { world, base, configuration, resolved } = run;
  const owners = await readCodeOwners((path) => world.forge.readAt(base.commit, path));
  const { path, value } = resolved.pack;
  const changed = [path, proposalPath(path, proposal.tuning_proposal_id)];
  return {
    band: resolved.target.band ?? null,
    surfaces: value.tunable_surfaces.filter((surface) => proposal.candidate_change.patch[surface.path] !== undefined),
    ...coverageOf(owners, changed, configuration.reviewers),
  };
}
