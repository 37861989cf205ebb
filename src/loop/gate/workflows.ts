/** Reads which workflows run the gate, and what each lets past, where a change touches workflows at all. */
import { checkGateWorkflows, type GateWorkflow } from '../../core/gate/checks/gate-workflows.ts';
import {
  deafness,
  gateEscapes,
  gateJobs,
  gateSources,
  judgingWorkflows,
  nameless,
  namesakes,
} from '../../core/setup/judging.ts';
import type { Workflow } from '../../core/setup/workflow.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { readWorkflows } from '../setup/owned-paths.ts';
import type { GateRequest, GateWorld, MergedChange } from './request.ts';

/** What an action that a workflow names by `./` is made of. */
const OWN_ACTION = /^(?:action\.ya?ml$|dist\/)/;

/** @param trees ids of the base and of what merging gives */
export async function judgeWorkflows(
  { filesAt }: Pick<GateWorld, 'filesAt'>,
  { target }: Pick<GateRequest, 'target'>,
  { changes, ...trees }: Pick<MergedChange, 'changes'> & { readonly base: string; readonly tree: string },
): Promise<readonly GateCheck[]> {
  if (!changes.some(({ part, path }) => part === 'workflow' || OWN_ACTION.test(path))) return [];
  const read = (tree: string) => readWorkflows(filesAt(tree));
  const [base, merged] = await Promise.all([read(trees.base), read(trees.tree)]);
  const gatesIn = (workflows: readonly Workflow[]): readonly GateWorkflow[] =>
    judgingWorkflows(workflows, 'gate').map((workflow) => {
      const escapes = [...deafness(workflow), ...gateEscapes(workflow, target?.defaultBranch ?? null)];
      return { path: workflow.path, escapes, sources: gateSources(workflow) };
    });
  const ofAction = changes.filter(({ path }) => OWN_ACTION.test(path)).map(({ path }) => path);
  const names = { namesakes: namesakes(merged, gateJobs(base)), nameless: nameless(merged) };
  return checkGateWorkflows({ changes, before: gatesIn(base), after: gatesIn(merged), ...names, ofAction });
}
