/** The decision record of a replayed case, and the digests by which an audit finds the first step that diverged. */
import { digestOf, shortDigest } from '../../kit/canonical.ts';
import type { DecisionRecord } from '../../schema/decision-record.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import { account } from './account.ts';
import { droppedRefs, type EvidenceAdmission } from './admit.ts';
import type { ReplayConfiguration } from './configuration.ts';
import { ABSTAIN } from './decide.ts';
import { type Law, outcomeOf, type ReplayTrace } from './replay.ts';

/** Builds the record that a harness would have written for this case under this configuration. */
export function recordOf(
  golden: GoldenCase,
  configuration: ReplayConfiguration,
  law: Law,
  trace: ReplayTrace,
): DecisionRecord {
  const { evidence, memory, tools, decision, ruling, tokens, calls } = trace;
  const modelled = account(law.runtime, tokens, trace.hops, calls);
  return {
    schema_version: 1,
    case_id: golden.case_id,
    decision_record_id: golden.decision_record_id,
    trace_id: golden.trace_id,
    intent: golden.intent,
    risk_class: golden.risk_class,
    admitted: Object.fromEntries(configuration.buckets.map(({ name }) => [name, admittedOf(evidence, name)])),
    admitted_memory: golden.memory.slice(0, memory.count).map(({ ref }) => ref),
    dropped: [
      ...droppedRefs(evidence).map((ref) => ({ ref, reason: 'evidence_tokens' as const })),
      ...golden.memory.slice(memory.count).map(({ ref }) => ({ ref, reason: 'memory_tokens' as const })),
      ...calls.slice(tools.count).map(({ call_id }) => ({ ref: call_id, reason: 'tool_tokens' as const })),
    ],
    calls: calls.map(({ call_id, tool, ok, hash }, index) => ({
      call_id,
      tool,
      ok,
      admitted: index < tools.count,
      hash,
    })),
    proposed_outcome: decision?.outcome ?? ABSTAIN,
    outcome: outcomeOf(decision, ruling),
    amount: decision?.amount ?? null,
    cites: [...(decision?.cites ?? [])],
    approval: ruling.approval,
    policy_decisions: ruling.decisions.map((made) => ({ ...made, bundle: law.policy.id })),
    tokens: { ...tokens },
    modelled: { cost_cents: micro(modelled.cost_cents), latency_ms: micro(modelled.latency_ms) },
    lineage: {
      release_tuple_id: golden.release_tuple_id,
      policy: law.policy.id,
      runtime: law.runtime.id,
      configuration: configuration.digest,
    },
  };
}

/** The admitted refs of one bucket, in the order of admission. */
function admittedOf({ offered, count }: EvidenceAdmission, bucket: string): string[] {
  return offered.slice(0, count).flatMap((indexed) => (indexed.bucket === bucket ? [indexed.item.ref] : []));
}

/** Sums of floats are rounded to the millionth, so that a record does not hang on the last bit. */
function micro(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** The steps of the loop in order; the parts of a record that each of them decides. */
export const STEPS = ['retrieve', 'admit', 'plan', 'decide', 'approve', 'account'] as const;
export type Step = (typeof STEPS)[number];

/** One short digest per step: 12 hex digits over the part of the record that the step decides. */
export function stepDigests(record: DecisionRecord): Record<Step, string> {
  const { lineage, admitted, dropped, calls } = record;
  const offered = [...Object.values(admitted).flat(), ...dropped.filter(isEvidence).map(({ ref }) => ref)];
  const parts: Record<Step, unknown> = {
    retrieve: [lineage.configuration, offered],
    admit: [admitted, dropped, record.admitted_memory, record.tokens.base],
    plan: calls,
    decide: [record.proposed_outcome, record.amount, record.cites, record.tokens.output],
    approve: [record.outcome, record.approval, record.policy_decisions, lineage.policy],
    account: [record.tokens, record.modelled, lineage.runtime],
  };
  return {
    retrieve: shortDigest(digestOf(parts.retrieve)),
    admit: shortDigest(digestOf(parts.admit)),
    plan: shortDigest(digestOf(parts.plan)),
    decide: shortDigest(digestOf(parts.decide)),
    approve: shortDigest(digestOf(parts.approve)),
    account: shortDigest(digestOf(parts.account)),
  };
}

function isEvidence(dropped: { reason: string }): boolean {
  return dropped.reason === 'evidence_tokens';
}
