/** Whether anybody hears the commands that every proposal tells its reviewers of, in a job that may do what they ask. */
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
  if (hearing.length > 0) return hearing.flatMap(({ workflow, job }) => permissionFindings(workflow, job, HEARING));
  const fix = 'Run `autotune init`, or copy templates/autotune-command.yml to .github/workflows/.';
  return [{ check: 'commands', verdict: 'fail', found: 'no workflow hears commands in comments', fix }];
};
