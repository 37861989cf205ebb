/**
 * What the cases of a manifest were recorded under, so that each can be replayed as it was recorded: by a run, by a check
 * of the whole repository, and by whoever stamps or harvests.
 */
import { prepareConfiguration, type ReplayConfiguration } from '../../core/replay/configuration.ts';
import type { Law } from '../../core/replay/replay.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { WrittenManifest } from '../../schema/goldens-manifest.ts';
import { activeTuple } from '../../schema/release-record.ts';

export type Recorded = {
  readonly law: Law;
  /** The configuration of the case's release tuple; undefined where the manifest does not name it. */
  readonly under: (golden: GoldenCase) => ReplayConfiguration | undefined;
};

/** Null where there is no release record of the intent with a policy, and a runtime, that are here. */
export function recordedUnder(
  { releases, policies, runtimes }: Pick<Repository, 'releases' | 'policies' | 'runtimes'>,
  { intent, runtime: modelledBy, tuples }: Pick<WrittenManifest, 'intent' | 'runtime' | 'tuples'>,
): Recorded | null {
  const release = releases.find(({ value }) => value.release_tuple.intent === intent)?.value;
  const tuple = release === undefined ? undefined : activeTuple(release);
  const policy = policies.find(({ value }) => value.id === tuple?.policy)?.value;
  const runtime = runtimes.find(({ value }) => value.id === modelledBy)?.value;
  if (policy === undefined || runtime === undefined) return null;
  const prepared = new Map(Object.entries(tuples).map(([id, under]) => [id, prepareConfiguration(under)]));
  return { law: { policy, runtime }, under: ({ release_tuple_id }) => prepared.get(release_tuple_id) };
}
