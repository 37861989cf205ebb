/** `autotune validate`: reads everything a run would read and tells everything that is wrong with it. */
import { overlapProblems } from '../core/goldens/set-checker.ts';
import { checkCases, type SearchedNames } from '../core/repository/checks/cases.ts';
import { problemAt, type Repository } from '../core/repository/repository.ts';
import { targetStates } from '../core/targets/left-open.ts';
import type { Problem } from '../kit/problem.ts';
import type { GoldensManifest } from '../schema/goldens-manifest.ts';
import { loadRepository, missingConfiguration } from './documents/load-repository.ts';
import { readExperience } from './production/experience.ts';
import { flagsProblems } from './release/flags.ts';
import { openAuditProblems } from './replay/audit-cases.ts';
import { recordedUnder } from './replay/recorded.ts';
import { type VerifiedSet, verifySet } from './replay/verify-set.ts';
import type { World } from './world.ts';

export type Validation = {
  readonly problems: readonly Problem[];
  readonly documents: number;
  readonly cases: number;
  /** Production runs that were read; null where no files of them are configured. */
  readonly runs: number | null;
  /** Sealed sets that were not opened, so that nothing is known of what is in them. */
  readonly unchecked: readonly string[];
};

export async function validate({ workspace, progress }: Pick<World, 'workspace' | 'progress'>): Promise<Validation> {
  const { repository, problems } = await loadRepository(workspace);
  const found = [...problems, ...missingConfiguration(repository, problems), ...flagsProblems(repository)];
  if (!found.some(({ severity }) => severity === 'error')) found.push(...openProblems(repository));
  let cases = 0;
  const searched = new Map<string, SearchedNames>();
  const unchecked: string[] = [];
  for (const { value: manifest } of repository.manifests) {
    progress.phase(`goldens of ${manifest.intent}`);
    const [search, heldout] = await verifyBoth(workspace, repository, manifest);
    cases += search.cases + heldout.cases;
    found.push(...[...search.problems, ...heldout.problems].filter((problem) => !isLinkedAway(problem, problems)));
    if (heldout.path !== null && heldout.problems.some(({ code }) => code === 'HELDOUT_SEALED')) {
      unchecked.push(heldout.path);
    }
    const { path } = search;
    if (path !== null) found.push(...overlapProblems(path, search, heldout));
    if (path !== null && search.problems.length === 0) searched.set(manifest.intent, { ...search, path });
  }
  found.push(...checkCases(repository, searched));
  const experience = await checkExperience(workspace, repository, progress);
  found.push(...experience.problems);
  progress.done();
  const documents = Object.values(repository).flat().length;
  return { problems: found, documents, cases, runs: experience.runs, unchecked };
}

/** What each target of documents that are whole leaves open: a run would refuse it. */
function openProblems(repository: Repository): Problem[] {
  return repository.configurations.flatMap((configuration) =>
    targetStates(repository, configuration.value).flatMap(({ open }, i) =>
      open.map((question) => problemAt(configuration, ['targets', i], 'CONTRACT_INCOMPLETE', question)),
    ),
  );
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
  manifest: GoldensManifest,
): Promise<[VerifiedSet, VerifiedSet]> {
  const intents = repository.packs.flatMap(({ value }) => value.intents);
  const riskClass = intents.find(({ id }) => id === manifest.intent)?.risk_class;
  const recorded = recordedUnder(repository, manifest);
  const verify = async (role: 'search' | 'test') => {
    const check = { manifest, riskClass, isStampNeeded: true, role };
    if (recorded === null) return verifySet(workspace, check);
    const audit = openAuditProblems(recorded);
    const verified = await verifySet(workspace, { ...check, visit: audit.visit });
    return { ...verified, problems: [...verified.problems, ...audit.rest(verified.path ?? '')] };
  };
  return [await verify('search'), await verify('test')];
}
