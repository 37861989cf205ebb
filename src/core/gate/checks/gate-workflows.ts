/**
 * Whether a change touches what runs the gate. GitHub takes the workflow of a pull request from the pull request, so a
 * change of it is named whatever else changes, and one after which nothing judges pull requests is refused.
 */
import { excerpt } from '../../../kit/problem.ts';
import type { ChangedPath } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

export type GateWorkflowFacts = {
  readonly changes: readonly ChangedPath[];
  /** Paths of the workflows that judge pull requests, at the base and after the merge. */
  readonly before: readonly string[];
  readonly after: readonly string[];
};

export const checkGateWorkflows: Check<GateWorkflowFacts> = ({ changes, before, after }) => {
  const { fail, note } = findings('gate_workflows');
  const touched = changes.filter(({ path }) => before.includes(path)).map(({ path }) => path);
  return touched.map((path) => {
    const name = excerpt(path, 200);
    if (after.length === 0) {
      return fail(`${name} runs the gate, and after the merge no workflow judges pull requests`, { path });
    }
    if (!after.includes(path)) return note(`${name} runs the gate, and would not after the merge`, { path });
    return note(`${name}, which runs the gate, changes: the next change is judged by what it says then`, { path });
  });
};
