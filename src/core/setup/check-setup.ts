/** Every check of the setup, in the order in which a person would put things right. */
import type { Finding } from '../../schema/setup-report.ts';
import type { Check, SetupFacts } from './check.ts';
import { checkDocuments } from './checks/documents.ts';
import { checkOwnerRoles } from './checks/owner-roles.ts';
import { checkOwners } from './checks/owners.ts';
import { checkReviewRules } from './checks/review-rules.ts';
import { checkSchedule } from './checks/schedule.ts';
import { checkToken } from './checks/token.ts';
import { checkWaitingRuns } from './checks/waiting-runs.ts';
import { checkWorkflows } from './checks/workflows.ts';

const CHECKS: readonly Check[] = [
  checkDocuments,
  checkWorkflows,
  checkSchedule,
  checkToken,
  checkWaitingRuns,
  checkOwners,
  checkOwnerRoles,
  checkReviewRules,
];

export function checkSetup(facts: SetupFacts): readonly Finding[] {
  return CHECKS.flatMap((check) => check(facts));
}
