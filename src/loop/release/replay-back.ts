/**
 * Whether what a rollback would restore can still be replayed: its recordings reproduce their decision records, and every
 * search case answers for the tuple before. Asked before a promotion, since at the fire it is too late to find out.
 */
import { effectiveConfiguration } from '../../core/packs/effective.ts';
import { prepareConfiguration } from '../../core/replay/configuration.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { Replayed } from '../../core/stages/way-back.ts';
import { resolveTarget } from '../../core/targets/resolve-target.ts';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Configuration } from '../../schema/configuration.ts';
import { ContextPack } from '../../schema/context-pack.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { assertGoesOn } from '../opening/what-stops.ts';
import { auditSet } from '../replay/audit-set.ts';
import { openBenches } from '../replay/open-benches.ts';
import { replaySet } from '../replay/replay-set.ts';
import type { RollbackPlan } from './rollback.ts';

export type ReplayAsked = {
  readonly workspace: Workspace;
  readonly repository: Repository;
  readonly configuration: Configuration;
};

/** Each intent that would run under something else again; `refused` names the first that does not replay. */
export async function replayBack(
  asked: ReplayAsked,
  plan: RollbackPlan,
): Promise<readonly Replayed[] | { readonly refused: string }> {
  const replayed: Replayed[] = [];
  for (const intent of intentsOf(asked.repository, plan)) {
    const found = await replayActive({ ...asked, repository: restored(asked.repository, plan) }, intent);
    if ('refused' in found) return found;
    replayed.push(found);
  }
  return replayed;
}

/** An intent under the tuple that is active in the documents. */
export async function replayActive(
  asked: ReplayAsked,
  intent: string,
): Promise<Replayed | { readonly refused: string }> {
  try {
    return await replayIntent(asked, intent);
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    assertGoesOn(error);
    return { refused: `${intent}: ${error.code}: ${error.message}` };
  }
}

/** The intents that would run under another configuration, and the one whose change is taken back in any case. */
function intentsOf({ packs }: Repository, plan: RollbackPlan): readonly string[] {
  const before = packs.find(({ path }) => path === plan.pack)?.value;
  const after = restoredPack(plan);
  if (before === undefined) return [plan.intent];
  const digestOf = (pack: ContextPack, intent: ContextPack['intents'][number]) =>
    prepareConfiguration(effectiveConfiguration(pack, intent)).digest;
  const changed = before.intents.filter((intent) => digestOf(before, intent) !== digestOf(after, intent));
  return [...new Set([plan.intent, ...changed.map(({ id }) => id)])];
}

function restoredPack({ pack, files }: RollbackPlan): ContextPack {
  const { document } = readDocument(pack, files.get(pack) ?? '', ContextPack, 'yaml');
  if (document === null) throw new RangeError('a plan restores what is a pack');
  return document;
}

async function replayIntent({ workspace, repository, configuration }: ReplayAsked, intent: string): Promise<Replayed> {
  const target = configuration.targets.find((one) => one.intent === intent) ?? configuration.targets[0];
  if (target === undefined) throw new RangeError('a configuration without a target');
  const found = resolveTarget(repository, configuration, { ...target, intent });
  if ('missing' in found) throw new AutotuneError('BASELINE_UNREPLAYABLE', found.missing.join('; '));
  const [bench] = await openBenches({ workspace }, [found.resolved]);
  if (bench === undefined) throw new RangeError('a target without its bench');
  const tuple = activeTuple(found.resolved.release).id;
  let recorded = 0;
  const set = await auditSet(workspace, bench, 'search', {
    also: ({ release_tuple_id }) => {
      recorded += Number(release_tuple_id === tuple);
    },
  });
  const pass = { set: bench.searchSet, kept: set.kept, arms: [bench.baseline], evaluators: [] };
  const { tallies } = await replaySet(workspace, bench, pass);
  const mean = (name: string) => {
    const { baselineSum = Number.NaN, pairs = 0 } = tallies[0]?.columns[name] ?? {};
    return baselineSum / pairs;
  };
  const means = { utility: mean('utility'), cents: mean('economics_cents_per_decision') };
  return { intent, tuple, cases: set.cases, recorded, ...means };
}

/** The documents as they are once the rollback is merged. */
function restored(repository: Repository, plan: RollbackPlan): Repository {
  const value = restoredPack(plan);
  return {
    ...repository,
    packs: repository.packs.map((pack) => (pack.path === plan.pack ? { ...pack, value } : pack)),
    releases: repository.releases.map((release) => {
      return { ...release, value: plan.records.get(release.path) ?? release.value };
    }),
  };
}
