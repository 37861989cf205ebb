/** Release records of made-up tuples, at any stage. */
import { digestOf } from '../../src/kit/canonical.ts';
import type { Stage } from '../../src/schema/ids.ts';
import { ReleaseRecord, ReleaseTuple } from '../../src/schema/release-record.ts';

export const STAGES = ['0%_shadow', '1%_internal', '5%_low_risk', '25%_monitored', '100%'] as const;

export function tupleOf(intent: string, version: string): ReleaseTuple {
  return ReleaseTuple.parse({
    ...{ id: `release.${intent}@${version}`, intent, pack: `ctxpack.bench@${version}` },
    ...{ policy: 'policy.bench@1.0.0', tools: 'tools.bench@1.0.0', evals: 'evals.bench@1.0.0' },
    ...{ model: 'model-a', prompts: 'inline', runtime: 'runtime.bench@1.0.0', environment: 'not_verified' },
    digests: { pack: `sha256:${version.replaceAll('.', '').padEnd(64, '0')}` },
  });
}

/** A rollout of 1.1.0 over 1.0.0. */
export function rollingRecord(intent: string, stage: Stage): ReleaseRecord {
  return ReleaseRecord.parse({
    schema_version: 1,
    release_tuple: tupleOf(intent, '1.0.0'),
    previous: tupleOf(intent, '0.9.0'),
    rollout: { stage, candidate_tuple: tupleOf(intent, '1.1.0'), since: '2026-05-12T06:00:00Z' },
    promotions: [],
  });
}

/** 1.1.0 released, with 1.0.0 to go back to. */
export function releasedRecord(
  intent: string,
  previous: ReleaseTuple | null = tupleOf(intent, '1.0.0'),
): ReleaseRecord {
  return ReleaseRecord.parse({
    schema_version: 1,
    release_tuple: tupleOf(intent, '1.1.0'),
    previous,
    rollout: { stage: '100%', since: '2026-05-12T06:00:00Z' },
    promotions: [],
  });
}

/** The promotion of 1.1.0 to a stage, which would go back to 1.0.0. */
export function promotion(intent: string, stage: Stage): ReleaseRecord['promotions'][number] {
  const said = { cohort: 'all', thresholds: {}, approver: '@ann', at: '2026-05-20T06:00:00Z' };
  const tuples = { release_tuple: `release.${intent}@1.1.0`, rollback_target: `release.${intent}@1.0.0` };
  return { stage, evidence_digest: digestOf({ stage }), ...tuples, ...said };
}

/** At a stage, with every promotion that leads there. */
export function rolloutAt(intent: string, stage: Stage): ReleaseRecord {
  const promotions = STAGES.slice(1, STAGES.indexOf(stage) + 1).map((one) => promotion(intent, one));
  return { ...rollingRecord(intent, stage), promotions };
}

/** Its rollout over, every stage behind it. */
export function finishedRecord(intent: string): ReleaseRecord {
  return { ...releasedRecord(intent), promotions: rolloutAt(intent, '100%').promotions };
}

/** A copy that something was done to. */
export function changedRecord(record: ReleaseRecord, change: (copy: ReleaseRecord) => unknown): ReleaseRecord {
  const copy = structuredClone(record);
  change(copy);
  return ReleaseRecord.parse(copy);
}
