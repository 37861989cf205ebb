/** What the base says of those who review a proposal: owners of what it changes, required roles, bands and surfaces. */
import { coverageOf } from '../../core/codeowners/coverage.ts';
import type { Answering } from '../../core/proposal/answering.ts';
import type { Reviewing } from '../../core/proposal/body/review.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { readCodeOwners } from '../documents/code-owners.ts';
import { proposalPath } from '../ledger/read-proposal.ts';
import type { TargetRun } from '../opening/target-run.ts';

/** Where a person is heard: the repository itself has nobody who reads comments. */
export function answeringOf({ forge }: { readonly forge: Pick<Forge, 'name'> }): Answering {
  return forge.name === 'local' ? 'terminal' : 'comment';
}

export async function reviewingOf(run: TargetRun, proposal: Proposal): Promise<Reviewing> {
  const { world, base, configuration, resolved } = run;
  const owners = await readCodeOwners((path) => world.forge.readAt(base.commit, path));
  const { path, value } = resolved.pack;
  const changed = [path, proposalPath(path, proposal.tuning_proposal_id)];
  return {
    answering: answeringOf(world),
    band: resolved.target.band ?? null,
    surfaces: value.tunable_surfaces.filter((surface) => proposal.candidate_change.patch[surface.path] !== undefined),
    ...coverageOf(owners, changed, configuration.reviewers),
  };
}
