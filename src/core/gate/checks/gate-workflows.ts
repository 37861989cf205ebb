/**
 * Whether a change touches what runs the gate. GitHub takes the workflow of a pull request from the pull request, so a
 * change of it is named whatever else changes; and one after which a check of the gate's name may be green without the
 * gate's judgement is refused, whichever file that check would come from.
 */

import type { GateJob } from '../../../kit/gate-job.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { GateCheck } from '../../../schema/gate-report.ts';
import type { ChangedPath } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';
import { faultsOf, holds, openEnds } from '../gate-jobs.ts';
import { checkGateProgram, movedSources } from './gate-program.ts';

export type GateWorkflowFacts = {
  readonly changes: readonly ChangedPath[];
  /** At the base and after the merge: jobs that run the gate, or may report under a name that it has at the base. */
  readonly before: readonly GateJob[];
  readonly after: readonly GateJob[];
  /** Workflows after the merge that cannot be read exactly, and why, as a sentence without its end. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** Paths of workflows with a job after the merge whose name nobody knows before it runs. */
  readonly nameless: readonly string[];
};

const { fail, note } = findings('gate_workflows');

export const checkGateWorkflows: Check<GateWorkflowFacts> = (facts) => {
  const { changes, before } = facts;
  if (!before.some(({ isGate }) => isGate)) return [];
  const faults = changes.flatMap(({ path }) => faultsAt(facts, path));
  const notes = changes
    .filter(({ path }) => !faults.some((fault) => fault.path === path))
    .flatMap(({ path }) => notesAt(facts, path));
  const lost = lossOf(facts, faults.length > 0);
  return [
    ...lost,
    ...faults,
    ...notes.filter(({ path }) => !lost.some((one) => one.path === path)),
    ...checkGateProgram(facts),
  ];
};

/** What a changed workflow would let past the gate, and did not at the base. */
function faultsAt({ before, after, unread }: GateWorkflowFacts, path: string): readonly GateCheck[] {
  const file = excerpt(path, 200);
  const broken = unread.find((workflow) => workflow.path === path);
  if (broken !== undefined) {
    const why = `${file} cannot be read exactly (${excerpt(broken.why, 200)})`;
    return [fail(`${why}: a job of it may take the gate's name and not be seen`, { path })];
  }
  const known = new Set(at(before, path).flatMap((job) => faultsOf(job, before)));
  const added = at(after, path).flatMap((job) => faultsOf(job, before).filter((said) => !known.has(said)));
  return [...new Set(added)].map((said) => fail(`${file} ${said}`, { path }));
}

/** Nothing is left that a merge could wait for, and something was. */
function lossOf({ changes, before, after }: GateWorkflowFacts, isTold: boolean): readonly GateCheck[] {
  const changed = changes.find(({ path }) => at(before, path).some(({ isGate }) => isGate));
  if (changed === undefined) return [];
  const { path } = changed;
  const lost = (what: string) => [fail(`${excerpt(path, 200)} runs the gate, and after the merge ${what}`, { path })];
  const judging = after.filter(({ isGate, isForPullRequests }) => isGate && isForPullRequests);
  if (judging.length === 0) return lost('no workflow judges pull requests');
  if (!before.some((job) => holds(job, before)) || after.some((job) => holds(job, before))) return [];
  const named = judging.filter(({ reportsAs }) => reportsAs.length > 0);
  const names = [...new Set(before.flatMap(({ isGate, name }) => (isGate ? [`"${excerpt(name, 100)}"`] : [])))];
  if (named.length === 0) return lost(`no job that judges has the name that a merge waits for, ${names.join(' or ')}`);
  return isTold ? [] : lost(`none judges each pull request: ${named.flatMap(openEnds).join('; ')}`);
}

function notesAt(facts: GateWorkflowFacts, path: string): readonly GateCheck[] {
  const { before, after, nameless } = facts;
  const file = excerpt(path, 200);
  const [was, now] = [before, after].map((jobs) => at(jobs, path).filter(({ isGate }) => isGate));
  const said = changeOf(facts, was ?? [], now ?? []);
  const open = nameless.includes(path) && !after.some((job) => job.path === path && job.reportsAs.length > 0);
  return [
    ...(said === null ? [] : [note(`${file}${said}`, { path })]),
    ...(open
      ? [note(`${file} has a job whose name is an expression alone: it must not come to the gate's`, { path })]
      : []),
  ];
}

/** What becomes of a workflow that runs the gate before or after, as the end of a sentence; null for any other. */
function changeOf(
  { before, after }: GateWorkflowFacts,
  was: readonly GateJob[],
  now: readonly GateJob[],
): string | null {
  const by = movedSources(now, before);
  if (was.length === 0 && now.length === 0) return null;
  if (now.length === 0) {
    const others = [...new Set(after.filter((job) => holds(job, before)).map((job) => excerpt(job.path, 200)))];
    return ` runs the gate, and would not after the merge${others.length === 0 ? '' : `: ${others.join(', ')} would`}`;
  }
  const named = now.filter(({ reportsAs }) => reportsAs.length > 0);
  if (was.length === 0) {
    const own = named.length > 0 ? '' : ` under a name of its own, "${excerpt(now[0]?.name ?? '', 100)}"`;
    return ` would run the gate after the merge${own}: the next change is judged ${by}`;
  }
  const open = [...new Set(named.flatMap(openEnds))];
  if (open.length > 0) return ` runs the gate, and not on each pull request after the merge: ${open.join('; ')}`;
  return `, which runs the gate, changes: the next change is judged ${by}`;
}

function at(jobs: readonly GateJob[], path: string): readonly GateJob[] {
  return jobs.filter((job) => job.path === path);
}
