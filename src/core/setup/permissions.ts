/** Whether a job may do what it is there for, and no more: what is not granted fails late, what is too much helps a thief. */
import type { Finding } from '../../schema/setup-report.ts';
import type { Permissions, Workflow, WorkflowJob } from './workflow.ts';

/** What a job is for, and what it writes for that: permission to reason. */
export type Work = { readonly what: string; readonly writes: ReadonlyMap<string, string> };

export function permissionFindings(
  { path }: Workflow,
  { id, permissions }: WorkflowJob,
  { what, writes }: Work,
): readonly Finding[] {
  const check = 'workflow';
  const place = `${path}, job ${id}`;
  if (permissions === null || permissions === 'read-all') {
    const found = `${place}: says no permissions of its own`;
    return [{ check, verdict: 'fail', found, fix: `Give the job ${wanted([...writes.keys()])}.` }];
  }
  const missing = [...writes.keys()].filter((name) => !mayWrite(permissions, name));
  if (missing.length > 0) {
    const why = missing.map((name) => `${name} (${writes.get(name)})`).join(', ');
    return [{ check, verdict: 'fail', found: `${place}: may not write ${why}`, fix: `Add ${wanted(missing)}.` }];
  }
  const extra =
    permissions === 'write-all'
      ? ['everything']
      : [...permissions].flatMap(([name, level]) => (level === 'write' && !writes.has(name) ? [name] : []));
  if (extra.length > 0) {
    const found = `${place}: may write ${extra.join(', ')}, which ${what} does not need`;
    return [{ check, verdict: 'fail', found, fix: 'Take away what no step of the job needs.' }];
  }
  return [{ check, verdict: 'pass', found: `${place}: may write what ${what} needs, and nothing else` }];
}

function mayWrite(permissions: Exclude<Permissions, 'read-all'>, name: string): boolean {
  return permissions === 'write-all' || permissions.get(name) === 'write';
}

function wanted(names: readonly string[]): string {
  return `\`permissions: { ${names.map((name) => `${name}: write`).join(', ')} }\``;
}
