/**
 * The lines of `runs/<run_id>/` on the ledger that a run is explained from: each candidate with what became of it, and
 * each case of the search set. Nothing of the held-out set is in them but sums.
 */
import * as z from 'zod';
import { Id } from './ids.ts';
import { Considered, Counts, Proposal } from './proposal.ts';
import { Interval, Verdict } from './verdict.ts';

const Cases = z.array(z.string());

/** The search cases that a candidate changed, by what changed in them. */
export const CaseChanges = z.strictObject({
  outcomes: z.array(z.strictObject({ from: z.string(), to: z.string(), cases: Cases })),
  approvals: z.array(z.strictObject({ from: z.string(), to: z.string(), cases: Cases })),
  /** Other tools were called. */
  tools: Cases,
  /** `null` is unscored. */
  evaluators: z.array(
    z.strictObject({ evaluator: Id, from: z.number().nullable(), to: z.number().nullable(), cases: Cases }),
  ),
  missing: z.array(z.strictObject({ reason: z.string(), cases: Cases })),
});
export type CaseChanges = z.infer<typeof CaseChanges>;

/** One line of `replay-results.jsonl`: a candidate on the search set of one intent. */
export const ResultLine = z.strictObject({
  candidate_id: Id,
  intent: Id,
  /** What became of the candidate, and why; in the lines of the target's own intent. */
  considered: Considered.optional(),
  counts: Counts,
  missing: z.record(z.string(), z.int()),
  observed_delta: z.record(Id, z.number()),
  baseline: z.record(Id, z.number()),
  intervals: z.record(Id, Interval),
  verdicts: z.array(Verdict),
  improvement: Verdict.optional(),
  regression_runs: Cases,
  /** Per metric and size of the difference the cases that moved so far. */
  cases: z.record(Id, z.record(z.string(), Cases)),
  changed: CaseChanges.optional(),
});
export type ResultLine = z.infer<typeof ResultLine>;

/** One line of `race.jsonl`: how a candidate ended in a race, with its numbers; of the dropped also what became of it. */
export const RaceLine = z.looseObject({ candidate_id: Id, kind: z.string(), considered: Considered.optional() });
export type RaceLine = z.infer<typeof RaceLine>;

/** One line of `cases.jsonl`: a search case under the baseline, and what it cost under the selected candidate. */
export const CaseLine = z.strictObject({
  intent: Id,
  case_id: z.string(),
  tags: z.array(z.string()),
  expected: z.string(),
  outcome: z.string(),
  approval: z.string(),
  cost_cents: z.number(),
  latency_ms: z.number(),
  /** The evaluators that gave less than 1; null is unscored. */
  below_one: z.record(Id, z.number().nullable()),
  selected: z.strictObject({ cost_cents: z.number(), latency_ms: z.number() }).optional(),
});
export type CaseLine = z.infer<typeof CaseLine>;

/** `selected-proposal.json`: what the run came to. */
export const SelectedProposal = z.strictObject({
  proposal: Proposal.nullable(),
  reason: z.string(),
  /** The candidate that was selected on the search set, proposed or not. */
  selected: Id.nullable().optional(),
});
export type SelectedProposal = z.infer<typeof SelectedProposal>;
