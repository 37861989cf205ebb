/** The target of one run, fixed before any candidate is scored, and the id of the run that follows from its inputs. */
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import { activeTuple } from '../../schema/release-record.ts';
import type { TuningTargetDocument } from '../../schema/tuning-target.ts';
import type { ResolvedTarget } from './resolve-target.ts';

/** The answered contract with the digests of everything that the run rests on. */
export function targetDocument(resolved: ResolvedTarget): TuningTargetDocument {
  const { target, configuration, pack, intent, suite, release, manifest, baselineTuple } = resolved;
  return {
    target: {
      intent: target.intent,
      metric: target.metric,
      direction: target.direction,
      baseline_tuple: baselineTuple,
      guardrails: target.guardrails,
      release_tuple_id: activeTuple(release).id,
      risk_class: intent.risk_class,
      owner: target.owner,
      min_effect: target.min_effect,
      max_changed_paths: target.max_changed_paths,
      ...(target.also_affects === undefined ? {} : { also_affects: target.also_affects }),
      confidence: configuration.evidence.confidence,
      surfaces: pack.value.tunable_surfaces.filter(({ retired }) => retired === undefined).map(({ id }) => id),
      digests: {
        pack: digestOf(pack.value),
        search_set: manifest.sets.search.sha256,
        heldout_test_set: manifest.sets.test.sha256,
        evaluator_suite: digestOf(suite),
        baseline_tuple: digestOf({ tuple: activeTuple(release), policy: resolved.policy, runtime: resolved.runtime }),
      },
    },
  };
}

/** The same inputs are the same run: `run_` and 12 hex digits over the target and whatever else steers the search. */
export function runIdOf(document: TuningTargetDocument, steering: Readonly<Record<string, unknown>>): string {
  return `run_${shortDigest(digestOf({ ...document, steering }))}`;
}
