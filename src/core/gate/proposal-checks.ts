/** What is asked of autotune's own proposals, in the order in which a reader wants to hear it. */
import type { Check } from './check.ts';
import { checkBotOwners } from './checks/bot-owners.ts';
import { type BoundsFacts, checkBounds } from './checks/bounds.ts';
import { type ChangedPathFacts, checkChangedPaths } from './checks/changed-paths.ts';
import { checkDrift, type DriftFacts } from './checks/evidence-drift.ts';
import { checkIdentity, type IdentityFacts } from './checks/identity.ts';
import { checkLedger, type LedgerFacts } from './checks/ledger.ts';
import { checkOwnerRoles, checkOwners, checkRoles } from './checks/owners.ts';
import { checkPackText, type PackTextFacts } from './checks/pack-text.ts';
import { checkRederived, type RederivedFacts } from './checks/rederived.ts';
import { checkRollback, type RollbackFacts } from './checks/rollback.ts';
import { checkStanding, type StandingFacts } from './checks/standing.ts';
import { checkSurfaceOwners } from './checks/surface-owners.ts';
import type { OwnerFacts, SurfaceOwnerFacts } from './ownership.ts';

/** What can be told without a replay. */
export type StaticFacts = ChangedPathFacts &
  IdentityFacts &
  BoundsFacts &
  PackTextFacts &
  DriftFacts &
  LedgerFacts &
  StandingFacts;

/** What is left once the run was repeated, or was not. */
export type ReplayedFacts = RederivedFacts & RollbackFacts & OwnerFacts & SurfaceOwnerFacts;

export const STATIC_CHECKS: readonly Check<StaticFacts>[] = [
  checkChangedPaths,
  checkIdentity,
  checkBounds,
  checkPackText,
  checkDrift,
  checkLedger,
  checkStanding,
];

export const REPLAYED_CHECKS: readonly Check<ReplayedFacts>[] = [
  checkRederived,
  checkRollback,
  checkOwners,
  checkRoles,
  checkSurfaceOwners,
  checkOwnerRoles,
  checkBotOwners,
];
