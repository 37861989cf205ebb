/** Whether a target is due: always without an experience source, else when its metric left its band in production. */
import { retryAsked } from '../../core/ledger/retries.ts';
import { type BandWatch, watchBand } from '../../core/targets/band.ts';
import type { Configuration, Target } from '../../schema/configuration.ts';
import type { RunContext } from '../opening/target-run.ts';
import { readProduction } from '../production/production.ts';

type Watched = ReadonlyMap<Target, BandWatch>;

/** One pass over the source for all targets of an invocation: a query may be slow, or cost something. */
const passes = new WeakMap<Configuration, Promise<Watched>>();

export async function isDue(context: RunContext, target: Target): Promise<{ due: boolean; reason: string }> {
  const { configuration, journal } = context;
  if (retryAsked(journal.events(), target) !== null) return { due: true, reason: 'a retry was asked for by a command' };
  if (configuration.experience === undefined) return { due: true, reason: 'no experience source is configured' };
  const pass = passes.get(configuration) ?? watchAll(context);
  passes.set(configuration, pass);
  const watch = (await pass).get(target);
  return watch === undefined ? { due: true, reason: 'it is no target of the configuration' } : watch.verdict();
}

async function watchAll({ configuration, repository, world }: RunContext): Promise<Watched> {
  const watched = new Map<Target, BandWatch>();
  for (const target of configuration.targets) {
    const pack = repository.packs.find(({ value }) => value.intents.some(({ id }) => id === target.intent))?.value
      .pack_meta;
    watched.set(target, watchBand(target, `${pack?.id}@${pack?.version}`));
  }
  await readProduction(world, configuration, (run) => {
    for (const watch of watched.values()) watch.add(run);
  });
  return watched;
}
