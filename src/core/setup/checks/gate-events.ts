/** Whether a pull request that is directed to another branch is judged anew: a check stays on the commit it was made for. */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { judgingWorkflows, type Workflow } from '../workflow.ts';

const NEEDED = ['opened', 'synchronize', 'reopened', 'edited'] as const;
/** What GitHub takes where nothing is named. */
const DEFAULT: readonly string[] = ['opened', 'synchronize', 'reopened'];

export const checkGateEvents: Check<'workflows'> = ({ workflows }) =>
  judgingWorkflows(workflows, 'gate').map((workflow) => eventsOf(workflow, 'gate events', 'judge'));

/** Validation sees what a merge into the branch of the moment would make. */
export const checkValidateEvents: Check<'workflows'> = ({ workflows }) =>
  judgingWorkflows(workflows, 'validate').map((workflow) => eventsOf(workflow, 'validate events', 'validate'));

function eventsOf({ path, activities }: Workflow, check: string, verb: string): Finding {
  const missing = NEEDED.filter((name) => !(activities ?? DEFAULT).includes(name));
  if (missing.length === 0) {
    return { check, verdict: 'pass', found: `${path} ${verb}s what is opened, pushed, reopened or directed elsewhere` };
  }
  const found = `${path} does not ${verb} pull requests that are ${missing.join(', ')}`;
  return { check, verdict: 'fail', found, fix: `Write \`types: [${NEEDED.join(', ')}]\` below \`pull_request:\`.` };
}
