/** Production runs for tests, one unlike the other in what is asked for only. */
import type { ProductionRun } from '../../src/schema/production-run.ts';

/** A run of the bench intent; `n` makes its ids. */
export function productionRun(n: number, more: Partial<ProductionRun> = {}): ProductionRun {
  return {
    run_id: `run_${n}`,
    trace_id: `trace_${n}`,
    at: '2026-05-11T06:00:00Z',
    intent_id: 'bench.answer',
    risk_class: 'read_only',
    pack_version: 'ctxpack.bench@1.0.0',
    policy_bundle_version: 'policy.bench@1.0.0',
    tool_manifest_version: 'tools.bench@1.0.0',
    evaluator_suite_version: 'evals.bench@1.0.0',
    release_tuple_id: 'release.bench.answer@2026-05-01',
    decision_record_id: `dr_${n}`,
    outcome: 'answer',
    scorecard: { policy: 1, safety: 1, utility: 1, latency_ms: 900, economics_cents: 1, approval_bypass: false },
    operator_corrections: [],
    ...more,
  };
}
