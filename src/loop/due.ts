/** Whether a target is due: always without an experience source, else when its metric left its band in production. */
import { watchBand } from '../core/targets/band.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Target } from '../schema/configuration.ts';
import { readExperience } from './experience.ts';
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
  const { problems } = await readExperience(world.workspace, experience.files, (run) => watch.add(run));
  if (problems.length > 0)
    throw new AutotuneError('DOCUMENTS_INVALID', `${experience.files} cannot be read`, {
      problems,
      hint: 'Correct or remove the listed lines; a target is detected only from runs that can all be read.',
    });
  return watch.verdict();
}
