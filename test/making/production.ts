/** Production runs for tests, one unlike the other in what is asked for only. */
import type { Stage } from '../../src/schema/ids.ts';
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

export type Feed = {
  readonly stage: Stage;
  readonly baseline: string;
  readonly candidate: string;
  /** Midnight of the first day, UTC. */
  readonly from: string;
  readonly days: number;
  /** Runs of each tuple a day. */
  readonly perDay: number;
  /** What runs of the candidate are like; `n` counts these alone. */
  readonly like?: (n: number) => Partial<ProductionRun>;
};

/** A feed of both tuples in a stage, each run with the assignment that the stage allows; the candidate is cheaper and faster. */
export function* feedOf({
  stage,
  baseline,
  candidate,
  from,
  days,
  perDay,
  like = () => ({}),
}: Feed): Generator<ProductionRun> {
  let n = 0;
  let own = 0;
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < perDay; i++) {
      const at = `${new Date(Date.parse(from) + day * 86_400_000 + i * 1000).toISOString().slice(0, 19)}Z`;
      for (const release_tuple_id of stage === '100%' ? [candidate] : [baseline, candidate]) {
        const isCandidate = release_tuple_id === candidate;
        const variant = !isCandidate ? 'baseline' : stage === '0%_shadow' ? 'shadow' : 'candidate';
        const cohort = stage === '1%_internal' || i % 2 === 0 ? 'internal' : 'public';
        const scorecard = {
          ...{ policy: 1, safety: 1, utility: 1, approval_bypass: false },
          ...{
            latency_ms: (isCandidate ? 600 : 900) + (i % 50),
            economics_cents: (isCandidate ? 0.8 : 1) + (i % 7) / 100,
          },
        };
        const assignment = { variant, stage, reason: 'SPLIT' } as const;
        const more = { at, release_tuple_id, scorecard, assignment, cohort };
        yield productionRun(n++, { ...more, ...(isCandidate ? like(own++) : {}) });
      }
    }
  }
}
