/** `autotune validate`: reads everything a run would read and tells everything that is wrong with it. */
import { overlapProblems } from '../core/goldens/set-checker.ts';
import type { Repository } from '../core/repository/repository.ts';
import type { Problem } from '../kit/problem.ts';
import type { GoldensManifest } from '../schema/goldens-manifest.ts';
import { loadRepository } from './load-repository.ts';
import { type VerifiedSet, verifySet } from './verify-set.ts';
import type { World } from './world.ts';

export type Validation = {
  readonly problems: readonly Problem[];
  readonly documents: number;
  readonly cases: number;
  /** Sealed sets that were not opened, so that nothing is known of what is in them. */
  readonly unchecked: readonly string[];
};

export async function validate({ workspace, progress }: Pick<World, 'workspace' | 'progress'>): Promise<Validation> {
  const { repository, problems } = await loadRepository(workspace);
  const found = [...problems];
  if (repository.configurations.length === 0 && !found.some(({ file }) => file === '.github/autotune.yaml')) {
    found.push({
      severity: 'error',
      code: 'CONFIG_MISSING',
      file: '.github/autotune.yaml',
      line: 0,
      column: 0,
      message: 'there is no configuration, so no target',
    });
  }
  let cases = 0;
  const unchecked: string[] = [];
  for (const { value: manifest } of repository.manifests) {
    progress.phase(`goldens of ${manifest.intent}`);
    const [search, heldout] = await verifyBoth(workspace, repository, manifest);
    cases += search.cases + heldout.cases;
    found.push(...search.problems, ...heldout.problems);
    if (heldout.path !== null && heldout.problems.some(({ code }) => code === 'HELDOUT_SEALED')) {
      unchecked.push(heldout.path);
    }
    if (search.path !== null) found.push(...overlapProblems(search.path, search, heldout));
  }
  progress.done();
  return { problems: found, documents: Object.values(repository).flat().length, cases, unchecked };
}

async function verifyBoth(
  workspace: World['workspace'],
  { packs }: Repository,
  manifest: GoldensManifest,
): Promise<[VerifiedSet, VerifiedSet]> {
  const riskClass = packs.flatMap(({ value }) => value.intents).find(({ id }) => id === manifest.intent)?.risk_class;
  const check = { manifest, riskClass, isStampNeeded: true };
  return [
    await verifySet(workspace, { ...check, role: 'search' }),
    await verifySet(workspace, { ...check, role: 'test' }),
  ];
}
