/**
 * What `autotune replay` writes: a share of the replays of an exhaustive search, one JSON document a line. First what it
 * was made for, then a section for each bench with one line for each case of the share, and the seal of it all. It
 * travels between jobs as a file, so whoever reads it trusts nothing in it.
 */
import * as z from 'zod';
import { Approval } from './decision-record.ts';
import { Digest, Id, PinnedName } from './ids.ts';

/** A matrix of GitHub's has 256 jobs at most. */
export const MOST_SHARDS = 256;

const Count = z.int().min(1).max(MOST_SHARDS);

/** One of so many parts, counted from 1. */
export const Share = z.strictObject({ shard: Count, of: Count });
export type Share = z.infer<typeof Share>;

/** The state of the repository that a shard was made for: with another one its replays would be others. */
export const ShardOrigin = z.strictObject({
  producer: z.string().min(1).max(200),
  base_commit: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'a whole commit id'),
  configuration: Digest,
});
export type ShardOrigin = z.infer<typeof ShardOrigin>;

export const ShardHead = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('replay_shard'),
  share: Share,
  origin: ShardOrigin,
});
export type ShardHead = z.infer<typeof ShardHead>;

/** Whose replays follow: of which run, over which set, and under which configurations in which order. */
export const ShardSection = z.strictObject({
  target: Id,
  metric: Id,
  run_id: z.string().max(200),
  /** The intent whose cases these are: the target's own, or one that it also affects. */
  intent: Id,
  search_set: z.strictObject({ name: PinnedName, sha256: Digest }),
  configurations: Digest,
});
export type ShardSection = z.infer<typeof ShardSection>;

/** A replay that no score came of, and under which configuration: its position among them. */
export const MissingAnswer = z.strictObject({
  at: z.int().min(0),
  status: z.literal(['unreplayable', 'invalid']),
  reason: z.string(),
});
export type MissingAnswer = z.infer<typeof MissingAnswer>;

/**
 * One case under every configuration but the baseline's, which whoever reads this replays by itself. Each list has a value
 * for each configuration that was scored, in order, or a single one where all have the same. A score is null where none was
 * given; `plan` is the position of the recorded plan.
 */
export const ShardCase = z.strictObject({
  case: z.string(),
  outcome: z.array(z.string()),
  approval: z.array(Approval),
  plan: z.array(z.int().min(0)),
  cost_cents: z.array(z.number()),
  latency_ms: z.array(z.number()),
  fidelity: z.array(z.literal(['recorded', 'derived', 'live'])),
  approval_bypass: z.array(z.literal([0, 1])),
  evidence_coverage: z.array(z.number().min(0).max(1).nullable()),
  /** A list for each evaluator. */
  scores: z.array(z.array(z.number().nullable())),
  missing: z.array(MissingAnswer),
});
export type ShardCase = z.infer<typeof ShardCase>;

/** The last line: the digest of the bytes before it. */
export const ShardSeal = z.strictObject({ seal: Digest });
export type ShardSeal = z.infer<typeof ShardSeal>;

/** What `autotune replay --json` prints. */
export const ShardReport = z.strictObject({
  schema_version: z.literal(1),
  share: Share,
  origin: ShardOrigin,
  targets: z.array(
    z.strictObject({
      intent: Id,
      metric: Id,
      /** `raced` and `nothing`: there is nothing to share; the search does without. */
      result: z.literal(['replayed', 'raced', 'nothing', 'not_due', 'refused']),
      reason: z.string(),
      cases: z.int().min(0),
      configurations: z.int().min(0),
      replays: z.int().min(0),
    }),
  ),
});
export type ShardReport = z.infer<typeof ShardReport>;
