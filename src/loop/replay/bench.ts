/** An intent made ready to be replayed: its law, its suite, its configurations and its two sets. */
import { effectiveConfiguration, withPatch } from '../../core/packs/effective.ts';
import { prepareConfiguration, type ReplayConfiguration } from '../../core/replay/configuration.ts';
import type { Law } from '../../core/replay/replay.ts';
import { openSuite, type Suite } from '../../core/scoring/suite.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import { METRICS } from '../../schema/configuration.ts';
import type { GoldensManifest, HeldoutSet, SearchSet } from '../../schema/goldens-manifest.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';

export type Bench = {
  readonly intent: string;
  readonly riskClass: string;
  readonly manifest: GoldensManifest;
  readonly law: Law;
  readonly suite: Suite;
  readonly baseline: ReplayConfiguration;
  /** Release tuple id to the configuration that cases were recorded under. */
  readonly recorded: ReadonlyMap<string, ReplayConfiguration>;
  /** The configuration of this intent with a patch applied. */
  patched(patch: TypedPatch): ReplayConfiguration;
  readonly searchSet: SearchSet;
  readonly heldoutSet: HeldoutSet;
};

/** Opens the bench of a resolved target; the paths are where the two sets stand. */
export function openBench(
  resolved: ResolvedTarget,
  paths: { readonly search: string; readonly heldout: string },
): Bench {
  const { manifest, pack, intent, policy, runtime } = resolved;
  const configuration = effectiveConfiguration(pack.value, intent);
  const pinned = (role: 'search' | 'test') => `goldens/${manifest.intent}/${role}@${manifest.version}`;
  return {
    intent: intent.id,
    riskClass: intent.risk_class,
    manifest,
    law: { policy, runtime },
    suite: openSuite(resolved.suite),
    baseline: prepareConfiguration(configuration),
    recorded: new Map(Object.entries(manifest.tuples).map(([id, under]) => [id, prepareConfiguration(under)])),
    patched: (patch) => prepareConfiguration(withPatch(configuration, patch)),
    searchSet: { role: 'search', name: pinned('search'), path: paths.search, sha256: manifest.sets.search.sha256 },
    heldoutSet: { role: 'heldout', name: pinned('test'), path: paths.heldout, sha256: manifest.sets.test.sha256 },
  };
}

/** The target's metric where it is an evaluator of this bench's suite. */
export function extraMetrics({ target }: ResolvedTarget, bench: Bench): string[] {
  if (METRICS.some((metric) => metric === target.metric)) return [];
  return bench.suite.judges.some(({ id }) => id === target.metric) ? [target.metric] : [];
}
