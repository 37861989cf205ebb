/** Whether a workflow runs autotune on a schedule, in a job that may do what opening a proposal takes, and no more. */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { permissionFindings, type Work } from '../permissions.ts';
import { PLACEHOLDERS } from '../settings.ts';
import type { Workflow } from '../workflow.ts';

const PROPOSING: Work = {
  what: 'opening a proposal',
  writes: new Map([
    ['contents', 'the branch of a proposal and the ledger'],
    ['pull-requests', 'the pull request and its comment'],
    ['checks', 'the scorecard on the commit'],
  ]),
};

const OPENS = new Set(['auto', 'run']);

export const checkWorkflows: Check = ({ workflows }) => {
  const opening = workflows.flatMap((workflow) =>
    workflow.events.some((event) => event === 'schedule' || event === 'workflow_dispatch')
      ? workflow.jobs
          .filter(({ commands }) => commands.some((command) => OPENS.has(command)))
          .map((job) => ({ workflow, job }))
      : [],
  );
  if (opening.length === 0) {
    const fix = 'Run `autotune init`, or copy templates/autotune-propose.yml to .github/workflows/.';
    return [{ check: 'workflow', verdict: 'fail', found: 'no workflow runs autotune on a schedule', fix }];
  }
  return [
    ...opening.flatMap(({ workflow, job }) => permissionFindings(workflow, job, PROPOSING)),
    ...workflows.filter(isUnfilled).map(({ path }): Finding => {
      const fix = `Put the repository and the commit of the copy you use in place of \`${PLACEHOLDERS.action}\`.`;
      return { check: 'workflow', verdict: 'fail', found: `${path} does not name a copy of the action yet`, fix };
    }),
  ];
};

/** What `init` writes where it was not told which copy of the action is used. */
function isUnfilled({ jobs }: Workflow): boolean {
  return jobs.some(({ uses }) => uses.some((name) => /^OWNER\/|@0{40}$/.test(name)));
}
