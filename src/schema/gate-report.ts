/** What `autotune gate --json` prints: whether a change may be merged as far as replaying it can tell, check by check. */
import { z } from 'zod';
import { Target } from './configuration.ts';
import { Digest, Id, Instant, Owner, PinnedName } from './ids.ts';
import { SetEvidence } from './proposal.ts';
import { TypedPatch } from './tunable-surface.ts';

export const Decision = z.literal(['pass', 'fail', 'inconclusive']);
export type Decision = z.infer<typeof Decision>;

export const GateCheck = z.strictObject({
  id: Id,
  /** `note`: a person has to know it; it is no part of the decision. */
  verdict: z.literal([...Decision.values, 'note']),
  reason: z.string(),
  /** The changed file it is about, and its line, counted from 1. */
  path: z.string().optional(),
  line: z.int().min(1).optional(),
});
export type GateCheck = z.infer<typeof GateCheck>;

/** Where a required role stands with the head commit. It is shown, and decides nothing: the rules of the host do. */
export const RoleState = z.strictObject({
  role: Id,
  owner: Owner,
  /** `awaited`: nobody who counts reviewed this very commit. */
  state: z.literal(['approved', 'changes_requested', 'awaited', 'unknown']),
  /** Who did, as `@user`. */
  by: z.array(z.string()),
  /** What else has to be known, as a sentence; empty where nothing has. */
  reason: z.string(),
});
export type RoleState = z.infer<typeof RoleState>;

/** What the questions to a reviewer of a person's change rest on, beside the figures. */
export const GateReview = z.strictObject({
  /** Of the intent's target, `utility` where it has none. */
  metric: Id,
  band: Target.shape.band,
  /** The values that change and are declared tunable, and the paths of all that change, where an intent runs under them. */
  patch: TypedPatch,
  paths: z.array(z.string()),
  /** As the base declares them. */
  surfaces: z.array(z.strictObject({ path: z.string(), owner: Owner, policy_owner_approval: z.string().optional() })),
});
export type GateReview = z.infer<typeof GateReview>;

/** Candidate against baseline for one intent, as this gate replayed it. */
export const GateScorecard = z.strictObject({
  search_set: PinnedName,
  /** One-sided, of the bounds over the search set. */
  confidence: z.number(),
  search: SetEvidence.extend({ baseline: z.record(Id, z.number()) }),
  /** Sums only; absent where the change was not selected on the search set, which then judges it alone. */
  heldout: SetEvidence.optional(),
  /** Search and held-out cases read as one, at the confidence of the look: what the verdicts rest on. */
  together: SetEvidence.extend({ confidence: z.number() }).optional(),
  /** Of a person's change. */
  review: GateReview.optional(),
});
export type GateScorecard = z.infer<typeof GateScorecard>;

export const GateReport = z.strictObject({
  schema_version: z.literal(1),
  decision: Decision,
  /** One sentence: what the decision rests on. */
  reason: z.string(),
  /**
   * `proposal`: autotune's own; `rollback`: exactly what taking a released change back writes; `records`, `promotion`: steps
   * of a rollout and nothing else; `goldens`: search cases added and nothing else; `human`: a pack, or what judges it,
   * changed in another way; `none`: neither is touched.
   */
  kind: z.literal(['proposal', 'rollback', 'records', 'promotion', 'goldens', 'human', 'none']),
  /** The two commits, and the tree that merging them gives: what was judged. Null where they cannot be merged. */
  base: z.string(),
  /** The branch that the base is the commit of; absent where nobody but the base itself was named. */
  base_branch: z.string().optional(),
  head: z.string(),
  merged_tree: z.string().nullable(),
  proposal: z
    .strictObject({
      id: Id,
      intent: Id,
      metric: Id,
      path: z.string(),
      fingerprint: Digest.optional(),
      expires_at: Instant.optional(),
      patch: TypedPatch,
    })
    .optional(),
  /** The values of packs that change, where they are declared tunable. */
  patches: z.array(z.strictObject({ pack: z.string(), patch: TypedPatch })).optional(),
  /** Other values of packs that change: reported, and not forbidden to a person. */
  undeclared: z.array(z.strictObject({ pack: z.string(), path: z.string(), change: z.string() })).optional(),
  checks: z.array(GateCheck),
  /** One for each required role of the base's configuration. */
  roles: z.array(RoleState).optional(),
  /** By intent. */
  scorecard_delta: z.record(Id, GateScorecard).optional(),
});
export type GateReport = z.infer<typeof GateReport>;
