/** `autotune validate`: reads everything a run would read and tells everything that is wrong with it. */
import { overlapProblems } from '../core/goldens/set-checker.ts';
import { tooFewFamilies } from '../core/guardrails/power.ts';
import { checkCases, type SearchedNames } from '../core/repository/checks/cases.ts';
import { problemAt, type Repository } from '../core/repository/repository.ts';
import { areRead, restingOn, type UnreadDocument } from '../core/repository/unread.ts';
import type { Problem } from '../kit/problem.ts';
import type { WrittenManifest } from '../schema/goldens-manifest.ts';
import { loadRepository, missingConfiguration } from './documents/load-repository.ts';
import { openProblems } from './documents/open-contracts.ts';
import { readExperience } from './production/experience.ts';
import { flagsProblems } from './release/flags.ts';
import { checkSet } from './replay/check-set.ts';
import { recordedUnder } from './replay/recorded.ts';
import type { VerifiedSet } from './replay/verify-set.ts';
import type { World } from './world.ts';

export type Validation = {
  readonly problems: readonly Problem[];
  readonly documents: number;
  readonly cases: number;
  /** Production runs that were read; null where no files of them are configured. */
  readonly runs: number | null;
  readonly unchecked: readonly Unchecked[];
};

/** What a check could not look at. */
export type Unchecked = {
  readonly path: string;
  /**
   * `sealed`: a set that was not opened; `unread`: a document that cannot be read, and so what rests on it; `unreplayed`: a
   * set whose cases were not replayed as recorded, since what that rests on is not here.
   */
  readonly why: 'sealed' | 'unread' | 'unreplayed';
  /** In words, where a document cannot be read. */
  readonly what?: string;
};

export async function validate({ workspace, progress }: Pick<World, 'workspace' | 'progress'>): Promise<Validation> {
  const { repository, problems, unread } = await loadRepository(workspace);
  const flags = areRead(unread, 'pack', 'release') ? flagsProblems(repository) : [];
  const found = [...problems, ...missingConfiguration(repository, problems), ...flags];
  found.push(...openProblems(repository, unread, found));
  let cases = 0;
  const searched = new Map<string, SearchedNames>();
  const unchecked = uncheckedFor(unread);
  for (const { value: manifest } of [...repository.manifests, ...repository.unstamped]) {
    progress.phase(`goldens of ${manifest.intent}`);
    const { search, heldout, isReplayed } = await verifyBoth(workspace, repository, manifest);
    cases += search.cases + heldout.cases;
    found.push(...[...search.problems, ...heldout.problems].filter((problem) => !isLinkedAway(problem, problems)));
    unchecked.push(...uncheckedOf(heldout, isReplayed), ...uncheckedOf(search, isReplayed));
    const { path } = search;
    if (path !== null) found.push(...overlapProblems(path, search, heldout));
    found.push(...fewFamilies(repository, heldout));
    const isWhole = search.problems.every(({ code }) => !code.startsWith('DOC_'));
    if (path !== null && isWhole) searched.set(manifest.intent, { ...search, path });
  }
  found.push(...checkCases(repository, searched, unread));
  const experience = await checkExperience(workspace, repository, progress);
  found.push(...experience.problems);
  progress.done();
  const documents = Object.values(repository).flat().length;
  return { problems: found, documents, cases, runs: experience.runs, unchecked };
}

/** A run reads the held-out set last; what it would refuse then is told here, before anything is searched. */
function fewFamilies(
  { configurations: [configuration] }: Repository,
  { path, cases, families }: VerifiedSet,
): Problem[] {
  if (configuration === undefined || path === null) return [];
  const few = tooFewFamilies({ cases, families: families.size }, configuration.value.evidence.min_cases);
  if (few === null) return [];
  return [{ severity: 'warning', code: 'FAMILIES_FEW', file: path, line: 0, column: 0, message: few }];
}

function uncheckedFor(unread: readonly UnreadDocument[]): Unchecked[] {
  return unread.flatMap((document) => {
    const what = restingOn(document);
    return what === null ? [] : [{ path: document.path, why: 'unread', what }];
  });
}

function uncheckedOf({ path, problems }: VerifiedSet, isReplayed: boolean): Unchecked[] {
  if (path === null) return [];
  if (problems.some(({ code }) => code === 'HELDOUT_SEALED')) return [{ path, why: 'sealed' }];
  return isReplayed ? [] : [{ path, why: 'unreplayed' }];
}

/** A set whose place is taken by a link was told as that already. */
function isLinkedAway({ code, file }: Problem, told: readonly Problem[]): boolean {
  const isAbsent = code === 'CONFIG_MISSING' || code === 'HELDOUT_ABSENT';
  return isAbsent && told.some((other) => other.code === 'DOC_LINK' && other.file.startsWith(file));
}

async function checkExperience(
  workspace: World['workspace'],
  { configurations: [configuration] }: Repository,
  progress: World['progress'],
): Promise<{ runs: number | null; problems: readonly Problem[] }> {
  const source = configuration?.value.experience;
  if (configuration === undefined || source === undefined) return { runs: null, problems: [] };
  // A check starts nothing.
  if ('command' in source) return { runs: null, problems: [] };
  progress.phase('production runs');
  const { files, runs, problems } = await readExperience(workspace, source.files);
  if (files > 0 || problems.length > 0) return { runs, problems };
  const message = 'no file of production runs is there, so no target is ever due';
  const place = ['experience', 'files'];
  const empty = problemAt(configuration, place, 'REF_UNRESOLVED', message, { severity: 'warning' });
  return { runs, problems: [empty] };
}

/** Both sets, each case audited as a run does it; where what that rests on is not here, they are only read. */
async function verifyBoth(
  workspace: World['workspace'],
  repository: Repository,
  manifest: WrittenManifest,
): Promise<{ search: VerifiedSet; heldout: VerifiedSet; isReplayed: boolean }> {
  const recorded = recordedUnder(repository, manifest);
  const check = { manifest, recorded, isStampNeeded: true } as const;
  const search = await checkSet(workspace, repository, { ...check, role: 'search' });
  const heldout = await checkSet(workspace, repository, { ...check, role: 'test' });
  return { search, heldout, isReplayed: recorded !== null };
}
