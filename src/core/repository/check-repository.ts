/** All checks across the documents of a repository, one file a group. */
import type { Problem } from '../../kit/problem.ts';
import { checkReferences } from './checks/references.ts';
import { checkSuites } from './checks/suites.ts';
import { checkSurfaces } from './checks/surfaces.ts';
import { checkUniqueIds } from './checks/unique-ids.ts';
import type { Repository } from './repository.ts';

/** Every problem that no document shows by itself. */
export function checkRepository(repository: Repository): Problem[] {
  return [checkSurfaces, checkReferences, checkSuites, checkUniqueIds].flatMap((check) => check(repository));
}
