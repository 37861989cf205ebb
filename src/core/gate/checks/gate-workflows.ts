/**
 * Whether a change touches what runs the gate. GitHub takes the workflow of a pull request from the pull request, so a
 * change of it is named whatever else changes, and one after which nothing judges each pull request is refused.
 */
import { excerpt } from '../../../kit/problem.ts';
import type { ChangedPath } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

/** A workflow that runs the gate. */
export type GateWorkflow = {
  readonly path: string;
  /** What lets a change past it without having been judged, as sentences without their ends. */
  readonly escapes: readonly string[];
};

export type GateWorkflowFacts = {
  readonly changes: readonly ChangedPath[];
  /** At the base and after the merge. */
  readonly before: readonly GateWorkflow[];
  readonly after: readonly GateWorkflow[];
  /** Paths of workflows with another job after the merge whose check is named as the gate's was. */
  readonly namesakes: readonly string[];
};

export const checkGateWorkflows: Check<GateWorkflowFacts> = ({ changes, before, after, namesakes }) => {
  const { fail, note } = findings('gate_workflows');
  const [held, holds] = [before.some(isWhole), after.some(isWhole)];
  const others = changes
    .filter(({ path }) => namesakes.includes(path))
    .map(({ path }) => {
      return fail(`${excerpt(path, 200)} has another job of the gate's name: its check would be taken for the gate's`, {
        path,
      });
    });
  const own = changes
    .filter(({ path }) => before.some((workflow) => workflow.path === path))
    .map(({ path }) => {
      const name = excerpt(path, 200);
      const now = after.find((workflow) => workflow.path === path);
      const open = now?.escapes.join('; ') ?? 'would not after the merge';
      if (after.length === 0) {
        return fail(`${name} runs the gate, and after the merge no workflow judges pull requests`, { path });
      }
      if (held && !holds) {
        return fail(`${name} runs the gate, and after the merge none judges each pull request: ${open}`, { path });
      }
      if (now === undefined) return note(`${name} runs the gate, and would not after the merge`, { path });
      if (!isWhole(now))
        return note(`${name} runs the gate, and not on each pull request after the merge: ${open}`, { path });
      return note(`${name}, which runs the gate, changes: the next change is judged by what it says then`, { path });
    });
  return [...own, ...others];
};

function isWhole({ escapes }: GateWorkflow): boolean {
  return escapes.length === 0;
}
