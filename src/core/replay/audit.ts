/**
 * The audit: replaying a case under the configuration it was recorded under must reproduce its decision record. It
 * answers with the first difference, typed, and never with a score.
 */
import { digestOf } from '../../kit/canonical.ts';
import type { DecisionRecord } from '../../schema/decision-record.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { UnreplayableReason } from '../../schema/transcript.ts';
import type { ReplayConfiguration } from './configuration.ts';
import { brokenCall } from './plan.ts';
import { recordOf, STEPS, type Step, stepDigests } from './record.ts';
import { type Law, prepareCase } from './replay.ts';

export type DivergenceKind = 'evidence' | 'policy' | 'tool_transcript' | 'compiled_context' | 'scorecard' | 'tamper';

export type Divergence = {
  readonly case_id: string;
  readonly step: Step | 'record';
  readonly kind: DivergenceKind;
  readonly detail: string;
};

const KIND_OF: Record<Step, DivergenceKind> = {
  retrieve: 'evidence',
  admit: 'compiled_context',
  plan: 'tool_transcript',
  decide: 'tamper',
  approve: 'policy',
  account: 'scorecard',
};

/** What stamping writes into a case: the digest of its record, and one short digest per step to name a divergence by. */
export type Stamp = NonNullable<GoldenCase['baseline']>;

/** The record of a case under its recorded configuration, or why there is none. */
export function recordedRecord(
  golden: GoldenCase,
  configuration: ReplayConfiguration,
  law: Law,
): DecisionRecord | UnreplayableReason {
  const trace = prepareCase(golden, law).trace(configuration);
  return typeof trace === 'string' ? trace : recordOf(golden, configuration, law, trace);
}

export function stampOf(record: DecisionRecord): Stamp {
  return { decision_record_sha256: digestOf(record), steps: stepDigests(record) };
}

/** The first divergence of a case from its stamp, or null. A case without a stamp is the caller's to refuse. */
export function audit(golden: GoldenCase, configuration: ReplayConfiguration, law: Law): Divergence | null {
  const broken = tamperedPlan(golden);
  if (broken !== null) return broken;
  const record = recordedRecord(golden, configuration, law);
  const { case_id } = golden;
  if (typeof record === 'string') {
    const step = record === 'plan_not_recorded' ? 'plan' : 'retrieve';
    return {
      case_id,
      step,
      kind: KIND_OF[step],
      detail: `the recording does not answer its own configuration: ${record}`,
    };
  }
  if (golden.baseline?.decision_record_sha256 === digestOf(record)) return null;
  const stamped = golden.baseline?.steps;
  const replayed = stepDigests(record);
  const step = stamped === undefined ? undefined : STEPS.find((name) => stamped[name] !== replayed[name]);
  if (step === undefined) {
    return {
      case_id,
      step: 'record',
      kind: 'tamper',
      detail: 'the stamped digest is not the digest of any step that changed',
    };
  }
  return { case_id, step, kind: KIND_OF[step], detail: `what the step "${step}" yields is not what was stamped` };
}

function tamperedPlan({ case_id, plans }: GoldenCase): Divergence | null {
  for (const plan of plans) {
    const call = brokenCall(plan);
    if (call !== null) {
      return { case_id, step: 'plan', kind: 'tamper', detail: `the hash chain breaks at call ${call.call_id}` };
    }
  }
  return null;
}
