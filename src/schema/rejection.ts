/** A reviewer's no as reports show it, and the surfaces that keep drawing them. */
import { z } from 'zod';
import { DottedPath, Id, Instant } from './ids.ts';

export const RejectionScope = z.literal(['exact', 'direction', 'surface']);
export type RejectionScope = z.infer<typeof RejectionScope>;

const Person = z.strictObject({ id: z.string(), login: z.string(), role: z.string() });

export const StandingRejection = z.strictObject({
  proposal_id: Id,
  intent: Id,
  /** `soft_rejection`: closed without a command, or nobody decided in time. */
  kind: z.literal(['rejection', 'soft_rejection']),
  scope: RejectionScope,
  path: z.string(),
  /** What the proposal would have changed, in short. */
  change: z.string().optional(),
  reason: z.string(),
  reason_code: Id.optional(),
  /** `role`: what they were heeded as; `local` at a terminal. */
  by: Person,
  at: Instant,
  expires_at: Instant.optional(),
  source_url: z.string().optional(),
});
export type StandingRejection = z.infer<typeof StandingRejection>;

/** A rejection that holds no longer, with why. */
export const LapsedRejection = StandingRejection.extend({
  lapsed: z.literal(['unrejected', 'expired', 'baseline_changed']),
  /** Who took it back and why; `source_url` where that was said in a comment. */
  taken_back: z
    .strictObject({ by: Person, at: Instant, reason: z.string(), source_url: z.string().optional() })
    .optional(),
});
export type LapsedRejection = z.infer<typeof LapsedRejection>;

/** A rejection that lapsed, of what is proposed again. The reason is cut short; the ledger has it whole. */
export const EarlierRejection = z.strictObject({
  proposal_id: Id,
  intent: Id,
  scope: RejectionScope,
  reason: z.string(),
  by: z.string(),
  at: Instant,
  lapsed: z.literal(['expired', 'baseline_changed']),
});
export type EarlierRejection = z.infer<typeof EarlierRejection>;

/** How many candidates one rejection kept from being searched. */
export const SkippedBy = z.strictObject({ proposal_id: Id, scope: RejectionScope, candidates: z.int().min(1) });
export type SkippedBy = z.infer<typeof SkippedBy>;

/** A surface whose changes reviewers reject again and again. Only people retire it. */
export const FlaggedSurface = z.strictObject({
  intent: Id,
  surface_id: Id,
  path: DottedPath,
  /** The pack that declares it. */
  file: z.string(),
  /** The rejected proposals, each of another change. */
  proposals: z.array(Id),
});
export type FlaggedSurface = z.infer<typeof FlaggedSurface>;
