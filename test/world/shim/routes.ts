/** Every route of the shim, those of longer paths before those that would swallow them. */
import { CHECK_ROUTES } from './checks.ts';
import { COMMIT_ROUTES } from './commits.ts';
import { GOVERNANCE_ROUTES } from './governance.ts';
import { ISSUE_ROUTES } from './issues.ts';
import { OBJECT_ROUTES } from './objects.ts';
import { PULL_ROUTES } from './pulls.ts';
import { REACTION_ROUTES } from './reactions.ts';
import { REF_ROUTES } from './refs.ts';
import { REVIEWER_ROUTES } from './reviewers.ts';
import { REVIEW_ROUTES } from './reviews.ts';
import type { Route } from './router.ts';

export const ROUTES: readonly Route[] = [
  ...GOVERNANCE_ROUTES,
  ...REACTION_ROUTES,
  ...PULL_ROUTES,
  ...REVIEWER_ROUTES,
  ...REVIEW_ROUTES,
  ...ISSUE_ROUTES,
  ...CHECK_ROUTES,
  ...REF_ROUTES,
  ...OBJECT_ROUTES,
  ...COMMIT_ROUTES,
];
