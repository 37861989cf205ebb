/** Whether there is anything to judge: the base has to be readable, and the change has to merge into it. */
import { excerpt } from '../../../kit/problem.ts';
import type { GateCheck } from '../../../schema/gate-report.ts';
import { findings } from '../check.ts';

const LISTED = 10;

/** @param merged the paths in the way, or null where the two have no history in common */
export function mergeFindings(conflicts: readonly string[] | null): readonly GateCheck[] {
  const { fail, inconclusive } = findings('merge');
  if (conflicts === null) {
    return [inconclusive('base and head have no commit in common in this clone: fetch all of their history')];
  }
  return conflicts.slice(0, LISTED).map((path) => {
    return fail(`${excerpt(path, 200)} changed on both sides: merging it needs a person`, { path });
  });
}
