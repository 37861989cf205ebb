/** What `autotune status --json` prints: where targets, proposals, rejections and held-out sets stand. */
import * as z from 'zod';
import { Digest, Id, Instant, PinnedName, Stage } from './ids.ts';
import { HeldoutBudget } from './proposal.ts';
import { RejectionsReport } from './rejections-report.ts';
import { SkippedCounts } from './run-report.ts';

const LastRun = z.strictObject({
  run_id: Id,
  at: Instant,
  /** `unfinished`: it was started, and no end is recorded. */
  result: z.literal(['proposed', 'no_proposal', 'refused', 'unfinished']),
  reason: z.string(),
  proposal_id: Id.optional(),
});

/** The looks at the held-out set that the manifest pins now. */
const HeldoutStatus = z.strictObject({
  intent: Id,
  set: PinnedName,
  set_digest: Digest,
  max_looks: z.int(),
  ...HeldoutBudget.shape,
  /** What the next look would need; null where none is left. */
  next_confidence: z.number().nullable(),
  /** How to refresh the set, where no look is left. */
  refresh: z.string().optional(),
  /** Other versions that were looked at: their looks count again for a set that has cases of theirs. */
  earlier: z.array(z.strictObject({ set: PinnedName, set_digest: Digest, looks: z.int() })),
});

const OpenProposal = z.strictObject({
  proposal_id: Id,
  intent: Id,
  /**
   * `held`: others committed to its branch, or it was directed to another base. What is `closed`, `branch_gone` or past
   * its day is recorded as such by the next run.
   */
  state: z.literal(['open', 'held', 'merged', 'closed', 'branch_gone', 'expired']),
  branch: z.string(),
  commit: z.string(),
  at: Instant,
  pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
  change: z.string().optional(),
  expires_at: Instant.optional(),
});

/** What is released for an intent, as its record in the checkout says. */
const Released = z.strictObject({
  intent: Id,
  stage: Stage,
  since: Instant,
  /** Whom the stage serves, in the words of the record. */
  cohort: z.string().optional(),
  tuple: PinnedName,
  pack: z.string(),
  /** What is on its way through the stages; null where nothing is. */
  candidate: z.strictObject({ tuple: PinnedName, pack: z.string() }).nullable(),
  /** The tuple that a rollback would restore; null where the record has none. */
  rollback_target: PinnedName.nullable(),
  /** What its gate had said of the change that is active, where it was merged past that. */
  gate_bypassed: z.literal(['failed', 'missing']).optional(),
  /** The next stage where it was asked for and is not merged: `closed` by a person, `absent` where its opening was cut short. */
  promotion: z
    .strictObject({
      next: z.union([Stage, z.literal('finished')]),
      asked_at: Instant,
      approver: z.string(),
      branch: z.string(),
      state: z.literal(['open', 'closed', 'merged', 'absent']),
      pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
    })
    .optional(),
  /** Where something is merged that this record does not say yet: what has to be merged first. */
  waits: z.string().optional(),
  /** Rejections in force, by how far they reach. */
  rejected: SkippedCounts,
});

export const StatusReport = z.strictObject({
  ledger: z.strictObject({
    ref: z.string(),
    /** Null where there is no ledger yet. */
    head: z.string().nullable(),
    events: z.int(),
    last_hash: Digest.nullable(),
    last_at: Instant.nullable(),
  }),
  targets: z.array(z.strictObject({ intent: Id, metric: Id, last_run: LastRun.nullable() })),
  released: z.array(Released),
  heldout: z.array(HeldoutStatus),
  proposals: z.array(OpenProposal),
  ...RejectionsReport.shape,
});
export type StatusReport = z.infer<typeof StatusReport>;
