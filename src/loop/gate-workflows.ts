/** Reads which workflows run the gate, where a change touches workflows at all. */
import { checkGateWorkflows } from '../core/gate/checks/gate-workflows.ts';
import { judgingWorkflows } from '../core/setup/workflow.ts';
import type { GateCheck } from '../schema/gate-report.ts';
import { readWorkflows } from './doctor.ts';
import type { GateWorld, MergedChange } from './gate-request.ts';

/** @param trees ids of the base and of what merging gives */
export async function judgeWorkflows(
  { filesAt }: Pick<GateWorld, 'filesAt'>,
  changes: MergedChange['changes'],
  trees: { readonly base: string; readonly tree: string },
): Promise<readonly GateCheck[]> {
  if (changes.every(({ part }) => part !== 'workflow')) return [];
  const pathsAt = async (tree: string) =>
    judgingWorkflows(await readWorkflows(filesAt(tree)), 'gate').map(({ path }) => path);
  const [before, after] = await Promise.all([pathsAt(trees.base), pathsAt(trees.tree)]);
  return checkGateWorkflows({ changes, before, after });
}
