/** Whether a target is due: always without an experience source, else when its metric left its band in production. */
import { watchBand } from '../core/targets/band.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Problem } from '../kit/problem.ts';
import { readDocument } from '../kit/schema-problems.ts';
import type { Target } from '../schema/configuration.ts';
import { ProductionRun } from '../schema/production-run.ts';
import { forEachLine } from './read-set.ts';
import type { RunContext } from './target-run.ts';

export async function isDue(
  { configuration, repository, world }: RunContext,
  target: Target,
): Promise<{ due: boolean; reason: string }> {
  const { experience } = configuration;
  if (experience === undefined) return { due: true, reason: 'no experience source is configured' };
  if ('command' in experience) {
    throw new AutotuneError('EXPERIENCE_UNSUPPORTED', 'experience.command is not run by this version');
  }
  const pack = repository.packs.find(({ value }) => value.intents.some(({ id }) => id === target.intent))?.value
    .pack_meta;
  const watch = watchBand(target, `${pack?.id}@${pack?.version}`);
  const problems: Problem[] = [];
  const files = (await world.workspace.list(experience.files)).filter((path) => /\.jsonl(\.gz)?$/.test(path));
  for (const path of files) {
    await forEachLine(world.workspace, path, (line, number) => {
      const read = readDocument(path, line, ProductionRun, 'json');
      if (read.document === null) problems.push(...read.problems.map((problem) => ({ ...problem, line: number })));
      else watch.add(read.document);
    });
  }
  if (problems.length > 0)
    throw new AutotuneError('DOCUMENTS_INVALID', `${experience.files} cannot be read`, {
      problems,
      hint: 'Correct or remove the listed lines; a target is detected only from runs that can all be read.',
    });
  return watch.verdict();
}
