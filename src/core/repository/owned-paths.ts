/** The one list of what has to have an owner: what the gate and promotions rest on, and what proposals change. */
import { folderOf, setFiles, setPaths, stepsOf } from './layout.ts';
import type { Repository } from './repository.ts';

/** What is no document. */
export type Besides = {
  /** Paths of every workflow of the repository. */
  readonly workflows: readonly string[];
  /** Paths of the program that runs the gate, where that stands in this repository. */
  readonly action: readonly string[];
  /** Every file below the folder of golden sets. */
  readonly goldens: readonly string[];
};

/** Without doubles, what the gate itself runs from first. A file that may yet come is named as the first of its kind would be. */
export function ownedPaths(repository: Repository, { workflows, action, goldens }: Besides): readonly string[] {
  const { configurations, packs, policies, suites, tools, runtimes, releases, flags } = repository;
  const manifests = [...repository.manifests, ...repository.unstamped];
  const sets = manifests.flatMap(({ value: { intent } }) =>
    (['test', 'search'] as const).flatMap((role) => {
      const found = setFiles(goldens, intent, role);
      return found.length > 0 ? found : setPaths(intent, role).slice(0, 1);
    }),
  );
  const documents = [configurations, packs, policies, suites, manifests, runtimes, tools, releases, flags].flat();
  return [
    ...new Set([
      ...workflows,
      ...action,
      ...documents.map(({ path }) => path),
      ...sets,
      ...packs.map(({ path }) => `${folderOf(path)}/proposals/at_0.json`),
      ...configurations.flatMap(({ value: { experience } }) => runsOf(experience)),
    ]),
  ];
}

function runsOf(experience: Repository['configurations'][number]['value']['experience']): readonly string[] {
  return experience !== undefined && 'files' in experience ? [`${stepsOf(experience.files)}runs.jsonl`] : [];
}
