/** What `autotune run --json` prints: exactly one document. */
import * as z from 'zod';
import { DottedPath, Id } from './ids.ts';
import { Considered, Proposal } from './proposal.ts';
import { FlaggedSurface, SkippedBy } from './rejection.ts';

export const Operation = z.literal(['created', 'updated', 'unchanged', 'held', 'none']);
export type Operation = z.infer<typeof Operation>;

/** Dead ends by how far a rejection reaches: that candidate, its direction, or its whole surface. */
export const SkippedCounts = z.strictObject({ exact: z.int(), direction: z.int(), surface: z.int() });
export type SkippedCounts = z.infer<typeof SkippedCounts>;

/** What became of one proposal in this run, and what stands for it on the forge. */
export const ProposalOutcome = z.strictObject({
  proposal_id: Id,
  operation: Operation,
  /** Where the forge has pull requests. */
  pull_request: z.strictObject({ number: z.int(), url: z.string() }).optional(),
  /** Where the changed values stand in the checkout. */
  places: z.array(z.strictObject({ path: DottedPath, file: z.string(), line: z.int() })),
});
export type ProposalOutcome = z.infer<typeof ProposalOutcome>;

export const TargetResult = z.strictObject({
  intent: Id,
  metric: Id,
  result: z.literal(['proposed', 'no_proposal', 'refused']),
  reason: z.string(),
  /** How many candidates were considered, by the verdict they got. */
  considered: z.partialRecord(Considered.shape.verdict, z.int()),
  /** Candidates that were not considered since reviewers rejected them or what they belong to, by the scope of that. */
  skipped: SkippedCounts,
  /** The rejections that did it, each with how many. */
  skipped_by: z.array(SkippedBy),
});
export type TargetResult = z.infer<typeof TargetResult>;

/** One thing wrong in a document; a line or column of 0 means the whole file. */
const ReportedProblem = z.strictObject({
  severity: z.literal(['error', 'warning']),
  code: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  message: z.string(),
  found: z.string().optional(),
  expected: z.string().optional(),
});

export const ReportedError = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  problems: z.array(ReportedProblem),
});
export type ReportedError = z.infer<typeof ReportedError>;

export const RunReport = z.strictObject({
  operation: Operation,
  run_id: Id,
  targets: z.array(TargetResult),
  proposals: z.array(Proposal.extend({ branch: z.string(), commit: z.string() })),
  /** One a proposal, in the same order. */
  outcomes: z.array(ProposalOutcome),
  /** `seconds` are harness seconds spent, 0 for a recorded replay; wall-clock time never enters a document. */
  search: z.strictObject({ strategy: z.string(), candidates: z.int(), replays: z.int(), seconds: z.number() }),
  /** Surfaces whose changes reviewers keep rejecting. */
  flagged: z.array(FlaggedSurface),
  errors: z.array(ReportedError),
});
export type RunReport = z.infer<typeof RunReport>;
