/** Whether a run could read what it needs; the first thing that is wrong is named, and what lists the others. */
import { excerpt, placeOf } from '../../../kit/problem.ts';
import type { Check } from '../check.ts';

export const checkDocuments: Check = ({ problems }) => {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined)
    return [{ check: 'documents', verdict: 'pass', found: 'a run can read everything it needs' }];
  const more = errors.length === 1 ? '' : `, and ${errors.length - 1} more`;
  const found = `${placeOf(first)}: ${excerpt(first.message, 300)}${more}`;
  const fix =
    first.code === 'CONFIG_MISSING'
      ? 'Run `autotune init`: it writes a working setup, and leaves alone what is there.'
      : 'Run `autotune validate` and correct what it lists.';
  return [{ check: 'documents', verdict: 'fail', found, fix }];
};
