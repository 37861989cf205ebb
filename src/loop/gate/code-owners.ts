/** Reads who has to approve what the gate and proposals rest on, where a change touches the code owners. */
import { checkLoosenedOwners } from '../../core/gate/checks/loosened-owners.ts';
import { ownedPaths } from '../../core/repository/layout.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { ownershipAt } from '../documents/code-owners.ts';
import { loadRepository } from '../documents/load-repository.ts';
import type { GateWorld, MergedChange } from './request.ts';

/** @param trees ids of the base and of what merging gives */
export async function judgeCodeOwners(
  { filesAt }: Pick<GateWorld, 'filesAt'>,
  { changes, ...trees }: Pick<MergedChange, 'changes'> & { readonly base: string; readonly tree: string },
): Promise<readonly GateCheck[]> {
  if (changes.every(({ part }) => part !== 'code_owners')) return [];
  const { repository } = await loadRepository(filesAt(trees.base), () => []);
  const paths = ownedPaths(repository);
  const [before, after] = await Promise.all([trees.base, trees.tree].map((tree) => ownershipAt(filesAt(tree), paths)));
  const file = before?.path ?? null;
  if (file === null) return [];
  const owned = paths.map((path) => ({
    path,
    before: before?.owners.get(path) ?? [],
    after: after?.owners.get(path) ?? [],
  }));
  return checkLoosenedOwners({ file, owned });
}
