/** Every check of the setup, in the order in which a person would put things right. */
import type { Finding } from '../../schema/setup-report.ts';
import type { Check, SetupFacts } from './check.ts';
import { checkBypasses } from './checks/bypasses.ts';
import { checkCommands } from './checks/commands.ts';
import { checkDocuments } from './checks/documents.ts';
import { checkGateEvents, checkValidateEvents } from './checks/gate-events.ts';
import { checkGateJob } from './checks/gate-job.ts';
import { checkLedgerRules } from './checks/ledger-rules.ts';
import { checkOwnerRoles } from './checks/owner-roles.ts';
import { checkOwners } from './checks/owners.ts';
import { checkReleases } from './checks/releases.ts';
import { checkRequiredCheck } from './checks/required-check.ts';
import { checkReviewRules } from './checks/review-rules.ts';
import { checkSchedule } from './checks/schedule.ts';
import { checkToken } from './checks/token.ts';
import { checkUpToDate } from './checks/up-to-date.ts';
import { checkWaitingRuns } from './checks/waiting-runs.ts';
import { checkWorkflows } from './checks/workflows.ts';

const CHECKS: readonly Check[] = [
  checkDocuments,
  checkWorkflows,
  checkCommands,
  checkReleases,
  checkSchedule,
  checkToken,
  checkWaitingRuns,
  checkOwners,
  checkOwnerRoles,
  checkReviewRules,
  checkRequiredCheck,
  checkUpToDate,
  checkGateJob,
  checkGateEvents,
  checkValidateEvents,
  checkBypasses,
  checkLedgerRules,
];

/** Those that say whether merge really is the release gate: nothing is merged that no owner approved and no gate passed. */
const INTEGRITY = [
  checkReviewRules,
  checkRequiredCheck,
  checkUpToDate,
  checkGateJob,
  checkGateEvents,
  checkBypasses,
] as const;

export function checkSetup(facts: SetupFacts): readonly Finding[] {
  return CHECKS.flatMap((check) => check(facts));
}

/** The same checks as of the setup, of what the gate itself rests on. */
export function checkIntegrity(facts: Pick<SetupFacts, 'workflows' | 'host'>): readonly Finding[] {
  return INTEGRITY.flatMap((check) => check(facts));
}
