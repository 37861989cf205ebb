/**
 * The proposal document: everything a reviewer and the gate need to re-derive the change, from values that were fixed
 * before it was selected. It decides nothing.
 */
import type { Attribution } from '../../schema/attribution.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { Considered, HeldoutBudget, Proposal, SetEvidence, SliceDelta } from '../../schema/proposal.ts';
import type { EarlierRejection, SkippedBy } from '../../schema/rejection.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { TuningTarget } from '../../schema/tuning-target.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { proposalId } from '../packs/identity.ts';
import {
  evidenceOf,
  intervalsOf,
  perMetric,
  rounded,
  roundedAttribution,
  roundedBudget,
  roundedInterval,
  roundedVerdict,
} from './rounded.ts';

export type ProposalEvidence = {
  readonly target: TuningTarget;
  readonly candidate: Candidate;
  readonly runId: string;
  readonly producer: string;
  readonly candidatePack: string;
  readonly releaseTupleId: string;
  readonly sets: { readonly search: string; readonly heldout: string };
  readonly search: ScorecardDelta;
  readonly heldout: {
    readonly delta: ScorecardDelta;
    readonly together: ScorecardDelta;
    readonly verdicts: readonly Verdict[];
    readonly look: number;
    readonly maxLooks: number;
    readonly confidence: number;
    /** Of each step that the look asked about. */
    readonly stepConfidence: number;
    readonly budget: HeldoutBudget;
  };
  readonly alsoAffected: Readonly<Record<string, SetEvidence>>;
  readonly control: { readonly delta: ScorecardDelta; readonly verdicts: readonly Verdict[] };
  /** By intent, the target's own first. */
  readonly selfTest: Readonly<Record<string, SelfTest>>;
  readonly slices: readonly SliceDelta[];
  readonly considered: readonly Considered[];
  readonly skipped: readonly SkippedBy[];
  readonly earlierRejections: readonly EarlierRejection[];
  readonly attribution: Attribution;
  /** Null where every candidate met every case. */
  readonly race: NonNullable<Proposal['race']> | null;
  readonly selectionRule: string;
  readonly confidence: number;
  readonly replays: number;
  readonly reviewers: readonly string[];
  readonly owner: string;
  readonly digests: NonNullable<Proposal['digests']>;
  /** Null where no plan was handed over. */
  readonly plan: NonNullable<Proposal['plan']> | null;
};

/** Builds the document; its id follows from the candidate's fingerprint alone. */
export function buildProposal(evidence: ProposalEvidence): Proposal {
  const { target, candidate, search, heldout } = evidence;
  return {
    schema_version: 1,
    tuning_proposal_id: proposalId(target.intent, target.metric, candidate.fingerprint),
    status: 'proposed',
    target: { intent: target.intent, metric: target.metric, direction: target.direction },
    candidate_change: { layer: candidate.layer, target_pack: target.baseline_tuple.pack, patch: candidate.patch },
    replay: {
      search_set: evidence.sets.search,
      heldout_test_set: evidence.sets.heldout,
      evaluation_run_id: evidence.runId,
      baseline_tuple: evidence.releaseTupleId,
    },
    observed_delta: perMetric(search, 'delta'),
    guardrails: {
      passed: true,
      regression_runs: search.regression_runs,
      lost_runs: search.lost_runs,
      verdicts: heldout.verdicts.map(roundedVerdict),
    },
    release_path: {
      requires_reviewers: [...evidence.reviewers],
      rollout_stage: '0%_shadow',
      rollback_target: target.baseline_tuple.pack,
      rollback_release_tuple: evidence.releaseTupleId,
    },
    producer: evidence.producer,
    run_id: evidence.runId,
    candidate_id: candidate.candidate_id,
    candidate_pack: evidence.candidatePack,
    fingerprint: candidate.fingerprint,
    owner: evidence.owner,
    rationale: candidate.rationale,
    hypothesis: candidate.hypothesis,
    source_evidence: [evidence.sets.search],
    baseline: perMetric(search, 'baseline'),
    intervals: intervalsOf(search),
    confidence: evidence.confidence,
    counts: search.counts,
    ...(search.risky_calls === undefined ? {} : { risky_calls: search.risky_calls }),
    upper_bounds: Object.fromEntries(
      Object.entries(search.upper_bounds).map(([name, bound]) => [name, rounded(bound)]),
    ),
    slices: evidence.slices.map(({ interval, ...slice }) => ({
      ...slice,
      delta: rounded(slice.delta),
      ...(interval === undefined ? {} : { interval: roundedInterval(interval) }),
    })),
    fidelity: search.fidelity,
    heldout: {
      ...evidenceOf(heldout.delta, heldout.verdicts),
      look: heldout.look,
      max_looks: heldout.maxLooks,
      confidence: rounded(heldout.confidence),
      budget: roundedBudget(heldout.budget),
    },
    together: {
      ...evidenceOf(heldout.together, heldout.verdicts),
      confidence: rounded(heldout.stepConfidence),
    },
    ...(Object.keys(evidence.alsoAffected).length === 0 ? {} : { also_affected: evidence.alsoAffected }),
    considered: [...evidence.considered],
    ...(evidence.skipped.length === 0 ? {} : { skipped: [...evidence.skipped] }),
    ...(evidence.earlierRejections.length === 0 ? {} : { earlier_rejections: [...evidence.earlierRejections] }),
    attribution: roundedAttribution(evidence.attribution),
    ...(evidence.race === null ? {} : { race: { ...evidence.race, alpha: rounded(evidence.race.alpha) } }),
    selection_rule: evidence.selectionRule,
    search_cost: { replays: evidence.replays, seconds: 0, cents: 0 },
    control: evidenceOf(evidence.control.delta, evidence.control.verdicts),
    self_test: { ...evidence.selfTest },
    digests: evidence.digests,
    ...(evidence.plan === null ? {} : { plan: evidence.plan }),
  };
}

/** The parts of a proposal that a later run on the same evidence would repeat: all but when, after what and by which plan it was written. */
export function substanceOf(proposal: Proposal): Proposal {
  const { run_id: _, expires_at: __, ledger: ___, plan: ____, ...substance } = proposal;
  return { ...substance, replay: { ...proposal.replay, evaluation_run_id: 'any' } };
}
