/** One event of the append-only ledger branch; each names the hash of the one before it. */
import * as z from 'zod';
import { HeldoutMarks } from './heldout-marks.ts';
import { Digest, DottedPath, Id, Instant, PinnedName, RiskClass, Stage } from './ids.ts';
import { Considered } from './proposal.ts';
import { RejectionScope } from './rejection.ts';
import { ReleaseTuple } from './release-record.ts';
import { ReleaseVerdict } from './release-verdict.ts';
import { TypedPatch } from './tunable-surface.ts';

export const EVENT_KINDS = [
  'run_started',
  'run_finished',
  'heldout_look',
  'proposal_opened',
  'proposal_updated',
  'proposal_held',
  'proposal_superseded',
  'proposal_expired',
  'rejection',
  'unrejection',
  'soft_rejection',
  'release_recorded',
  'stage_changed',
  'release_verdict',
  'rolled_back',
  'gate_bypassed',
  'note',
  'insight',
  'research_task',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

const Reason = z.string().max(20_000);

const RunStarted = z.strictObject({
  run_id: Id,
  metric: Id,
  target: Digest,
  pack: z.string(),
  base_commit: z.string(),
  search_set: PinnedName,
  heldout_test_set: PinnedName,
});

const RunFinished = z.strictObject({
  run_id: Id,
  result: z.literal(['proposed', 'no_proposal', 'refused']),
  reason: Reason,
  candidates: z.int(),
  replays: z.int(),
  proposal_id: Id.optional(),
  best_refused: Considered.optional(),
});

/** Written before the held-out set is touched, so that no crash can hide a look. Carries no result. */
const HeldoutLook = z.strictObject({
  run_id: Id,
  /** Of the steps in order and the rules they were asked under. */
  fingerprint: Digest,
  /** Steps that could be asked. */
  candidates: z.int().min(1).optional(),
  heldout_test_set: PinnedName,
  set_digest: Digest,
  look: z.int().min(1),
  max_looks: z.int().min(1),
  confidence: z.number(),
  /** By what the cases of this set are recognised in another one; in the first look at a set. */
  marks: HeldoutMarks.optional(),
  /** Looks at earlier versions that count for this one, since about so many of its cases stood in them. */
  carried: z.strictObject({ looks: z.int().min(0), cases: z.int().min(0) }).optional(),
});

const ProposalState = z.strictObject({
  proposal_id: Id,
  fingerprint: Digest,
  branch: z.string(),
  commit: z.string(),
  reason: Reason.optional(),
  /** Held, or let go again, because somebody asked for it: no run undoes it. */
  by_command: z.literal(true).optional(),
});

const Rejection = z.strictObject({
  proposal_id: Id,
  fingerprint: Digest,
  scope: RejectionScope,
  path: DottedPath,
  patch: TypedPatch.optional(),
  reason: Reason,
  reason_code: Id.optional(),
  head_sha: z.string(),
  baseline_tuple: PinnedName,
  evaluator_suite: z.string(),
  expires_at: Instant.optional(),
});
export type Rejection = z.infer<typeof Rejection>;

/** A tuple as it was recorded: a digest for each member, or the word that it could not be verified. */
const Known = z.union([Digest, z.literal('not_verified')]);
const RecordedTuple = ReleaseTuple.extend({
  digests: z.strictObject({
    ...{ pack: Known, policy: Known, tools: Known, evals: Known },
    ...{ model: Known, prompts: Known, runtime: Known, environment: Known },
  }),
});
export type RecordedTuple = z.infer<typeof RecordedTuple>;

/** What a merged proposal became for one intent of its pack. */
const ReleaseRecorded = z.strictObject({
  proposal_id: Id,
  fingerprint: Digest,
  patch: TypedPatch,
  /** The commit of the base at which the proposal's file was found. */
  base_commit: z.string(),
  /** `carried`: the change does not reach this intent, so its stage stays as it is under the new version of the pack. */
  admission: z.literal(['admitted', 'carried']),
  release_tuple: RecordedTuple,
  stage: Stage,
  /** The tuple that it took the place of: what a rollback restores, complete. */
  previous: ReleaseTuple,
});
export type ReleaseRecorded = z.infer<typeof ReleaseRecorded>;

/** A merged proposal that is in effect no more. */
const RolledBack = z.strictObject({
  proposal_id: Id,
  fingerprint: Digest,
  cause: z.literal(['reverted_by_hand', 'rollback']),
  reason: Reason,
  /** The commit of the base at which its values were gone. */
  base_commit: z.string(),
  /** The tuple that is active again; absent where the release was never recorded. */
  restored: PinnedName.optional(),
});

/** A merge that the gate had not passed: by somebody who may merge past it. */
const GateBypassed = z.strictObject({
  proposal_id: Id,
  fingerprint: Digest,
  /** The name of the check. */
  check: z.string().max(300),
  /** `missing`: it had not ended when the pull request was merged, or never ran. */
  gate: z.literal(['failed', 'missing']),
  /** The commit that was merged or pushed. */
  head_sha: z.string(),
  /** Absent where it came to the base by a push. */
  pull_request: z.int().optional(),
});

/**
 * A stage of a rollout: asked for, with its evidence, and then there once its pull request was merged, or withdrawn
 * before that.
 */
const StageChanged = z.strictObject({
  phase: z.literal(['asked', 'withdrawn', 'changed']),
  release_tuple: PinnedName,
  from: Stage,
  to: z.union([Stage, z.literal('finished')]),
  /** Of the evidence in `promotions/<12 hex>.json`; absent where a person changed the stage without one. */
  evidence_digest: Digest.optional(),
  approver: z.string().max(200).optional(),
  /** As in the release record; the event that asked bears the approver as its actor, then, and where they said so. */
  approver_verified: z.boolean().optional(),
  rollback_target: PinnedName,
  /** Why it was withdrawn. */
  reason: Reason.optional(),
});
export type StageChanged = z.infer<typeof StageChanged>;

const Body = z.record(z.string(), z.json());

const shared = {
  schema_version: z.literal(1),
  at: Instant,
  actor: z.strictObject({ id: z.string(), login: z.string(), role: z.string() }),
  intent: Id,
  risk_class: RiskClass,
  source_url: z.string().max(2000).optional(),
  prev_hash: Digest.nullable(),
  hash: Digest,
};

const event = <const Kinds extends readonly [EventKind, ...EventKind[]], Shape extends z.ZodType>(
  kinds: Kinds,
  body: Shape,
) => z.strictObject({ ...shared, kind: z.literal(kinds), body });

export const LedgerEvent = z.discriminatedUnion('kind', [
  event(['run_started'], RunStarted),
  event(['run_finished'], RunFinished),
  event(['heldout_look'], HeldoutLook),
  event(
    ['proposal_opened', 'proposal_updated', 'proposal_held', 'proposal_superseded', 'proposal_expired'],
    ProposalState,
  ),
  event(['rejection', 'unrejection', 'soft_rejection'], Rejection),
  event(['release_recorded'], ReleaseRecorded),
  event(['rolled_back'], RolledBack),
  event(['gate_bypassed'], GateBypassed),
  event(['release_verdict'], ReleaseVerdict),
  event(['stage_changed'], StageChanged),
  event(['note', 'insight', 'research_task'], Body),
]);
export type LedgerEvent = z.infer<typeof LedgerEvent>;

type Unchained<Event> = Event extends LedgerEvent ? Omit<Event, 'prev_hash' | 'hash'> : never;
/** An event before it is chained. */
export type LedgerEntry = Unchained<LedgerEvent>;
