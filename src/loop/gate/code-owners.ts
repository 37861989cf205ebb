/** Reads who has to approve what the gate and proposals rest on, where a change touches the code owners. */
import { checkLoosenedOwners } from '../../core/gate/checks/loosened-owners.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { ownershipAt, readOwnersAt } from '../documents/code-owners.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { ownedPathsAt, readWorkflows } from '../setup/owned-paths.ts';
import type { GateWorld, MergedChange } from './request.ts';

/** @param trees ids of the base and of what merging gives */
export async function judgeCodeOwners(
  { filesAt }: Pick<GateWorld, 'filesAt'>,
  { changes, ...trees }: Pick<MergedChange, 'changes'> & { readonly base: string; readonly tree: string },
): Promise<readonly GateCheck[]> {
  if (changes.every(({ part }) => part !== 'code_owners')) return [];
  const base = filesAt(trees.base);
  const file = (await readOwnersAt(base))?.path;
  if (file === undefined) return [];
  const { repository } = await loadRepository(base, () => []);
  const paths = [file, ...(await ownedPathsAt(base, repository, await readWorkflows(base)))];
  const [before, after] = await Promise.all([trees.base, trees.tree].map((tree) => ownershipAt(filesAt(tree), paths)));
  const owned = paths.map((path) => ({
    path,
    before: before?.owners.get(path) ?? [],
    after: after?.owners.get(path) ?? [],
  }));
  return checkLoosenedOwners({ file, owned });
}
