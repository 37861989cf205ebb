/** Reads where production runs come from on either side of a merge, and which changed files hold them. */
import type { ChangedPath } from '../../core/gate/changed-path.ts';
import { checkProduction } from '../../core/gate/checks/production.ts';
import { CONFIGURATION_PATH, holdsRuns } from '../../core/repository/layout.ts';
import { readRepository } from '../../core/repository/repository.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import type { GateWorld } from './request.ts';

/** The checks, and the changes with what holds production runs named as that: which files do, the configuration says. */
export type JudgedProduction = { readonly checks: readonly GateCheck[]; readonly changes: readonly ChangedPath[] };

/** @param trees ids of the base and of what merging gives */
export async function judgeProduction(
  { filesAt }: Pick<GateWorld, 'filesAt'>,
  trees: { readonly base: string; readonly tree: string },
  changes: readonly ChangedPath[],
): Promise<JudgedProduction> {
  const [before, after] = await Promise.all([trees.base, trees.tree].map((tree) => sourceAt(filesAt(tree))));
  const folders = [before, after].flatMap((source) => {
    return source !== undefined && 'files' in source ? [source.files] : [];
  });
  const files = changes.filter((change) => folders.some((folder) => holdsRuns(folder, change)));
  const isTold = files.length > 0 || changes.some(({ path }) => path === CONFIGURATION_PATH);
  const named = new Set(files);
  return {
    checks: isTold ? checkProduction({ files, before, after, configuration: CONFIGURATION_PATH }) : [],
    changes: changes.map((change) =>
      named.has(change) && change.part === 'other' ? { ...change, part: 'runs' } : change,
    ),
  };
}

/** What is wrong with a configuration is told where it is judged. */
async function sourceAt(files: Pick<Workspace, 'read'>): Promise<Configuration['experience']> {
  try {
    const text = await files.read(CONFIGURATION_PATH);
    if (text === null) return undefined;
    return readRepository([{ path: CONFIGURATION_PATH, text }]).repository.configurations[0]?.value.experience;
  } catch (error) {
    if (isAutotuneError(error)) return undefined;
    throw error;
  }
}
