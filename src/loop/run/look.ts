/**
 * The look at the held-out set: the steps of a plan that was fixed before, replayed beside the baseline, and asked in
 * order. The look is written to the ledger before it is made; nothing but sums comes back.
 */

import { unreachedItems } from '../../core/goldens/case-references.ts';
import { openMarks, type SetMarks } from '../../core/goldens/marks.ts';
import { overlapProblems, type SetNames } from '../../core/goldens/set-checker.ts';
import { guardrailsOf, improvementOf } from '../../core/guardrails/check-guardrails.ts';
import { confirm } from '../../core/guardrails/confirm.ts';
import { RATE_LIMIT } from '../../core/guardrails/missed-limits.ts';
import { fewestResamples, tooFewFamilies } from '../../core/guardrails/power.ts';
import { told, tooFewToAsk } from '../../core/guardrails/told.ts';
import { compare, openMade } from '../../core/scoring/compare.ts';
import { reachOf } from '../../core/scoring/kinship.ts';
import { pool } from '../../core/scoring/pool.ts';
import { extendSlicing, slicesOf } from '../../core/scoring/slices.ts';
import type { Tally } from '../../core/scoring/tally.ts';
import { LINED_UP_BY } from '../../core/selection/plan-look.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { MOST_RESAMPLES } from '../../schema/configuration.ts';
import { tagsOf } from '../../schema/golden-case.ts';
import type { SliceDelta } from '../../schema/proposal.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { auditSet } from '../replay/audit-set.ts';
import { type Bench, extraMetrics } from '../replay/bench.ts';
import { replaySet } from '../replay/replay-set.ts';
import type { VerifiedSet } from '../replay/verify-set.ts';
import type { BenchResult } from '../search/replay-arms.ts';

/** What a step showed, in sums. */
export type Shown = {
  /** Over the held-out cases alone, at the confidence of the look. */
  readonly heldout: ScorecardDelta;
  /** Over search and held-out cases, at the confidence of the look. */
  readonly together: ScorecardDelta;
  /** Slices of both sets, utility bounded for all of them at once. */
  readonly slices: readonly SliceDelta[];
  readonly verdicts: readonly Verdict[];
};

export type Look = {
  /** The verdicts of some steps, by their position among the searched candidates. */
  ask(positions: readonly number[]): readonly (readonly Verdict[])[];
  /** Everything about one step. */
  show(position: number): Shown;
  readonly replays: number;
  /** Held-out cases. */
  readonly cases: number;
};

const NAMELESS = 'a held-out case';

export type PreparedLook = VerifiedSet & {
  readonly marks: SetMarks;
  /** Why nothing would come of a look, or null. */
  readonly refusal: string | null;
};

/**
 * Reads the held-out set before a look is spent on it: it has to be pinned, audited and share no family and no case with
 * the search set.
 *
 * @param asked slices with a margin of their own, and how many cases each set has to have
 */
export async function prepareLook(
  workspace: Workspace,
  bench: Bench,
  searched: SetNames,
  { declared, least }: { readonly declared: readonly string[]; readonly least: number },
): Promise<PreparedLook> {
  const marks = openMarks();
  const verified = await auditSet(workspace, bench, 'test', {
    also: marks.add,
    check: (golden, line, file) => unreachedItems(golden, { line, file }),
  });
  const problems = overlapProblems(bench.searchSet.path, searched, verified);
  if (problems.length === 0) {
    const { cases, families, slices } = verified;
    const few = tooFewFamilies({ cases, families: families.size }, least);
    return { ...verified, marks, refusal: tooFewToAsk(cases, slices, declared) ?? few };
  }
  const message = `${problems.length} families or cases of ${bench.intent} are in both sets`;
  throw new AutotuneError('SETS_OVERLAP', message, { problems });
}

export type LookPlan = {
  /** Where the steps stand among the candidates that were searched, with their patches. */
  readonly steps: ReadonlyMap<number, Parameters<Bench['patched']>[0]>;
  /** One-sided, of this look. */
  readonly confidence: number;
  /** Whether the improvement has to show here too, or only the guardrails have to hold. */
  readonly isTarget: boolean;
  /** The held-out cases, where they were kept when the set was read. */
  readonly kept: VerifiedSet['kept'];
};

/** Looks: replays the steps beside the baseline over the held-out set, ready to be asked. */
export async function look(
  workspace: Workspace,
  resolved: ResolvedTarget,
  { bench, compared, caseIds, slicing, kinship, missed }: BenchResult,
  { steps, confidence, isTarget, kept }: LookPlan,
): Promise<Look> {
  const { evidence, search } = resolved.configuration;
  const positions = [...steps.keys()];
  const arms = [...steps.values()].map((patch) => bench.patched(patch));
  const tags: string[][] = [];
  const { tallies, replays } = await replaySet(workspace, bench, {
    set: bench.heldoutSet,
    kept,
    arms,
    evaluators: extraMetrics(resolved, bench),
    visit: ({ golden }) => tags.push(tagsOf(golden)),
  });
  const guardrails = guardrailsOf(resolved.target.guardrails, evidence.min_cases);
  const asked = isTarget ? [...guardrails, improvementOf(resolved.target, resolved.suite.evaluators)] : guardrails;
  // What steps were lined up by has to show in the held-out cases alone; of other intents nothing did.
  const inFull = [...(isTarget ? LINED_UP_BY : []), ...(missed.includes(RATE_LIMIT) ? [RATE_LIMIT] : [])];
  const alone = (position: number) => isThere(tallies[positions.indexOf(position)]);
  const both = (position: number) => pool(isThere(compared[position]?.tally), alone(position));
  // What is only suspected is looked for over both sets.
  const unsuspecting = { ...slicing, limit: null, tagsOf: (position: number) => tags[position] ?? [] };
  const sliced = extendSlicing(slicing, caseIds.length, tags);
  const made = openMade();
  const replicates = Math.min(MOST_RESAMPLES, Math.max(evidence.bootstrap, fewestResamples(confidence)));
  const resampling = { seed: search.seed, kinship, made, replicates, confidence };
  const deltasOf = remembering((fresh: readonly number[]) => {
    const heldout = compare(fresh.map(alone), resampling, () => NAMELESS, unsuspecting);
    const together = compare(fresh.map(both), resampling, () => NAMELESS, sliced);
    return fresh.map((_, i) => {
      const [h, t] = [heldout[i], together[i]];
      if (h === undefined || t === undefined) throw new RangeError('a look without a comparison');
      return { heldout: told(h, h), together: told(t, h) };
    });
  });
  return {
    replays,
    cases: tags.length,
    ask: (of) => deltasOf(of).map(({ heldout, together }) => confirm(asked, heldout, together, inFull)),
    show(position) {
      const [seen] = deltasOf([position]);
      if (seen === undefined) throw new RangeError('a look without a comparison');
      const { heldout, together } = seen;
      const verdicts = confirm(asked, heldout, together, inFull);
      const pooled = both(position);
      const bounding = { confidence, reach: reachOf(kinship['utility'], pooled), bound: made.bound };
      return { heldout, together, verdicts, slices: slicesOf(pooled, sliced, bounding) };
    },
  };
}

function isThere(tally: Tally | undefined): Tally {
  if (tally === undefined) throw new RangeError('a look without its candidate');
  return tally;
}

/** What is made of many at once, and asked again for some of them: each is made once. */
function remembering<Made>(make: (fresh: readonly number[]) => readonly Made[]) {
  const known = new Map<number, Made>();
  return (asked: readonly number[]): readonly Made[] => {
    const fresh = asked.filter((one) => !known.has(one));
    for (const [i, made] of make(fresh).entries()) known.set(fresh[i] ?? -1, made);
    return asked.flatMap((one) => known.get(one) ?? []);
  };
}
