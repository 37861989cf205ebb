/** What could be gone back to today, replayed: the active tuple of each intent, and the one that a rollback would restore. */

import type { Repository } from '../../core/repository/repository.ts';
import type { Configuration } from '../../schema/configuration.ts';
import { activeTuple } from '../../schema/release-record.ts';
import type { Journal } from '../ledger/journal.ts';
import { replayActive, replayBack } from '../release/replay-back.ts';
import { planRollback } from '../release/rollback.ts';
import type { World } from '../world.ts';

/** Intent to tuple to why it does not replay, null where it does. */
export type Replays = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

type Audited = {
  readonly world: Pick<World, 'workspace' | 'progress'>;
  readonly repository: Repository;
  readonly configuration: Configuration;
  readonly journal: Journal;
  readonly now: string;
};

/** Only of intents of which the ledger knows a release: of others nothing is gone back from. */
export async function auditBack({ world, repository, configuration, journal, now }: Audited): Promise<Replays> {
  const found = new Map<string, ReadonlyMap<string, string | null>>();
  const asked = { workspace: world.workspace, repository, configuration };
  for (const release of repository.releases) {
    const { intent } = release.value.release_tuple;
    const plan = planRollback({ repository, journal, now }, release);
    if ('refused' in plan) continue;
    world.progress.phase(`audit of the way back of ${intent}`);
    const active = await replayActive(asked, intent);
    const back = await replayBack(asked, plan);
    const restored = plan.records.get(release.path);
    found.set(
      intent,
      new Map([
        [activeTuple(release.value).id, 'refused' in active ? active.refused : null],
        ...(restored === undefined
          ? []
          : [[activeTuple(restored).id, 'refused' in back ? back.refused : null] as const]),
      ]),
    );
  }
  return found;
}
