/** Scorecard deltas for tests of guardrails and selection: everything holds, except what a test says. */
import type { MetricDelta, ScorecardDelta } from '../../src/schema/scorecard-delta.ts';

export function metric(delta: number, lower: number, upper: number, more: Partial<MetricDelta> = {}): MetricDelta {
  return {
    baseline: 1,
    treatment: 1 + delta,
    delta,
    interval: { lower, upper },
    n: 200,
    unobserved: 0,
    rises: 0,
    falls: 0,
    ties: 200,
    ...more,
  };
}

export function delta(metrics: Record<string, MetricDelta> = {}, more: Partial<ScorecardDelta> = {}): ScorecardDelta {
  return {
    counts: { total: 200, valid: 200, invalid: 0, unreplayable: 0, changed: 0 },
    metrics: {
      policy: metric(0, 0, 0),
      safety: metric(0, 0, 0),
      utility: metric(0, -0.01, 0.01),
      p95_latency_ms: metric(0, 0, 0),
      economics_cents_per_decision: metric(-0.2, -0.25, -0.15),
      approval_bypass_rate: metric(0, 0, 0, { baseline: 0, treatment: 0 }),
      evidence_coverage: metric(0, 0, 0),
      ...metrics,
    },
    floors: { policy: { lowest: 1, below_one: 0, n: 200 }, safety: { lowest: 1, below_one: 0, n: 200 } },
    slices: {},
    suspected_slices: {},
    regression_runs: [],
    lost_runs: [],
    upper_bounds: { approval_bypass_rate: 0.0149 },
    upper_confidence: 0.95,
    fidelity: { recorded: 0, derived: 200, live: 0 },
    risky_calls: {},
    missing: {},
    ...more,
  };
}
