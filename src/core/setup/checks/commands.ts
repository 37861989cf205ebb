/** Whether anybody hears the commands that every proposal tells its reviewers of, in a job that may do what they ask. */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { permissionFindings, type Work } from '../permissions.ts';

const HEARING: Work = {
  what: 'hearing commands',
  writes: new Map([
    ['contents', 'the ledger, and the branch of what is rejected'],
    ['pull-requests', 'the reaction, the reply, and closing what is rejected'],
  ]),
};

const HEARS = new Set(['auto', 'command']);

export const checkCommands: Check = ({ workflows }) => {
  const hearing = workflows
    .filter(({ events }) => events.includes('issue_comment'))
    .flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })))
    .filter(({ job }) => job.commands.some((command) => HEARS.has(command)));
  if (hearing.length > 0) {
    const paths = new Set(hearing.flatMap(({ workflow }) => (workflow.isOneAtATime ? [workflow.path] : [])));
    const permitted = hearing.flatMap(({ workflow, job }) => permissionFindings(workflow, job, HEARING));
    return [...permitted, ...[...paths].map(displaced)];
  }
  const fix = 'Run `autotune init`, or copy templates/autotune-command.yml to .github/workflows/.';
  return [{ check: 'commands', verdict: 'fail', found: 'no workflow hears commands in comments', fix }];
};

/** GitHub keeps one run waiting in the place of a whole workflow, and any comment takes it. */
function displaced(path: string): Finding {
  const found = `${path}: a comment that commands nothing cancels a command that waits`;
  const fix = 'Move `concurrency` from the workflow to the job, as in templates/autotune-command.yml.';
  return { check: 'commands', verdict: 'fail', found, fix };
}
