/** Reads the golden sets that a change touches as they are after the merge; no look at a held-out set is made for it. */
import { type CaseMark, type GoldenPair, type MarkedSet, markOf } from '../../core/gate/case-mark.ts';
import { checkGoldens, isAddition } from '../../core/gate/checks/goldens.ts';
import { checkLoosenedGoldens } from '../../core/gate/checks/loosened-goldens.ts';
import { checkSetVersions } from '../../core/gate/checks/set-versions.ts';
import { overlapProblems } from '../../core/goldens/set-checker.ts';
import { folderOf } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import { type SetCheck, type VerifiedSet, verifySet } from '../replay/verify-set.ts';
import type { GateWorld, MergedChange } from './request.ts';

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
  const goldens: GoldenPair[] = [];
  for (const { value: manifest, path } of manifests) {
    progress.phase(`goldens of ${manifest.intent}`);
    const riskClass = merged.packs
      .flatMap(({ value }) => value.intents)
      .find(({ id }) => id === manifest.intent)?.risk_class;
    const check = { manifest, riskClass, isStampNeeded: true };
    const { set: search, marks: searched } = await markedSet(change.merged, { ...check, role: 'search' });
    const { set: heldout, marks: held } = await markedSet(change.merged, { ...check, role: 'test' });
    const overlap = search.path === null ? [] : overlapProblems(search.path, search, heldout);
    const problems = [...search.problems, ...heldout.problems, ...overlap];
    sets.push({ intent: manifest.intent, cases: { search: search.cases, heldout: heldout.cases }, problems });
    const pair = await pairOf(change, { path, manifest, search: searched, heldout: held });
    if (pair !== null) goldens.push(pair);
  }
  const isAlone = touched.length > 0 && touched.length === change.changes.length;
  const checks = [
    ...checkGoldens({ sets, lost: lostIn(change, merged) }),
    ...checkSetVersions({ goldens }),
    ...checkLoosenedGoldens({ goldens }),
  ];
  return { checks, kind: isAlone && (await isAdded(change, merged)) ? 'goldens' : null };
}

/** An intent that goes, or gets another name, takes its sets along: that is judged with the intents. */
function lostIn({ changes, repository }: Pick<MergedChange, 'changes' | 'repository'>, { packs }: Repository) {
  const gone = new Set(changes.flatMap(({ path, after }) => (after === null ? [path] : [])));
  const stays = new Set(packs.flatMap(({ value }) => value.intents.map(({ id }) => id)));
  return repository.manifests
    .map(({ path, value: { intent } }) => ({ path, intent }))
    .filter(({ path, intent }) => gone.has(path) && stays.has(intent));
}

/** A set as it was verified, with what is kept of its cases; null where it was not read to its end. */
async function markedSet(
  files: Workspace,
  check: Omit<SetCheck, 'visit'>,
): Promise<{ readonly set: VerifiedSet; readonly marks: MarkedSet }> {
  const marks = new Map<string, CaseMark>();
  const visit: SetCheck['visit'] = (golden) => {
    marks.set(golden.case_id, markOf(golden));
    return [];
  };
  const set = await verifySet(files, { ...check, visit });
  return { set, marks: set.sha256 === '' ? null : marks };
}

type Merged = Pick<GoldenPair, 'path'> & {
  readonly manifest: GoldensManifest;
  readonly search: MarkedSet;
  readonly heldout: MarkedSet;
};

/** The sets of the base beside those after the merge; null where the base has none of the intent. */
async function pairOf(
  { repository, base }: Pick<MergedChange, 'repository' | 'base'>,
  { path, manifest, search, heldout }: Merged,
): Promise<GoldenPair | null> {
  const was = repository.manifests.find(({ value }) => value.intent === manifest.intent)?.value;
  if (was === undefined) return null;
  const check = { manifest: was, riskClass: undefined, isStampNeeded: false } as const;
  const { marks: searched } = await markedSet(base, { ...check, role: 'search' });
  const { marks: held } = await markedSet(base, { ...check, role: 'test' });
  return {
    intent: manifest.intent,
    path,
    manifest: { before: was, after: manifest },
    search: { before: searched, after: search },
    heldout: { before: held, after: heldout },
  };
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
