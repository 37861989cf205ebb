/**
 * The one look at the held-out set: one candidate, replayed beside the baseline, yes or no. The look is written to the
 * ledger before it is made; nothing but sums comes back.
 */

import { openMarks, type SetMarks } from '../core/goldens/marks.ts';
import { overlapProblems, type SetNames } from '../core/goldens/set-checker.ts';
import { guardrailsOf, improvementOf, worstOf } from '../core/guardrails/check-guardrails.ts';
import { confirm } from '../core/guardrails/confirm.ts';
import { compare } from '../core/scoring/compare.ts';
import { pool } from '../core/scoring/pool.ts';
import type { ResolvedTarget } from '../core/targets/resolve-target.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { Candidate } from '../schema/candidate.ts';
import type { ScorecardDelta } from '../schema/scorecard-delta.ts';
import type { Verdict } from '../schema/verdict.ts';
import { auditSet } from './audit-set.ts';
import type { Bench } from './bench.ts';
import { replaySet } from './replay-set.ts';
import { type BenchResult, extraMetrics } from './search.ts';
import type { VerifiedSet } from './verify-set.ts';

export type Look = {
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  readonly status: Verdict['status'];
  readonly replays: number;
};

const NAMELESS = 'a held-out case';

/** Reads the held-out set before a look is spent on it: it has to be pinned, audited and share no family and no case with the search set. */
export async function prepareLook(
  workspace: Workspace,
  bench: Bench,
  searched: SetNames,
): Promise<VerifiedSet & { readonly marks: SetMarks }> {
  const marks = openMarks();
  const verified = await auditSet(workspace, bench, 'test', { also: marks.add });
  const problems = overlapProblems(bench.searchSet.path, searched, verified);
  if (problems.length === 0) return { ...verified, marks };
  const message = `${problems.length} families or cases of ${bench.intent} are in both sets`;
  throw new AutotuneError('SETS_OVERLAP', message, { problems });
}

export type LookPlan = {
  /** Where the candidate stands among those that were searched. */
  readonly position: number;
  /** One-sided, of this look. */
  readonly confidence: number;
  /** Whether the improvement has to show here too, or only the guardrails have to hold. */
  readonly isTarget: boolean;
  /** The held-out cases, where they were kept when the set was read. */
  readonly kept: VerifiedSet['kept'];
};

/** Looks: replays the candidate beside the baseline over the held-out set and holds it against the guardrails. */
export async function look(
  workspace: Workspace,
  resolved: ResolvedTarget,
  { bench, compared }: BenchResult,
  candidate: Candidate,
  { position, confidence, isTarget, kept }: LookPlan,
): Promise<Look> {
  const { evidence, search } = resolved.configuration;
  const arm = bench.patched(candidate.patch);
  const { tallies, replays } = await replaySet(
    workspace,
    bench,
    bench.heldoutSet,
    [arm],
    extraMetrics(resolved, bench),
    kept,
  );
  const [tally] = tallies;
  const before = compared[position]?.tally;
  if (tally === undefined || before === undefined) throw new RangeError('a look without its candidate');
  const resampling = { replicates: evidence.bootstrap, seed: search.seed };
  const [delta] = compare([tally], { ...resampling, confidence: evidence.confidence }, () => NAMELESS);
  const [pooled] = compare([pool(before, tally)], { ...resampling, confidence }, () => NAMELESS);
  if (delta === undefined || pooled === undefined) throw new RangeError('a look without a comparison');
  const guardrails = guardrailsOf(resolved.target.guardrails, evidence.min_cases);
  const asked = isTarget ? [...guardrails, improvementOf(resolved.target)] : guardrails;
  const verdicts = confirm(asked, delta, pooled);
  return { delta, verdicts, status: worstOf(verdicts), replays };
}
