/** Whether a workflow runs autotune on a schedule, in a job that may do what opening a proposal takes, and no more. */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import type { Permissions, Workflow, WorkflowJob } from '../workflow.ts';

/** What the job that opens proposals writes, and why. */
const NEEDED = new Map([
  ['contents', 'the branch of a proposal and the ledger'],
  ['pull-requests', 'the pull request and its comment'],
  ['checks', 'the scorecard on the commit'],
]);

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
    ...opening.flatMap(({ workflow, job }) => permissionFindings(workflow, job)),
    ...workflows.filter(isUnfilled).map(({ path }): Finding => {
      const fix = 'Put the repository and the commit of the copy you use in its place.';
      return { check: 'workflow', verdict: 'fail', found: `${path} does not name a copy of the action yet`, fix };
    }),
  ];
};

/** What `init` writes where it was not told which copy of the action is used. */
function isUnfilled({ jobs }: Workflow): boolean {
  return jobs.some(({ uses }) => uses.some((name) => /^OWNER\/|@0{40}$/.test(name)));
}

function permissionFindings({ path }: Workflow, { id, permissions }: WorkflowJob): readonly Finding[] {
  const check = 'workflow';
  const place = `${path}, job ${id}`;
  if (permissions === null || permissions === 'read-all') {
    const found = `${place}: says no permissions of its own`;
    return [{ check, verdict: 'fail', found, fix: `Give the job ${wanted([...NEEDED.keys()])}.` }];
  }
  const missing = [...NEEDED.keys()].filter((name) => !mayWrite(permissions, name));
  if (missing.length > 0) {
    const why = missing.map((name) => `${name} (${NEEDED.get(name)})`).join(', ');
    return [{ check, verdict: 'fail', found: `${place}: may not write ${why}`, fix: `Add ${wanted(missing)}.` }];
  }
  const extra =
    permissions === 'write-all'
      ? ['everything']
      : [...permissions].flatMap(([name, level]) => (level === 'write' && !NEEDED.has(name) ? [name] : []));
  if (extra.length > 0) {
    const found = `${place}: may write ${extra.join(', ')}, which opening a proposal does not need`;
    return [{ check, verdict: 'fail', found, fix: 'Take away what no step of the job needs.' }];
  }
  return [{ check, verdict: 'pass', found: `${place}: may write what a proposal needs, and nothing else` }];
}

function mayWrite(permissions: Exclude<Permissions, 'read-all'>, name: string): boolean {
  return permissions === 'write-all' || permissions.get(name) === 'write';
}

function wanted(names: readonly string[]): string {
  return `\`permissions: { ${names.map((name) => `${name}: write`).join(', ')} }\``;
}
