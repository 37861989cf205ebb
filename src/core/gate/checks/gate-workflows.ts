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
  /** Which copies of the action its steps of the gate name, such as `owner/repository@commit`, or `./`. */
  readonly sources: readonly string[];
};

export type GateWorkflowFacts = {
  readonly changes: readonly ChangedPath[];
  /** At the base and after the merge. */
  readonly before: readonly GateWorkflow[];
  readonly after: readonly GateWorkflow[];
  /** Paths of workflows with another job after the merge whose check is named as the gate's was. */
  readonly namesakes: readonly string[];
  /** Paths of workflows with a job after the merge whose name nobody knows before it runs. */
  readonly nameless: readonly string[];
  /** Changed paths of the action that stands in this repository itself. */
  readonly ofAction: readonly string[];
};

export const checkGateWorkflows: Check<GateWorkflowFacts> = ({
  changes,
  before,
  after,
  namesakes,
  nameless,
  ofAction,
}) => {
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
      const foreign = now === undefined ? null : foreignSource(before, now);
      if (foreign !== null) return fail(`${name} runs the gate, and after the merge ${foreign}`, { path });
      if (now === undefined) return note(`${name} runs the gate, and would not after the merge`, { path });
      if (!isWhole(now))
        return note(`${name} runs the gate, and not on each pull request after the merge: ${open}`, { path });
      const moved = now.sources.filter((source) => !before.some(({ sources }) => sources.includes(source)));
      const by = moved.length === 0 ? 'by what it says then' : `by ${moved.map((one) => excerpt(one, 200)).join(', ')}`;
      return note(`${name}, which runs the gate, changes: the next change is judged ${by}`, { path });
    });
  const open = changes
    .filter(({ path }) => nameless.includes(path) && !namesakes.includes(path))
    .map(({ path }) => {
      return note(`${excerpt(path, 200)} has a job whose name is an expression alone: it must not come to the gate's`, {
        path,
      });
    });
  const isLocal = before.some(({ sources }) => sources.some((source) => source.startsWith('./')));
  const [first] = isLocal ? ofAction : [];
  const code =
    first === undefined
      ? []
      : [
          note(
            `${ofAction.length} ${ofAction.length === 1 ? 'file' : 'files'} of the program that runs the gate (\`./\`) change: the next change is judged by them`,
            { path: first },
          ),
        ];
  return [...own, ...others, ...open, ...code];
};

const PINNED = /@(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What is wrong with a copy of the action that was not there before; a newer commit of the same repository is fine. */
function foreignSource(before: readonly GateWorkflow[], { sources }: GateWorkflow): string | null {
  const known = before.flatMap((workflow) => workflow.sources);
  const isOwn = (source: string) => known.some((one) => repositoryOf(one) === repositoryOf(source));
  const other = sources.find((source) => !isOwn(source));
  if (other !== undefined) return `it would be ${excerpt(other, 200)}, another program than before`;
  const loose = sources.find((source) => !known.includes(source) && source.includes('@') && !PINNED.test(source));
  return loose === undefined
    ? null
    : `${excerpt(loose, 200)} would run it, which can become anything without a change here`;
}

function repositoryOf(source: string): string {
  return (source.split('@')[0] ?? '').toLowerCase();
}

function isWhole({ escapes }: GateWorkflow): boolean {
  return escapes.length === 0;
}
