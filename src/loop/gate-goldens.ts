/** Reads the golden sets that a change touches as they are after the merge; no look at a held-out set is made for it. */
import { checkGoldens, isAddition } from '../core/gate/checks/goldens.ts';
import { overlapProblems } from '../core/goldens/set-checker.ts';
import { folderOf } from '../core/repository/layout.ts';
import type { Repository } from '../core/repository/repository.ts';
import { isAutotuneError } from '../kit/errors.ts';
import type { GateCheck } from '../schema/gate-report.ts';
import type { GateWorld, MergedChange } from './gate-request.ts';
import { verifySet } from './verify-set.ts';

export type JudgedGoldens = {
  readonly checks: readonly GateCheck[];
  /** What the whole change is, where it adds search cases and does nothing else. */
  readonly kind: 'goldens' | null;
};

/** @param merged the documents that read after the merge */
export async function judgeGoldens(
  { progress }: Pick<GateWorld, 'progress'>,
  change: Pick<MergedChange, 'changes' | 'repository' | 'base' | 'merged'>,
  merged: Repository,
): Promise<JudgedGoldens> {
  const touched = change.changes.filter(({ part }) => part === 'golden_set' || part === 'manifest');
  const folders = new Set(touched.map(({ path }) => folderOf(path)));
  const manifests = merged.manifests.filter(({ path }) => folders.has(folderOf(path)));
  const sets = [];
  for (const { value: manifest } of manifests) {
    progress.phase(`goldens of ${manifest.intent}`);
    const riskClass = merged.packs
      .flatMap(({ value }) => value.intents)
      .find(({ id }) => id === manifest.intent)?.risk_class;
    const check = { manifest, riskClass, isStampNeeded: true };
    const search = await verifySet(change.merged, { ...check, role: 'search' });
    const heldout = await verifySet(change.merged, { ...check, role: 'test' });
    const overlap = search.path === null ? [] : overlapProblems(search.path, search, heldout);
    const problems = [...search.problems, ...heldout.problems, ...overlap];
    sets.push({ intent: manifest.intent, cases: { search: search.cases, heldout: heldout.cases }, problems });
  }
  const isAlone = touched.length > 0 && touched.length === change.changes.length;
  return { checks: checkGoldens({ sets }), kind: isAlone && (await isAdded(change, merged)) ? 'goldens' : null };
}

/** Bytes of a set that is compared as text; what is larger, zipped or sealed is told as a change of no special kind. */
const LARGEST = 256 * 1024 * 1024;

async function isAdded(
  { changes, repository, base, merged: files }: Pick<MergedChange, 'changes' | 'repository' | 'base' | 'merged'>,
  merged: Repository,
): Promise<boolean> {
  const sets = changes.filter(({ part }) => part === 'golden_set').map(({ path }) => path);
  if (!sets.every((path) => path.endsWith('/search.jsonl'))) return false;
  const pairs = changes
    .filter(({ part }) => part === 'manifest')
    .map(({ path }) => {
      const valueIn = ({ manifests }: Repository) => manifests.find((found) => found.path === path)?.value;
      return [valueIn(repository), valueIn(merged)] as const;
    });
  try {
    const texts = sets.map(async (path) => [await base.read(path, LARGEST), await files.read(path, LARGEST)] as const);
    return isAddition(pairs, await Promise.all(texts));
  } catch (error) {
    if (isAutotuneError(error)) return false;
    throw error;
  }
}
