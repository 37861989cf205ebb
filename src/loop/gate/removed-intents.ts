/** Reads what would be left of the intents that a change takes away, and whether something is being rolled out to them. */
import type { IntentPlace } from '../../core/gate/checks/guardrails.ts';
import type { RemovedIntent } from '../../core/gate/checks/removed-intents.ts';
import { GOLDENS_FOLDER } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { MergedChange } from './request.ts';

/** @param merged the documents that read after the merge */
export async function removedIntents(
  { repository, merged: files }: Pick<MergedChange, 'repository' | 'merged'>,
  merged: Repository,
  gone: readonly IntentPlace[],
): Promise<readonly RemovedIntent[]> {
  return Promise.all(
    gone.map(async ({ intent, path }): Promise<RemovedIntent> => {
      const record = repository.releases.find(({ value }) => value.release_tuple.intent === intent)?.value;
      const stage = record?.rollout.candidate_tuple === undefined ? null : record.rollout.stage;
      const goldens = await files.list(`${GOLDENS_FOLDER}/${intent}`);
      return { intent, path, stage, left: [...flagsOf(merged, intent), ...goldens] };
    }),
  );
}

/** Flags that still name it; of a target, a record or a manifest that does, the documents tell that no pack declares it. */
function flagsOf({ flags }: Repository, intent: string): readonly string[] {
  return flags.filter(({ value }) => value.flags[intent] !== undefined).map(({ path }) => `its flag in ${path}`);
}
