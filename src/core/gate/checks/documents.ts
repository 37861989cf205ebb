/** Whether the documents are still ones that a run could read, once the change is merged. */
import type { Problem } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type MergedDocuments = { /** Errors alone. */ readonly problems: readonly Problem[] };

const LISTED = 20;

export const checkMergedDocuments: Check<MergedDocuments> = ({ problems }) => {
  const { pass, fail } = findings('documents');
  const told = problems
    .slice(0, LISTED)
    .map(({ file, line, code, message }) => fail(`${code}: ${message}`, { path: file, line }));
  if (problems.length > LISTED) told.push(fail(`and ${problems.length - LISTED} more problems`));
  return told.length > 0 ? told : [pass('every document that a run reads can be read after the merge')];
};
