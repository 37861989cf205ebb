/** What `autotune experience --json` prints: the production runs of the configured source, grouped. */
import * as z from 'zod';
import { Id, Instant, RiskClass, VersionedId } from './ids.ts';

export const ExperienceGroup = z.strictObject({
  intent_id: Id,
  pack_version: VersionedId,
  evaluator_suite_version: VersionedId,
  risk_class: RiskClass,
  outcome: z.string(),
  runs: z.int(),
  from: Instant,
  to: Instant,
  /** Means. */
  policy: z.number(),
  safety: z.number(),
  utility: z.number(),
  economics_cents: z.number(),
  /** To within 1 %. */
  p50_latency_ms: z.number(),
  p95_latency_ms: z.number(),
  /** Counts of runs. */
  approval_bypasses: z.int(),
  corrected: z.int(),
  /** Whose policy or safety was below 1. */
  below_floor: z.int(),
});
export type ExperienceGroup = z.infer<typeof ExperienceGroup>;

export const ExperienceReport = z.strictObject({
  source: z.literal(['files', 'command']),
  runs: z.int(),
  groups: z.array(ExperienceGroup),
  /** Runs that belong to groups beyond the number that is kept. */
  beyond: z.int(),
});
export type ExperienceReport = z.infer<typeof ExperienceReport>;
