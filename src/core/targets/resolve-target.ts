/** A target with everything it rests on, found by its pinned names; what is missing is told, not guessed. */
import type { Configuration, Target } from '../../schema/configuration.ts';
import type { ContextPack, IntentEntry } from '../../schema/context-pack.ts';
import type { EvaluatorSuite } from '../../schema/evaluator-suite.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import type { PolicyBundle } from '../../schema/policy-bundle.ts';
import { activeTuple, type ReleaseRecord } from '../../schema/release-record.ts';
import type { Runtime } from '../../schema/runtime.ts';
import type { ToolManifest } from '../../schema/tool-manifest.ts';
import type { BaselineTuple } from '../../schema/tuning-target.ts';

type Found<Value> = { readonly path: string; readonly text: string; readonly value: Value };

/** The documents of a repository, by kind. */
export type Declared = {
  readonly packs: readonly Found<ContextPack>[];
  readonly policies: readonly Found<PolicyBundle>[];
  readonly tools: readonly Found<ToolManifest>[];
  readonly runtimes: readonly Found<Runtime>[];
  readonly suites: readonly Found<EvaluatorSuite>[];
  readonly releases: readonly Found<ReleaseRecord>[];
  readonly manifests: readonly Found<GoldensManifest>[];
};

export type ResolvedTarget = {
  readonly target: Target;
  readonly configuration: Configuration;
  readonly pack: Found<ContextPack>;
  readonly intent: IntentEntry;
  readonly policy: PolicyBundle;
  readonly suite: EvaluatorSuite;
  readonly runtime: Runtime;
  readonly release: ReleaseRecord;
  readonly manifest: GoldensManifest;
  readonly baselineTuple: BaselineTuple;
};

/** What a target rests on, as it is told where it is not there. */
export const PARTS = [
  'pack',
  'intent',
  'release record',
  'goldens manifest',
  'policy bundle',
  'tool manifest',
  'evaluator suite',
  'runtime',
] as const;
export type Part = (typeof PARTS)[number];

export function missingOf(part: string, intent: string): string {
  return `there is no ${part} for ${intent}`;
}

/** Finds what the target rests on, or says what is not there, one sentence each. */
export function resolveTarget(
  declared: Declared,
  configuration: Configuration,
  target: Target,
): { resolved: ResolvedTarget } | { missing: string[] } {
  const pack = declared.packs.find(({ value }) => value.intents.some(({ id }) => id === target.intent));
  const intent = pack?.value.intents.find(({ id }) => id === target.intent);
  const release = declared.releases.find(({ value }) => value.release_tuple.intent === target.intent)?.value;
  const manifest = declared.manifests.find(({ value }) => value.intent === target.intent)?.value;
  const tuple = release === undefined ? undefined : activeTuple(release);
  const policy = declared.policies.find(({ value }) => value.id === tuple?.policy)?.value;
  const tools = declared.tools.find(({ value }) => value.id === tuple?.tools)?.value;
  const suite = declared.suites.find(({ value }) => value.id === tuple?.evals)?.value;
  const runtime = declared.runtimes.find(({ value }) => value.id === manifest?.runtime)?.value;
  if (!(pack && intent && release && manifest && policy && tools && suite && runtime)) {
    // What a record that is not there would have named is not missed as well.
    const named =
      release === undefined ? {} : { 'policy bundle': policy, 'tool manifest': tools, 'evaluator suite': suite };
    const modelled = manifest === undefined ? {} : { runtime };
    const parts = { pack, intent, 'release record': release, 'goldens manifest': manifest, ...named, ...modelled };
    return {
      missing: Object.entries(parts).flatMap(([name, part]) =>
        part === undefined ? [missingOf(name, target.intent)] : [],
      ),
    };
  }
  const { id, version } = pack.value.pack_meta;
  const baselineTuple = {
    pack: `${id}@${version}`,
    policy: policy.id,
    tools: tools.id,
    evals: suite.id,
    runtime: runtime.id,
  };
  return {
    resolved: { target, configuration, pack, intent, policy, suite, runtime, release, manifest, baselineTuple },
  };
}
