/**
 * What `validate` calls an error in the documents and a search could do without: it stops one all the same, before anything is
 * replayed, so that nobody is told two things. Recording, promoting and rolling back go on.
 */
import { checkBeforeRun, type RepositoryCheck } from '../../core/repository/check-repository.ts';
import { checkForms } from '../../core/repository/checks/forms.ts';
import { checkStages } from '../../core/repository/checks/stages.ts';
import { flagsProblems } from '../release/flags.ts';

export const checkBeforeSearch: RepositoryCheck = (repository, unread) => [
  ...checkBeforeRun(repository, unread),
  ...checkForms(repository),
  ...checkStages(repository),
  ...flagsProblems(repository),
];
