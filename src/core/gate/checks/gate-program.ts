/** Whether a change touches the program that judges the next one: its files where it stands in the repository, or its ref. */

import type { GateJob } from '../../../kit/gate-job.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { ChangedPath } from '../changed-path.ts';
import { type Check, findings } from '../check.ts';

/** What an action in the root of a repository is made of; of one in a folder it is all that stands there. */
const ROOT_ACTION = /^(?:action\.ya?ml$|dist(?:\/|$))/;

type Facts = { readonly changes: readonly ChangedPath[]; readonly before: readonly GateJob[] };

export const checkGateProgram: Check<Facts> = ({ changes, before }) => {
  const folders = [...new Set(before.flatMap((job) => (job.isGate ? job.folders : [])))];
  return folders.flatMap((folder) => {
    const of = changes.filter(({ path }) => isPartOf(path, folder));
    const [first] = of;
    if (first === undefined) return [];
    const files = `${of.length} ${of.length === 1 ? 'file' : 'files'}`;
    const said = `${files} of the program that runs the gate (\`./${excerpt(folder, 200)}\`) change: the next change is judged by them`;
    return [findings('gate_workflows').note(said, { path: first.path })];
  });
};

function isPartOf(path: string, folder: string): boolean {
  return folder === '' ? ROOT_ACTION.test(path) : path === folder || path.startsWith(`${folder}/`);
}

/** By what the next change is judged, as the end of a sentence: what is new of it, and whether it can move where it could not. */
export function movedSources(now: readonly GateJob[], base: readonly GateJob[]): string {
  const known = base.flatMap(({ sources }) => sources);
  const moved = now.flatMap(({ sources }) => sources).filter(({ said }) => !known.some((one) => one.said === said));
  if (moved.length === 0) return 'by what it says then';
  const told = moved.map(({ said, program, isPinned }) => {
    const wasPinned = known.some((one) => one.program === program && one.isPinned);
    const looser =
      !isPinned && wasPinned ? ', which can become anything without a change here, as the commit before could not' : '';
    return `${excerpt(said, 200)}${looser}`;
  });
  return `by ${[...new Set(told)].join(', ')}`;
}
