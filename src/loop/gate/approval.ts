/** Who has to approve a change that is no proposal, and whose approval is there: told, and only where an owner has to decide, required. */
import { checkBotOwners } from '../../core/gate/checks/bot-owners.ts';
import { checkOwnerRoles, checkOwners, checkRoles } from '../../core/gate/checks/owners.ts';
import { checkSurfaceOwners } from '../../core/gate/checks/surface-owners.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { type Owned, ownerFactsOf } from './owners.ts';
import type { GateWorld, Judged, MergedChange } from './request.ts';
import { roleStatesOf } from './roles.ts';

export type Approval = {
  readonly checks: readonly GateCheck[];
  readonly roles: NonNullable<Judged['roles']>;
};

export type Approving = {
  readonly patches: Owned['patches'];
  /** Whether the change may only go through by its owners' word; else that nobody has to approve it is a note. */
  readonly isDecisive: boolean;
};

export async function approvalOf(
  world: GateWorld,
  change: MergedChange,
  { patches, isDecisive }: Approving,
): Promise<Approval> {
  const gated = change.changes.filter(({ part }) => part !== 'other' && part !== 'workflow').map(({ path }) => path);
  const facts = await ownerFactsOf(world, change, { paths: gated, patches });
  const told = [checkOwners, checkRoles, checkSurfaceOwners, checkBotOwners];
  const checks = [...told, ...(isDecisive ? [checkOwnerRoles] : [])]
    .flatMap((check) => check(facts))
    .map((found) => {
      return found.verdict === 'fail' && !isDecisive ? ({ ...found, verdict: 'note' } as const) : found;
    });
  return { checks, roles: [...(await roleStatesOf(world, change, facts.ownership))] };
}
