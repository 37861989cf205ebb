/**
 * What is wrong with a job whose check a merge takes for the gate's. It stands apart from the check because the same is
 * asked of the jobs at the base: what was wrong there already is not what a change does.
 */
import type { GateJob, GateSource } from '../../kit/gate-job.ts';
import { excerpt } from '../../kit/problem.ts';

/** Whether a merge that waits for the gate's name waits for this job, and it judges each pull request as the base does. */
export function holds(job: GateJob, base: readonly GateJob[]): boolean {
  return job.isGate && job.isForPullRequests && job.isNamedSo && faultsOf(job, base).length === 0;
}

export function openEnds({ escapes, deafness }: GateJob): readonly string[] {
  return [...deafness, ...escapes];
}

/** What lets a change past a job, as ends of sentences that begin with its workflow. */
export function faultsOf(job: GateJob, base: readonly GateJob[]): readonly string[] {
  if (!job.isGate) return [`has another job of the gate's name: its check would be taken for the gate's`];
  const foreign = foreignSource(job, base);
  if (foreign !== null) {
    return [`would run the gate by ${excerpt(foreign.said, 200)}, another program than before`];
  }
  const known = base.flatMap(({ checkouts }) => checkouts);
  const stray = job.checkouts.find((said) => !known.includes(said));
  if (stray !== undefined) {
    return [`would run the gate by what it checks out, and that is not the base alone: ${excerpt(stray, 200)}`];
  }
  const open = job.reportsAs.length === 0 ? [] : openEnds(job);
  const name = excerpt(job.name, 100);
  return open.length === 0 ? [] : [`would report as "${name}", and not judge each pull request: ${open.join('; ')}`];
}

/** Under the gate's name the program is that of the job of this name; a job of another name brings none that was not there. */
function foreignSource({ sources, reportsAs }: GateJob, base: readonly GateJob[]): GateSource | null {
  const same = base.filter(({ name }) => reportsAs.length === 0 || reportsAs.includes(name));
  const own = new Set(same.flatMap((job) => job.sources.map(({ program }) => program)));
  return sources.find(({ program }) => !own.has(program)) ?? null;
}
