/** Whether a job that looks after releases may do what that takes, and no more; that there is none is no fault: runs record, too. */
import type { Check } from '../check.ts';
import { permissionFindings, type Work } from '../permissions.ts';

const RELEASING: Work = {
  what: 'looking after releases',
  writes: new Map([
    ['contents', 'the ledger, and the branches of records and promotions'],
    ['pull-requests', 'their pull requests, and what production says'],
  ]),
};

const RELEASES = new Set(['record', 'promote', 'monitor', 'harvest']);
/** A job that also opens proposals is held to what that takes. */
const OPENS = new Set(['auto', 'run']);

export const checkReleases: Check = ({ workflows }) =>
  workflows
    .flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })))
    .filter(({ job: { commands } }) => commands.some((command) => RELEASES.has(command)))
    .filter(({ job: { commands } }) => !commands.some((command) => OPENS.has(command)))
    .flatMap(({ workflow, job }) => permissionFindings(workflow, job, RELEASING));
