/** `autotune experience`: what production did, from the configured source, counted in one pass. It writes nothing. */
import { groupRuns } from '../../core/experience/groups.ts';
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { ExperienceReport } from '../../schema/experience-report.ts';
import { loadRepository } from '../documents/load-repository.ts';
import type { World } from '../world.ts';
import { readProduction } from './production.ts';

/** Counts the runs of every intent, or of one. Throws like `readProduction`. */
export async function showExperience(world: World, only?: string): Promise<ExperienceReport> {
  const { repository, problems } = await loadRepository(world.workspace, () => []);
  const configuration = repository.configurations[0]?.value;
  if (configuration === undefined) {
    throw new AutotuneError('CONFIG_MISSING', `${CONFIGURATION_PATH} is not there or cannot be read`, { problems });
  }
  const grouping = groupRuns();
  let runs = 0;
  world.progress.phase('production runs');
  await readProduction(world, configuration, (run) => {
    if (only !== undefined && run.intent_id !== only) return;
    runs++;
    grouping.add(run);
  });
  world.progress.done();
  const source = configuration.experience !== undefined && 'command' in configuration.experience ? 'command' : 'files';
  const { groups, beyond } = grouping.read();
  return { source, runs, groups: [...groups], beyond };
}
