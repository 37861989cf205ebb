/**
 * `packs/<pack>/proposals/<id>.json`: everything a reviewer and the gate need to re-derive the change. The shape of
 * the specification's example is required; what autotune adds is optional here and always written.
 */
import * as z from 'zod';
import { Attribution } from './attribution.ts';
import { Direction } from './configuration.ts';
import { Digest, Id, Instant, Owner, PinnedName, Stage, VersionedId } from './ids.ts';
import { EarlierRejection, SkippedBy } from './rejection.ts';
import { RiskyCalls } from './risky-calls.ts';
import { SelfTest } from './self-test.ts';
import { Layer, TypedPatch } from './tunable-surface.ts';
import { Interval, Verdict } from './verdict.ts';

/** Every case of a set stays in the denominator. */
export const Counts = z.strictObject({
  total: z.int(),
  valid: z.int(),
  invalid: z.int(),
  unreplayable: z.int(),
  changed: z.int(),
  /** Families that the cases are of, each of which counts as one; absent where every case is a family of its own. */
  families: z.int().optional(),
});
export type Counts = z.infer<typeof Counts>;

const Deltas = z.record(Id, z.number());
const Intervals = z.record(Id, Interval);

export const SliceDelta = z.strictObject({
  slice: z.string(),
  metric: Id,
  cases: z.int(),
  delta: z.number(),
  /** Of utility: bounds that hold for all slices at once. */
  interval: Interval.optional(),
  wins: z.int(),
  losses: z.int(),
  ties: z.int(),
});
export type SliceDelta = z.infer<typeof SliceDelta>;

export const Considered = z.strictObject({
  candidate_id: Id,
  patch: TypedPatch,
  verdict: z.literal([
    'proposed',
    'lawful',
    'refused',
    'inconclusive',
    'no_improvement',
    'lost',
    'heldout_refused',
    'skipped',
  ]),
  reason: z.string(),
});
export type Considered = z.infer<typeof Considered>;

/** Aggregates of one set; of the held-out set nothing finer ever leaves the run. */
export const SetEvidence = z.strictObject({
  observed_delta: Deltas,
  intervals: Intervals,
  counts: Counts,
  verdicts: z.array(Verdict),
  /** Absent in what older versions wrote. */
  risky_calls: RiskyCalls.optional(),
});
export type SetEvidence = z.infer<typeof SetEvidence>;

/** The looks at a held-out set as they stood when this one was made. */
export const HeldoutBudget = z.strictObject({
  /** Looks that are left after this one. */
  remaining: z.int().min(0),
  /** Every look at this set up to this one, with the part of the allowed error that it took. */
  spent: z.array(
    z.strictObject({ look: z.int(), run_id: Id, fingerprint: Digest, confidence: z.number(), error: z.number() }),
  ),
  /** Looks at earlier versions that count too, since about so many of its cases stood in them. */
  carried: z.strictObject({ looks: z.int(), cases: z.int() }).optional(),
});
export type HeldoutBudget = z.infer<typeof HeldoutBudget>;

export const Proposal = z.strictObject({
  schema_version: z.literal(1).optional(),
  tuning_proposal_id: Id,
  status: z.literal(['proposed', 'rejected', 'released', 'superseded', 'expired', 'rolled_back']),
  target: z.strictObject({ intent: Id, metric: Id, direction: Direction }),
  candidate_change: z.strictObject({ layer: Layer, target_pack: VersionedId, patch: TypedPatch }),
  replay: z.strictObject({
    search_set: PinnedName,
    heldout_test_set: PinnedName,
    evaluation_run_id: Id,
    baseline_tuple: PinnedName,
  }),
  observed_delta: Deltas,
  guardrails: z.strictObject({
    passed: z.boolean(),
    regression_runs: z.array(z.string()),
    lost_runs: z.array(z.string()).optional(),
    verdicts: z.array(Verdict).optional(),
  }),
  release_path: z.strictObject({
    requires_reviewers: z.array(z.string()),
    rollout_stage: Stage,
    rollback_target: VersionedId,
    rollback_release_tuple: PinnedName.optional(),
  }),
  producer: z.string().optional(),
  run_id: Id.optional(),
  candidate_id: Id.optional(),
  candidate_pack: VersionedId.optional(),
  fingerprint: Digest.optional(),
  owner: Owner.optional(),
  rationale: z.string().optional(),
  hypothesis: z.strictObject({ mechanism: z.string(), expected_delta: z.record(Id, z.string()) }).optional(),
  source_evidence: z.array(z.string()).optional(),
  intervals: Intervals.optional(),
  confidence: z.number().optional(),
  counts: Counts.optional(),
  /** Over the search set, as the deltas beside it. */
  risky_calls: RiskyCalls.optional(),
  baseline: Deltas.optional(),
  upper_bounds: Deltas.optional(),
  slices: z.array(SliceDelta).optional(),
  fidelity: z.strictObject({ recorded: z.int(), derived: z.int(), live: z.int() }).optional(),
  heldout: SetEvidence.extend({
    look: z.int(),
    max_looks: z.int(),
    confidence: z.number(),
    budget: HeldoutBudget.optional(),
  }).optional(),
  /** Search and held-out cases read as one, at the confidence of the look: what the verdicts rest on. */
  together: SetEvidence.extend({ confidence: z.number() }).optional(),
  also_affected: z.record(Id, SetEvidence).optional(),
  considered: z.array(Considered).optional(),
  /** What was not searched since reviewers rejected it. */
  skipped: z.array(SkippedBy).optional(),
  /** Rejections of this change that hold no longer. */
  earlier_rejections: z.array(EarlierRejection).optional(),
  attribution: Attribution.optional(),
  /** Where candidates were raced: what the record of the excluded ones promises. */
  race: z
    .strictObject({
      /** Candidates, those that met every case, and replays of them all, each once. */
      candidates: z.int(),
      evaluated: z.int(),
      replays: z.int(),
      /** With a chance of at most `alpha` an excluded candidate is lawful and more than `tolerance` better. */
      alpha: z.number(),
      tolerance: z.number(),
      /** Whether every candidate was evaluated or excluded before the replays were spent. */
      is_complete: z.boolean(),
    })
    .optional(),
  selection_rule: z.string().optional(),
  /** Harness seconds and cents that the search spent: 0 where every replay was answered by the recording. */
  search_cost: z.strictObject({ replays: z.int(), seconds: z.number(), cents: z.number() }).optional(),
  /** The baseline replayed as if it were a candidate, and the rest of the run's test of itself, by intent. */
  control: SetEvidence.optional(),
  self_test: z.record(Id, SelfTest).optional(),
  digests: z
    .strictObject({
      target: Digest,
      search_set: Digest,
      heldout_test_set: Digest,
      baseline_tuple: Digest,
      evaluator_suite: Digest,
      pack: Digest,
      patch: Digest,
    })
    .optional(),
  /** The plan that a separate search had fixed, and that the run came to as well: `digest` is of this target's part of it. */
  plan: z.strictObject({ digest: Digest, base_commit: z.string() }).optional(),
  ledger: z.strictObject({ ref: z.string(), head: z.string() }).optional(),
  expires_at: Instant.optional(),
});
export type Proposal = z.infer<typeof Proposal>;
