/** `autotune doctor`: what this repository has and lacks for proposals to be opened, reviewed and gated. It changes nothing. */
import { ownersOf } from '../core/codeowners/owners.ts';
import { type CodeOwners, writtenOwner } from '../core/codeowners/parse.ts';
import { CONFIGURATION_PATH, ownedPaths } from '../core/repository/layout.ts';
import type { Ownership } from '../core/setup/check.ts';
import { checkSetup } from '../core/setup/check-setup.ts';
import { readWorkflow, type Workflow } from '../core/setup/workflow.ts';
import type { Hosting } from '../ports/hosting.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { SetupReport } from '../schema/setup-report.ts';
import { readCodeOwners } from './code-owners.ts';
import { loadRepository, missingConfiguration } from './load-repository.ts';

const WORKFLOWS_FOLDER = '.github/workflows';
/** Bytes; more than GitHub reads, so that a file which is too large is said to be. */
const LARGEST_OWNERS_FILE = 16 * 1024 * 1024;

/** @param hosting null where no host is asked: what only it can tell is then inconclusive. */
export async function doctor(workspace: Workspace, hosting: Hosting | null): Promise<SetupReport> {
  const { repository, problems } = await loadRepository(workspace);
  const workflows = await readWorkflows(workspace);
  const paths = [...ownedPaths(repository), ...workflows.map(({ path }) => path)];
  const ownership = ownershipOf(await readCodeOwners((path) => workspace.read(path, LARGEST_OWNERS_FILE)), paths);
  const owners = [...new Set([...ownership.owners.values()].flat())].sort();
  const host = hosting === null ? null : await hosting.facts(owners);
  const found = [...problems, ...missingConfiguration(repository, problems)];
  return { findings: [...checkSetup({ problems: found, workflows, ownership, host })], host };
}

async function readWorkflows(workspace: Workspace): Promise<readonly Workflow[]> {
  const paths = (await workspace.list(WORKFLOWS_FOLDER)).filter((path) => /\.ya?ml$/.test(path));
  const texts = await Promise.all(paths.map((path) => workspace.read(path)));
  return paths.flatMap((path, index) => readWorkflow(path, texts[index] ?? '') ?? []);
}

function ownershipOf(file: CodeOwners | null, paths: readonly string[]): Ownership {
  if (file === null) return { path: null, skipped: [], owners: new Map() };
  const named = [...new Set([...paths, CONFIGURATION_PATH, file.path])].sort();
  const owners = new Map(named.map((path) => [path, ownersOf(file, path).map(writtenOwner)]));
  return { path: file.path, skipped: file.problems, owners };
}
