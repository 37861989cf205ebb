/**
 * Simulated production runs of the example desk, for the page on the life of a change: both tuples of a stage as a serving
 * system would log them. Nothing is drawn; a run follows from its number.
 */
import { digestOf } from '../src/kit/canonical.ts';
import type { Stage } from '../src/schema/ids.ts';
import type { ProductionRun } from '../src/schema/production-run.ts';
import type { ReleaseTuple } from '../src/schema/release-record.ts';

export type Feed = {
  readonly stage: Stage;
  readonly released: ReleaseTuple;
  /** Null where nothing is being rolled out. */
  readonly candidate: ReleaseTuple | null;
  /** Midnight of the first day, UTC. */
  readonly from: string;
  readonly days: number;
  /** Of each tuple a day. */
  readonly perDay: number;
  /** Mean cost of the released tuple's runs, in cents; the candidate's cost 0.12 less. */
  readonly cents: number;
};

export function* runsOf(feed: Feed): Generator<ProductionRun> {
  const { stage, released, candidate, from, days, perDay } = feed;
  const served = candidate === null ? [released] : stage === '100%' ? [candidate] : [released, candidate];
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < perDay; i++) {
      const at = `${new Date(Date.parse(from) + day * 86_400_000 + i * 60_000).toISOString().slice(0, 19)}Z`;
      for (const tuple of served) yield runOf(feed, tuple, at);
    }
  }
}

function runOf({ stage, candidate, cents }: Feed, tuple: ReleaseTuple, at: string): ProductionRun {
  const isCandidate = tuple === candidate;
  const id = digestOf({ at, tuple: tuple.id }).slice(7, 19);
  const spread = (Number.parseInt(id.slice(0, 4), 16) / 0xffff - 0.5) / 4;
  const variant = !isCandidate ? 'baseline' : stage === '0%_shadow' ? 'shadow' : 'candidate';
  const isInternal = stage === '1%_internal' || Number.parseInt(id.at(-1) ?? '0', 16) < 8;
  const share = stage === '5%_low_risk' || stage === '25%_monitored' ? 'SPLIT' : 'TARGETING_MATCH';
  return {
    ...{ run_id: `run-${id}`, trace_id: `trace-${id}`, at, intent_id: tuple.intent, risk_class: 'read_only' },
    ...{ pack_version: tuple.pack, policy_bundle_version: tuple.policy, tool_manifest_version: tuple.tools },
    ...{ evaluator_suite_version: tuple.evals, release_tuple_id: tuple.id },
    ...{ decision_record_id: `dr-${id}`, outcome: 'routed' },
    scorecard: {
      ...{ policy: 1, safety: 1, utility: 1, approval_bypass: false },
      latency_ms: Math.round((isCandidate ? 1900 : 2000) + 800 * spread),
      economics_cents: Number((cents - (isCandidate ? 0.12 : 0) + spread).toFixed(4)),
    },
    operator_corrections: [],
    ...{ targeting_key: `desk-${id.slice(0, 6)}`, cohort: isInternal ? 'internal' : 'public' },
    ...(candidate === null ? {} : { assignment: { variant, stage, reason: share } }),
  };
}
