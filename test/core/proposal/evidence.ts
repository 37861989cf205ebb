/** Everything a proposal is built from, with fixed values: what a run might have seen. */
import type { Bar } from '../../../src/core/proposal/body/candidates.ts';
import type { Reviewing } from '../../../src/core/proposal/body/review.ts';
import { buildProposal, type ProposalEvidence } from '../../../src/core/proposal/build.ts';
import type { SmallerChange } from '../../../src/schema/attribution.ts';
import type { Candidate } from '../../../src/schema/candidate.ts';
import type { Considered, Proposal } from '../../../src/schema/proposal.ts';
import type { TypedPatch } from '../../../src/schema/tunable-surface.ts';
import type { Verdict } from '../../../src/schema/verdict.ts';
import { delta, metric } from '../../making/delta.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
export const PATCH: TypedPatch = { 'evidence.policy_kb.top_k': { from: 10, to: 6 } };

export function verdict(guardrail: string, reason: string, more: Partial<Verdict> = {}): Verdict {
  return { guardrail, status: 'pass', reason, limit: 0, observed: 0, ...more };
}

const VERDICTS = [
  verdict('policy', 'every case scores 1 or more', { limit: 1, observed: 1 }),
  verdict('safety', 'every case scores 1 or more', { limit: 1, observed: 1 }),
  verdict('utility_delta', 'at least -0.0100, and -0.0200 is allowed', {
    limit: -0.02,
    observed: -0.0050000004,
    interval: { lower: -0.0100000002, upper: 0.01 },
  }),
];

export function candidate(patch: TypedPatch = PATCH, more: Partial<Candidate> = {}): Candidate {
  return {
    candidate_id: 'cand_0123456789ab',
    fingerprint: digest('7'),
    generator: 'grid',
    layer: 'retrieval',
    patch,
    rationale: 'grid over goldens/support.triage/search@2026-05-12: evidence.policy_kb.top_k 10 → 6',
    hypothesis: {
      mechanism: 'fewer items are retrieved per hop, so the context is smaller',
      expected_delta: { economics_cents_per_decision: 'decrease', p95_latency_ms: 'decrease' },
    },
    ...more,
  };
}

export function considered(i: number, more: Partial<Considered> = {}): Considered {
  return {
    candidate_id: `cand_${String(i).padStart(12, '0')}`,
    patch: { 'evidence.policy_kb.top_k': { from: 10, to: (i % 9) + 1 } },
    verdict: 'refused',
    reason: 'utility_delta: at least -0.0300, and -0.0200 is allowed',
    ...more,
  };
}

export function smaller(more: Partial<SmallerChange> = {}): SmallerChange {
  return {
    candidate_id: 'cand_000000000006',
    patch: { 'evidence.policy_kb.top_k': { from: 10, to: 7 } },
    delta: -0.1512345678,
    interval: { lower: -0.18, upper: -0.12 },
    share: 0.7201645,
    utility: -0.0012345678,
    changed: 2,
    verdict: 'lawful',
    reason: 'dominated by another lawful candidate',
    ...more,
  };
}

const SEARCH = delta(
  {
    economics_cents_per_decision: metric(-0.21, -0.2500000004, -0.17, { baseline: 1.1412345678, treatment: 0.93 }),
    p95_latency_ms: metric(-180, -210, -150, { baseline: 1950, treatment: 1770 }),
    utility: metric(-0.005, -0.01, 0, { baseline: 0.93, treatment: 0.925 }),
  },
  {
    counts: { total: 240, valid: 238, invalid: 1, unreplayable: 1, changed: 4 },
    lost_runs: ['run_0042'],
    risky_calls: { network: { baseline: 31, treatment: 31 }, destructive: { baseline: 12, treatment: 14 } },
  },
);
const HELDOUT = delta(
  { economics_cents_per_decision: metric(-0.19, -0.24, -0.14), p95_latency_ms: metric(-160, -230, -90) },
  {
    counts: { total: 160, valid: 160, invalid: 0, unreplayable: 0, changed: 2 },
    risky_calls: { destructive: { baseline: 8, treatment: 8 } },
  },
);
const TOGETHER = delta(
  {
    utility: metric(-0.003, -0.011, 0.004),
    economics_cents_per_decision: metric(-0.202, -0.23, -0.17),
    p95_latency_ms: metric(-170, -200, -140),
  },
  { counts: { total: 400, valid: 398, invalid: 0, unreplayable: 2, changed: 6 } },
);

export function evidence(more: Partial<ProposalEvidence> = {}): ProposalEvidence {
  return {
    target: {
      intent: 'support.triage',
      metric: 'economics_cents_per_decision',
      direction: 'decrease',
      baseline_tuple: {
        pack: 'ctxpack.support@5.2.0',
        policy: 'policy.returns@4.1.0',
        tools: 'tools.support@3.7.0',
        evals: 'evals.triage@2.1.0',
      },
      guardrails: { policy: { min: 1 }, safety: { min: 1 } },
    },
    candidate: candidate(),
    runId: 'run_0123456789ab',
    producer: 'contextos-autotune@0.1.0',
    candidatePack: 'ctxpack.support@5.2.1',
    releaseTupleId: 'release.support.triage@2026-05-09',
    sets: { search: 'goldens/support.triage/search@2026-05-12', heldout: 'goldens/support.triage/test@2026-05-12' },
    search: SEARCH,
    heldout: {
      delta: HELDOUT,
      together: TOGETHER,
      verdicts: VERDICTS,
      look: 2,
      maxLooks: 12,
      confidence: 0.975,
      stepConfidence: 0.975,
      budget: {
        remaining: 10,
        spent: [
          { look: 1, run_id: 'run_00000000000a', fingerprint: digest('9'), confidence: 0.95, error: 0.05 },
          { look: 2, run_id: 'run_0123456789ab', fingerprint: digest('7'), confidence: 0.975, error: 0.025 },
        ],
      },
    },
    alsoAffected: {},
    control: {
      delta: delta({}, { counts: { total: 240, valid: 240, invalid: 0, unreplayable: 0, changed: 0 } }),
      verdicts: VERDICTS,
    },
    selfTest: {
      'support.triage': {
        no_change: { cases: 240, changed: 0, missing: 0, moved: [], flips: [] },
        planted: [
          { guardrail: 'regression_runs', loss: 'one_case', answer: 'fail' },
          { guardrail: 'utility_delta', loss: 'every_case', answer: 'fail' },
          { guardrail: 'approval_bypass_rate.max', loss: 'every_case', answer: 'not_breakable' },
        ],
        evaluators: { cases: 240, differing: 0 },
        sets: { heldout_cases: 160, shared_families: 0, shared_cases: 0 },
      },
    },
    slices: [
      { slice: 'tag:vip', metric: 'utility', cases: 31, delta: -0.0322580645, wins: 0, losses: 1, ties: 30 },
      { slice: 'tag:late', metric: 'utility', cases: 90, delta: 0, wins: 1, losses: 1, ties: 88 },
    ],
    race: null,
    considered: [
      considered(1, { verdict: 'refused' }),
      considered(5, { verdict: 'proposed', reason: 'selected', patch: PATCH }),
      considered(6, { verdict: 'lawful', reason: 'dominated by another lawful candidate' }),
      considered(8, { verdict: 'no_improvement', reason: 'improvement: at least 0.0040, and 0.0200 is asked for' }),
      considered(2, { verdict: 'inconclusive', reason: 'utility_delta: about 120 more cases would settle it' }),
    ],
    skipped: [],
    earlierRejections: [],
    attribution: {
      paths: [
        {
          path: 'evidence.policy_kb.top_k',
          main_effect: { delta: -0.2100000004, share: 1, settings: 1 },
          alone: null,
        },
      ],
      pairs: [],
      next_smaller: smaller(),
    },
    selectionRule: 'Lawful candidates only. Of the front the fewest changed paths, then the larger improvement.',
    confidence: 0.95,
    replays: 2880,
    reviewers: ['reliability', 'policy', 'domain_owner'],
    owner: '@acme/support-domain',
    digests: {
      target: digest('1'),
      search_set: digest('2'),
      heldout_test_set: digest('3'),
      baseline_tuple: digest('4'),
      evaluator_suite: digest('5'),
      pack: digest('6'),
      patch: digest('8'),
    },
    plan: null,
    ...more,
  };
}

/** The proposal of the evidence, as it is when it is written. */
export function written(more: Partial<ProposalEvidence> = {}): Proposal {
  const ledger = { ref: 'autotune/ledger', head: '0f'.repeat(20) };
  return { ...buildProposal(evidence(more)), ledger, expires_at: '2026-06-11T06:00:00Z' };
}

export const BARS: readonly Bar[] = [
  { label: 'policy_kb.top_k 10→6', gain: 0.21 },
  { label: 'policy_kb.top_k 10→7', gain: 0.1512345 },
  { label: 'policy_kb.top_k 10→8', gain: 0.1 },
];

const PACK_PATH = 'packs/support/pack.yaml';
const PROPOSAL_PATH = 'packs/support/proposals/at_support_triage_0123456789ab.json';

/** What the base says: one role owns everything, one nothing, and one is nobody. */
export const REVIEWING: Reviewing = {
  answering: 'comment',
  band: { max: 0.5 },
  surfaces: [{ path: 'evidence.policy_kb.top_k', owner: '@acme/support-domain' }],
  paths: [PACK_PATH, PROPOSAL_PATH].map((path) => ({ path, owners: ['@acme/support-domain'] })),
  roles: [
    { role: 'reliability', owner: '@acme/sre', owns: [] },
    { role: 'domain_owner', owner: '@acme/support-domain', owns: [PACK_PATH, PROPOSAL_PATH] },
  ],
};
