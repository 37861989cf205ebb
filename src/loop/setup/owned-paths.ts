/** Reads what beside documents has to have an owner, for the one list that doctor, audit and the gate go by. */
import { GOLDENS_FOLDER, partOf } from '../../core/repository/layout.ts';
import { ownedPaths } from '../../core/repository/owned-paths.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { gateFolders } from '../../core/setup/judging.ts';
import { readWorkflow, type Workflow } from '../../core/setup/workflow.ts';
import type { Workspace } from '../../ports/workspace.ts';

const WORKFLOWS_FOLDER = '.github/workflows';

/** The workflows of a checkout or a commit that run autotune. */
export async function readWorkflows(workspace: Pick<Workspace, 'list' | 'read'>): Promise<readonly Workflow[]> {
  const paths = (await workspace.list(WORKFLOWS_FOLDER)).filter((path) => partOf(path) === 'workflow');
  const texts = await Promise.all(paths.map((path) => workspace.read(path)));
  return paths.flatMap((path, index) => readWorkflow(path, texts[index] ?? '') ?? []);
}

/** @param workflows those of the same files */
export async function ownedPathsAt(
  workspace: Pick<Workspace, 'list'>,
  repository: Repository,
  workflows: readonly Workflow[],
): Promise<readonly string[]> {
  return ownedPaths(repository, {
    workflows: workflows.map(({ path }) => path),
    action: (await Promise.all(gateFolders(workflows).map((folder) => filesOfAction(workspace, folder)))).flat(),
    goldens: await workspace.list(GOLDENS_FOLDER),
  });
}

const ACTION_FILES = ['action.yml', 'dist/action.js'];

/** @param folder of the checkout, empty for its root: that is not listed, since an action there is known by these files */
async function filesOfAction(workspace: Pick<Workspace, 'list'>, folder: string): Promise<readonly string[]> {
  if (folder === '') return ACTION_FILES;
  const there = await workspace.list(folder);
  return ACTION_FILES.map((path) => `${folder}/${path}`).filter((path) => there.includes(path));
}
