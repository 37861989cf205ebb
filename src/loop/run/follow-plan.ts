/** Reads a plan that was handed over, and refuses it unless it is the very one that this run comes to by itself. */
import { planDifferences } from '../../core/selection/plan-differences.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt, type Problem } from '../../kit/problem.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import { Plan } from '../../schema/plan.ts';
import type { FollowedPlan } from '../opening/target-run.ts';

/** A plan as it came: nothing in it was checked. */
export type PlanText = { readonly path: string; readonly text: string };

/** Differences that an error lists. */
const LISTED = 20;

/** Throws `PLAN_INVALID` where the text is no plan of this version. */
export function readPlan({ path, text }: PlanText): Plan {
  const { document, problems } = readDocument(path, text, Plan, 'json');
  if (document !== null) return document;
  throw new AutotuneError('PLAN_INVALID', `${excerpt(path, 200)} is no plan`, { problems: problems.slice(0, LISTED) });
}

/** Throws `PLAN_DIFFERS` unless both are the same in every part. */
export function assertFollows(given: Plan, own: Plan, path: string): FollowedPlan {
  const differences = planDifferences(given, own);
  if (differences.length === 0) return own;
  const problems = differences.slice(0, LISTED).map(
    ({ what, found, expected }): Problem => ({
      severity: 'error',
      code: 'PLAN_DIFFERS',
      file: path,
      line: 0,
      column: 0,
      message: what,
      found,
      expected,
    }),
  );
  const [first] = differences;
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  const message = `${excerpt(path, 200)} is not what this run comes to: ${first?.what}${more}`;
  throw new AutotuneError('PLAN_DIFFERS', message, { problems });
}
