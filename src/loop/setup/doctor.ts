/** `autotune doctor`: what this repository has and lacks for proposals to be opened, reviewed and gated. It changes nothing. */
import { CONFIGURATION_PATH, ownedPaths } from '../../core/repository/layout.ts';
import { checkSetup } from '../../core/setup/check-setup.ts';
import { readWorkflow, type Workflow } from '../../core/setup/workflow.ts';
import type { Hosting } from '../../ports/hosting.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { SetupReport } from '../../schema/setup-report.ts';
import { ownershipAt } from '../documents/code-owners.ts';
import { loadRepository, missingConfiguration } from '../documents/load-repository.ts';

const WORKFLOWS_FOLDER = '.github/workflows';

/** @param hosting null where no host is asked: what only it can tell is then inconclusive. */
export async function doctor(workspace: Workspace, hosting: Hosting | null): Promise<SetupReport> {
  const { repository, problems } = await loadRepository(workspace);
  const workflows = await readWorkflows(workspace);
  const paths = [...ownedPaths(repository), ...workflows.map(({ path }) => path), CONFIGURATION_PATH];
  const ownership = await ownershipAt(workspace, paths);
  const owners = [...new Set([...ownership.owners.values()].flat())].sort();
  const host = hosting === null ? null : await hosting.facts(owners);
  const found = [...problems, ...missingConfiguration(repository, problems)];
  return { findings: [...checkSetup({ problems: found, workflows, ownership, host })], host };
}

/** The workflows of a checkout or a commit that run autotune. */
export async function readWorkflows(workspace: Pick<Workspace, 'list' | 'read'>): Promise<readonly Workflow[]> {
  const paths = (await workspace.list(WORKFLOWS_FOLDER)).filter((path) => /\.ya?ml$/.test(path));
  const texts = await Promise.all(paths.map((path) => workspace.read(path)));
  return paths.flatMap((path, index) => readWorkflow(path, texts[index] ?? '') ?? []);
}
