/** Who has to approve a change that is no proposal, and whose approval is there. It is told, and refuses nothing. */
import { checkBotOwners } from '../core/gate/checks/bot-owners.ts';
import { checkOwners, checkRoles } from '../core/gate/checks/owners.ts';
import { checkSurfaceOwners } from '../core/gate/checks/surface-owners.ts';
import type { GateCheck } from '../schema/gate-report.ts';
import { type Owned, ownerFactsOf } from './gate-owners.ts';
import type { GateWorld, Judged, MergedChange } from './gate-request.ts';
import { roleStatesOf } from './gate-roles.ts';

export type Approval = {
  readonly notes: readonly GateCheck[];
  readonly roles: NonNullable<Judged['roles']>;
};

/** A person's change is not refused for want of an owner; that nobody has to approve it is said. */
export async function approvalOf(world: GateWorld, change: MergedChange, patches: Owned['patches']): Promise<Approval> {
  const gated = change.changes.filter(({ part }) => part !== 'other' && part !== 'workflow').map(({ path }) => path);
  const facts = await ownerFactsOf(world, change, { paths: gated, patches });
  const notes = [checkOwners, checkRoles, checkSurfaceOwners, checkBotOwners]
    .flatMap((check) => check(facts))
    .map((found) => {
      return found.verdict === 'fail' ? ({ ...found, verdict: 'note' } as const) : found;
    });
  return { notes, roles: [...(await roleStatesOf(world, change, facts.ownership))] };
}
