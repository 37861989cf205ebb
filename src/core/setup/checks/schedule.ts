/** Whether GitHub still starts the schedule: it stops those of repositories in which nothing happens for sixty days. */
import type { Finding } from '../../../schema/setup-report.ts';
import { type Check, UNASKED } from '../check.ts';

export const checkSchedule: Check = ({ workflows, host }) => {
  const scheduled = workflows.filter(({ events, jobs }) => events.includes('schedule') && jobs.length > 0);
  if (scheduled.length === 0) return [];
  const check = 'schedule';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  if ('unknown' in host.workflows) {
    const fix = 'Give the token `actions: read`, or look at the Actions tab.';
    return [{ check, verdict: 'inconclusive', found: host.workflows.unknown, fix }];
  }
  const states = new Map(host.workflows.known.map(({ path, state }) => [path, state]));
  return scheduled.map(({ path }): Finding => {
    const state = states.get(path);
    if (state === 'active') return { check, verdict: 'pass', found: `${path} is active` };
    if (state === undefined) {
      const fix = 'Merge it: a schedule is only started from the default branch.';
      return { check, verdict: 'fail', found: `${path} is not known to GitHub yet`, fix };
    }
    const fix = `Enable it in the Actions tab, or with \`gh workflow enable ${path.split('/').at(-1)}\`.`;
    return { check, verdict: 'fail', found: `${path} is ${state.replaceAll('_', ' ')}`, fix };
  });
};
