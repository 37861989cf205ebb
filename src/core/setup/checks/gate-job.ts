/** Whether each job that reports as the gate judges whatever it hears of: one that may be skipped, or is another, holds nothing up. */

import type { GateJob } from '../../../kit/gate-job.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { isSameName } from '../check-names.ts';
import { gateJobs, judgingJobs, unreadWorkflows } from '../judging.ts';
import { expression } from '../pinned-actions.ts';

const FIX = 'Take that out of it, or give the gate a workflow of its own as templates/autotune-gate.yml has it.';
const NAME_FIX = 'Give that job another name.';
const CHECKOUT_FIX = `Write \`ref: ${expression('github.event.repository.default_branch')}\` at the checkout before it.`;
const READ_FIX = 'Write it as GitHub takes it: no key twice, no merge key, no tag, no anchor that is not there.';

const check = 'gate job';

export const checkGateJob: Check<'workflows' | 'host'> = ({ workflows, host }) => {
  const branch = host !== null && 'known' in host.default_branch ? host.default_branch.known : null;
  const names = gateJobs(workflows).map(({ name }) => name);
  const jobs = judgingJobs(workflows, names, branch);
  const unread = names.length === 0 ? [] : unreadWorkflows(workflows);
  const broken = unread.map(({ path, why }): Finding => {
    return { check, verdict: 'fail', found: `${path}: it cannot be read exactly (${why})`, fix: READ_FIX };
  });
  const read = jobs.filter(({ path }) => !unread.some((workflow) => workflow.path === path));
  const own = read.filter(({ isGate }) => isGate).flatMap((job) => findingsOf(job, branch));
  const others = new Set(read.flatMap(({ isGate, path }) => (isGate ? [] : [path])));
  return [...own, ...[...others].map(namesake), ...mixed(read), ...broken];
};

function findingsOf(job: GateJob, branch: string | null): readonly Finding[] {
  const { path, escapes } = job;
  const said = (found: string) => `${path}: ${found}`;
  const stray = strayOf(job, branch);
  if (escapes.length === 0 && stray.length === 0) {
    return [{ check, verdict: 'pass', found: said('its gate runs whenever it starts, and ends as it judged') }];
  }
  return [
    ...escapes.map((way): Finding => ({ check, verdict: 'fail', found: said(way), fix: FIX })),
    ...stray.map((what): Finding => {
      const found = said(`its gate is the program that it checks out, and that is not the base alone: ${what}`);
      return { check, verdict: 'fail', found, fix: CHECKOUT_FIX };
    }),
  ];
}

/** A branch by its name is no fault where nobody knows the default one. */
function strayOf({ checkouts }: GateJob, branch: string | null): readonly string[] {
  const isSaid = (what: string) => branch !== null || what.includes('${{') || /[, ]/.test(what);
  return checkouts.filter(isSaid).map((what) => excerpt(what, 200));
}

function namesake(path: string): Finding {
  const found = `${path}: another job has the name of the gate's, so its check is taken for the gate's`;
  return { check, verdict: 'fail', found, fix: NAME_FIX };
}

/** A merge takes the check of either, so nobody can say which program judged. */
function mixed(jobs: readonly GateJob[]): readonly Finding[] {
  const gates = jobs.filter(({ isGate }) => isGate);
  const names = new Set(gates.map(({ name }) => name.trim().toLowerCase()));
  return [...names].flatMap((name): readonly Finding[] => {
    const same = gates.filter((job) => isSameName(job.name, name));
    const programs = new Map(same.flatMap(({ sources }) => sources.map(({ program, said }) => [program, said])));
    if (programs.size < 2) return [];
    const paths = [...new Set(same.map(({ path }) => path))].join(', ');
    const said = [...programs.values()].map((one) => excerpt(one, 200)).join(', ');
    return [{ check, verdict: 'fail', found: `${paths}: one check is of several programs: ${said}`, fix: NAME_FIX }];
  });
}
