/** Reads which jobs run the gate or take its name, and what each lets past, at the base and after the merge. */
import { checkGateWorkflows } from '../../core/gate/checks/gate-workflows.ts';
import { gateJobs, judgingJobs, nameless, unreadWorkflows } from '../../core/setup/judging.ts';
import type { Workflow } from '../../core/setup/workflow.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { readWorkflows } from '../setup/owned-paths.ts';
import type { GateRequest, GateWorld, MergedChange } from './request.ts';

/** @param trees ids of the base and of what merging gives */
export async function judgeWorkflows(
  { filesAt }: Pick<GateWorld, 'filesAt'>,
  { target }: Pick<GateRequest, 'target'>,
  { changes, ...trees }: Pick<MergedChange, 'changes'> & { readonly base: string; readonly tree: string },
): Promise<readonly GateCheck[]> {
  const base = await readWorkflows(filesAt(trees.base));
  const isSame = !changes.some(({ part }) => part === 'workflow');
  const merged = isSame ? base : await readWorkflows(filesAt(trees.tree));
  const names = [...new Set(gateJobs(base).map(({ name }) => name))];
  const jobsOf = (workflows: readonly Workflow[]) => judgingJobs(workflows, names, target?.defaultBranch ?? null);
  const after = { unread: unreadWorkflows(merged), nameless: nameless(merged) };
  return checkGateWorkflows({ changes, before: jobsOf(base), after: jobsOf(merged), ...after });
}
