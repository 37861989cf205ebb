/** How often a stage, asked anew each day, lets pass a candidate that is exactly as bad as what may not pass, and a good one. */

import { watchStage } from '../src/core/stages/gate.ts';
import { seededIndexes } from '../src/kit/random.ts';
import type { ProductionRun } from '../src/schema/production-run.ts';
import type { ReleaseTuple } from '../src/schema/release-record.ts';

const DAY_MS = 86_400_000;
const FROM = Date.parse('2026-05-12T00:00:00Z');
const GUARDRAILS = { utility_delta: { min: -0.02 } };
const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const tuple = (id: string): ReleaseTuple => ({
  ...{ id, intent: 'bench.answer', pack: 'ctxpack.bench@1.0.0', policy: 'policy.bench@1.0.0' },
  ...{ tools: 'tools.bench@1.0.0', evals: 'evals.bench@1.0.0', model: 'm', prompts: 'p' },
  ...{ runtime: 'runtime.bench@1.0.0', environment: 'e' },
});

export type Truth = {
  readonly name: string;
  /** The share of runs whose utility is 0, of each tuple. */
  readonly baseline: number;
  readonly candidate: number;
  /** The share of the candidate's runs that are unsafe. */
  readonly unsafe: number;
  /** Runs of a targeting key, which fail together. */
  readonly perKey: number;
};

/** The share of worlds in which a question passes on any of the days. */
export function benchStage(
  truth: Truth,
  worlds: number,
  days: number,
  perDay: number,
): Record<string, number | string> {
  const passed = { utility_delta: 0, safety: 0 };
  for (let world = 0; world < worlds; world++) {
    const random = seededIndexes(world + 1);
    const chance = (share: number) => random(1_000_000) < share * 1_000_000;
    const record = { schema_version: 1, release_tuple: tuple('b@1'), previous: null, promotions: [] } as const;
    const rollout = { stage: '1%_internal', candidate_tuple: tuple('c@1'), since: at(FROM) } as const;
    const watches = Array.from({ length: days }, (_, day) =>
      watchStage({
        ...{ record: { ...record, promotions: [], rollout }, candidate: 'c@1', riskClass: 'read_only' },
        candidacy: { at: at(FROM), tuples: new Set(['c@1']) },
        ...{ guardrails: GUARDRAILS, rollout: undefined, confidence: 0.95, now: at(FROM + (day + 1) * DAY_MS) },
      }),
    );
    const drawn = (isCandidate: boolean) => ({
      utility: chance(isCandidate ? truth.candidate : truth.baseline) ? 0 : 1,
      safety: isCandidate && chance(truth.unsafe) ? 0 : 1,
    });
    let fate = { baseline: drawn(false), candidate: drawn(true) };
    for (let n = 0; n < days * perDay; n++) {
      const day = Math.floor(n / perDay);
      if (n % truth.perKey === 0) fate = { baseline: drawn(false), candidate: drawn(true) };
      for (const id of ['b@1', 'c@1']) {
        const scored = id === 'c@1' ? fate.candidate : fate.baseline;
        const key = `${id} ${world} ${Math.floor(n / truth.perKey)}`;
        const line = runOf(id, FROM + day * DAY_MS + (n % perDay) * 1000, { key, ...scored });
        for (const watch of watches.slice(day)) watch.add(line);
      }
    }
    const checks = watches.map((watch) => watch.read().checks);
    for (const id of ['utility_delta', 'safety'] as const) {
      passed[id] += Number(checks.some((asked) => asked.some((check) => check.id === id && check.status === 'pass')));
    }
  }
  return {
    truth: truth.name,
    worlds,
    days,
    per_day: perDay,
    utility_passed: passed.utility_delta / worlds,
    safety_passed: passed.safety / worlds,
  };
}

type Drawn = { readonly key: string; readonly utility: number; readonly safety: number };

function runOf(release_tuple_id: string, ms: number, { key, ...scored }: Drawn): ProductionRun {
  return {
    targeting_key: key,
    ...{
      run_id: 'r',
      trace_id: 't',
      at: at(ms),
      intent_id: 'bench.answer',
      risk_class: 'read_only',
      cohort: 'internal',
    },
    ...{ pack_version: 'ctxpack.bench@1.0.0', policy_bundle_version: 'policy.bench@1.0.0' },
    ...{ tool_manifest_version: 'tools.bench@1.0.0', evaluator_suite_version: 'evals.bench@1.0.0' },
    ...{ release_tuple_id, decision_record_id: 'd', outcome: 'answer', operator_corrections: [] },
    scorecard: { policy: 1, latency_ms: 900, economics_cents: 1, approval_bypass: false, ...scored },
    assignment: {
      variant: release_tuple_id === 'c@1' ? 'candidate' : 'baseline',
      stage: '1%_internal',
      reason: 'SPLIT',
    },
  };
}

export const TRUTHS: readonly Truth[] = [
  { name: 'as bad as the bounds', baseline: 0.1, candidate: 0.12, unsafe: 0.02, perKey: 1 },
  { name: 'as bad as the bounds, rare', baseline: 0.005, candidate: 0.025, unsafe: 0.02, perKey: 1 },
  { name: 'as bad as the bounds, keys of 5 runs', baseline: 0.1, candidate: 0.12, unsafe: 0.02, perKey: 5 },
  { name: 'as good as the baseline', baseline: 0.1, candidate: 0.1, unsafe: 0, perKey: 1 },
  { name: 'better', baseline: 0.1, candidate: 0.08, unsafe: 0, perKey: 1 },
];
