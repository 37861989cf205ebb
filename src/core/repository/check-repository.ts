/** All checks across the documents of a repository, one file a group. */
import type { Problem } from '../../kit/problem.ts';
import { checkForms } from './checks/forms.ts';
import { checkJudges } from './checks/judges.ts';
import { checkMargins } from './checks/margins.ts';
import { checkReferences } from './checks/references.ts';
import { checkResamples } from './checks/resamples.ts';
import { checkStages } from './checks/stages.ts';
import { checkSuites } from './checks/suites.ts';
import { checkSurfaces } from './checks/surfaces.ts';
import { checkUniqueIds } from './checks/unique-ids.ts';
import type { Repository } from './repository.ts';
import type { UnreadDocument } from './unread.ts';

/** @param unread documents of the checkout that the repository lacks because they cannot be read */
export type RepositoryCheck = (repository: Repository, unread?: readonly UnreadDocument[]) => Problem[];

/** Every problem that no document shows by itself and that a run could not find out in time. */
export const checkBeforeRun: RepositoryCheck = (repository, unread = []) => [
  ...checkSurfaces(repository, unread),
  ...checkReferences(repository, unread),
  ...[checkMargins, checkSuites, checkUniqueIds].flatMap((check) => check(repository)),
];

/** Every problem that no document shows by itself. */
export const checkRepository: RepositoryCheck = (repository, unread = []) => [
  ...checkBeforeRun(repository, unread),
  ...checkForms(repository),
  ...checkJudges(repository),
  ...checkResamples(repository),
  ...checkStages(repository),
];
