/** `autotune doctor`: what this repository has and lacks for proposals to be opened, reviewed and gated. It changes nothing. */
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import { checkSetup } from '../../core/setup/check-setup.ts';
import type { Hosting } from '../../ports/hosting.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { SetupReport } from '../../schema/setup-report.ts';
import { ownershipAt } from '../documents/code-owners.ts';
import { loadRepository, missingConfiguration } from '../documents/load-repository.ts';
import { ownedPathsAt, readWorkflows } from './owned-paths.ts';

/** @param hosting null where no host is asked: what only it can tell is then inconclusive. */
export async function doctor(workspace: Workspace, hosting: Hosting | null): Promise<SetupReport> {
  const { repository, problems } = await loadRepository(workspace);
  const workflows = await readWorkflows(workspace);
  const paths = [...(await ownedPathsAt(workspace, repository, workflows)), CONFIGURATION_PATH];
  const ownership = await ownershipAt(workspace, paths);
  const owners = [...new Set([...ownership.owners.values()].flat())].sort();
  const host = hosting === null ? null : await hosting.facts(owners);
  const found = [...problems, ...missingConfiguration(repository, problems)];
  return { findings: [...checkSetup({ problems: found, workflows, ownership, host })], host };
}
