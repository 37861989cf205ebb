/**
 * Whether a pull request that is directed to another branch is judged anew, since a check stays on the commit it was made
 * for; and whether nothing else, such as a review, puts a second check of that name beside it.
 */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { DEFAULT_ACTIVITIES, judgingWorkflows } from '../judging.ts';
import type { Workflow } from '../workflow.ts';

const NEEDED = ['opened', 'synchronize', 'reopened', 'edited'] as const;

export const checkGateEvents: Check<'workflows'> = ({ workflows }) =>
  judgingWorkflows(workflows, 'gate').flatMap((workflow) => {
    return [eventsOf(workflow, 'gate events', 'judge'), ...secondRun(workflow)];
  });

/** A job that an `if:` skips there counts as done, so that a review alone would give the required check. */
function secondRun({ path, events }: Workflow): readonly Finding[] {
  if (!events.includes('pull_request_review')) return [];
  const found = `${path} starts with each review as well: its job is a second check of the same name on the commit`;
  const fix =
    'Take `pull_request_review` out of its `on:`; a workflow of its own, with a job of another name, may listen to reviews.';
  return [{ check: 'gate events', verdict: 'fail', found, fix }];
}

/** Validation sees what a merge into the branch of the moment would make. */
export const checkValidateEvents: Check<'workflows'> = ({ workflows }) =>
  judgingWorkflows(workflows, 'validate').map((workflow) => eventsOf(workflow, 'validate events', 'validate'));

function eventsOf({ path, activities }: Workflow, check: string, verb: string): Finding {
  const missing = NEEDED.filter((name) => !(activities ?? DEFAULT_ACTIVITIES).includes(name));
  if (missing.length === 0) {
    return { check, verdict: 'pass', found: `${path} ${verb}s what is opened, pushed, reopened or directed elsewhere` };
  }
  const found = `${path} does not ${verb} pull requests that are ${missing.join(', ')}`;
  return { check, verdict: 'fail', found, fix: `Write \`types: [${NEEDED.join(', ')}]\` below \`pull_request:\`.` };
}
