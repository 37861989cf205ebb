/** Gathers what a change would have later ones judged by: the limits, packs and evaluators that ask for less are named. */
import { checkLoosened } from '../../core/gate/checks/loosened.ts';
import { checkLoosenedPacks, type PackPair } from '../../core/gate/checks/loosened-packs.ts';
import { checkLoosenedSuites, type SuitePair } from '../../core/gate/checks/loosened-suites.ts';
import { checkUnreadValues } from '../../core/gate/checks/unread-values.ts';
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { limitsOf } from '../../core/stages/checks.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { activeTuple } from '../../schema/release-record.ts';
import type { IntentChanges } from './changed-intents.ts';
import type { MergedChange } from './request.ts';

/** @param merged the documents that read after the merge */
export function judgeLoosened(
  change: Pick<MergedChange, 'configuration' | 'repository'>,
  merged: Repository,
  { changed }: Pick<IntentChanges, 'changed'>,
): readonly GateCheck[] {
  const renamed = new Map(changed.map(({ intent, now }) => [intent.id, now]));
  const packs = packPairs(change, merged);
  return [
    ...loosenedIn(change, merged),
    ...checkLoosenedPacks({ packs }),
    ...checkUnreadValues({ packs }),
    ...checkLoosenedSuites({ suites: suitePairs(change, merged, renamed) }),
  ];
}

function loosenedIn(
  { configuration }: Pick<MergedChange, 'configuration'>,
  { configurations }: Repository,
): readonly GateCheck[] {
  const [found] = configurations;
  const full = (value: Configuration) => ({ ...value, rollout: limitsOf(value.rollout) });
  const after = found === undefined ? null : full(found.value);
  return checkLoosened({ before: full(configuration), after, path: CONFIGURATION_PATH });
}

/** By where they stand, else by their ids, else by an intent of both. */
function packPairs({ repository }: Pick<MergedChange, 'repository'>, { packs }: Repository): readonly PackPair[] {
  return packs.flatMap(({ path, value: after }) => {
    const stays = repository.packs.find((pack) => pack.path === path);
    const own = new Set(after.intents.map(({ id }) => id));
    const known =
      stays ??
      repository.packs.find(({ value }) => value.pack_meta.id === after.pack_meta.id) ??
      repository.packs.find(({ value }) => value.intents.some(({ id }) => own.has(id)));
    return known === undefined ? [] : [{ path, before: known.value, after }];
  });
}

/** Those that intents are judged by, whatever their names and files are; one pair for intents that share it. */
function suitePairs(
  { repository }: Pick<MergedChange, 'repository'>,
  merged: Repository,
  renamed: ReadonlyMap<string, string>,
): readonly SuitePair[] {
  const pairs = new Map<string, SuitePair>();
  for (const { value } of repository.releases) {
    const { intent } = value.release_tuple;
    const [was, is] = [suiteOf(repository, intent), suiteOf(merged, renamed.get(intent) ?? intent)];
    if (was === undefined || is === undefined) continue;
    const key = `${was.path} ${is.path}`;
    const [before, after] = [was.value.evaluators, is.value.evaluators];
    pairs.set(key, { intents: [...(pairs.get(key)?.intents ?? []), intent], path: is.path, before, after });
  }
  return [...pairs.values()];
}

function suiteOf({ releases, suites }: Repository, intent: string): Repository['suites'][number] | undefined {
  const record = releases.find(({ value }) => value.release_tuple.intent === intent)?.value;
  const evals = record === undefined ? undefined : activeTuple(record).evals;
  return suites.find(({ value }) => value.id === evals);
}
