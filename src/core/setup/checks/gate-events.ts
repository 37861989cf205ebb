/** Whether the gate judges a pull request anew that is directed to another branch: its check stays on the commit. */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { gateWorkflows } from '../workflow.ts';

const NEEDED = ['opened', 'synchronize', 'reopened', 'edited'] as const;
/** What GitHub takes where nothing is named. */
const DEFAULT: readonly string[] = ['opened', 'synchronize', 'reopened'];

export const checkGateEvents: Check<'workflows'> = ({ workflows }) =>
  gateWorkflows(workflows).map(({ path, activities }): Finding => {
    const check = 'gate events';
    const missing = NEEDED.filter((name) => !(activities ?? DEFAULT).includes(name));
    if (missing.length === 0) {
      return { check, verdict: 'pass', found: `${path} judges what is opened, pushed, reopened or directed elsewhere` };
    }
    const found = `${path} does not judge pull requests that are ${missing.join(', ')}`;
    return { check, verdict: 'fail', found, fix: `Write \`types: [${NEEDED.join(', ')}]\` below \`pull_request:\`.` };
  });
