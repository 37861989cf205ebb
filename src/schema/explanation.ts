/** What `autotune explain --json` prints: why a proposal won, why a candidate lost, what happened to a case. */
import * as z from 'zod';
import { Attribution } from './attribution.ts';
import { Id, Instant } from './ids.ts';
import { Considered, Counts, HeldoutBudget } from './proposal.ts';
import { CaseChanges, CaseLine } from './run-record.ts';
import { TypedPatch } from './tunable-surface.ts';
import { Interval, Verdict } from './verdict.ts';

const shared = { id: z.string(), intent: Id, metric: Id, run_id: Id, at: Instant };
const Verdicts = Considered.shape.verdict;
const Numbers = z.record(Id, z.number());

/** A candidate in one line. */
const Rival = z.strictObject({
  candidate_id: Id,
  patch: TypedPatch,
  verdict: Verdicts,
  reason: z.string(),
  /** Of the target's metric; null where the run does not say. */
  delta: z.number().nullable(),
});
export type Rival = z.infer<typeof Rival>;

const ProposalExplained = z.strictObject({
  kind: z.literal('proposal'),
  ...shared,
  patch: TypedPatch,
  /** As the ledger has it now. */
  state: z.string(),
  branch: z.string(),
  baseline: Numbers,
  search: Numbers,
  heldout: Numbers,
  guardrails: z.array(
    /** Over search and held-out cases together. */
    Verdict,
  ),
  look: z.strictObject({ look: z.int(), max_looks: z.int(), confidence: z.number() }).nullable(),
  budget: HeldoutBudget.optional(),
  attribution: Attribution.optional(),
  selection_rule: z.string(),
  /** How many candidates came to what, and those that came closest. */
  tally: z.record(z.string(), z.int()),
  closest: z.array(Rival),
});

const CandidateExplained = z.strictObject({
  kind: z.literal('candidate'),
  ...shared,
  patch: TypedPatch,
  verdict: Verdicts,
  reason: z.string(),
  /** The guardrail, or the improvement, that decided; null where none stood in the way. */
  deciding: Verdict.nullable(),
  baseline: Numbers,
  observed_delta: Numbers,
  intervals: z.record(Id, Interval),
  counts: Counts,
  verdicts: z.array(Verdict),
  changed: CaseChanges.nullable(),
  /** The one that was selected, where it was another. */
  selected: Rival.nullable(),
  /** Other runs in which the same change was considered. */
  other_runs: z.array(Id),
});

/** A case under one candidate. */
const CaseUnder = z.strictObject({
  candidate_id: Id,
  patch: TypedPatch,
  verdict: Verdicts,
  outcome: z.string().nullable(),
  approval: z.string().nullable(),
  tools_changed: z.boolean(),
  scores: z.array(z.strictObject({ evaluator: Id, from: z.number().nullable(), to: z.number().nullable() })),
  /** Why it could not be replayed or scored. */
  missing: z.string().nullable(),
  cost_cents: z.number().nullable(),
  latency_ms: z.number().nullable(),
});
export type CaseUnder = z.infer<typeof CaseUnder>;

const CaseExplained = z.strictObject({
  kind: z.literal('case'),
  ...shared,
  baseline: CaseLine.omit({ selected: true, intent: true, case_id: true }),
  /** Under the candidate that was selected; null where nobody was. */
  selected: CaseUnder.nullable(),
  candidates: z.int(),
  /** The other candidates that changed anything but cost and latency in it. */
  changed_by: z.array(CaseUnder),
});

export const Explanation = z.discriminatedUnion('kind', [ProposalExplained, CandidateExplained, CaseExplained]);
export type Explanation = z.infer<typeof Explanation>;
