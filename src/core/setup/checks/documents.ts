/** Whether a run could read what it needs. */
import type { Check } from '../check.ts';

export const checkDocuments: Check = ({ problems }) => {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0)
    return [{ check: 'documents', verdict: 'pass', found: 'a run can read everything it needs' }];
  const found = `${errors.length} ${errors.length === 1 ? 'problem' : 'problems'} in the documents`;
  return [{ check: 'documents', verdict: 'fail', found, fix: 'Run `autotune validate` and correct what it lists.' }];
};
