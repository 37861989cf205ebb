/** The search of one target: every candidate over the search set, guarded, and at most one selected. */
import { improvementOf } from '../../core/guardrails/check-guardrails.ts';
import { RATE_LIMIT, type Standing, stillMissed } from '../../core/guardrails/missed-limits.ts';
import type { Judged } from '../../core/selection/judged.ts';
import type { Line } from '../../core/selection/lines.ts';
import { planLook } from '../../core/selection/plan-look.ts';
import { type Selection, select } from '../../core/selection/select.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { Verdict } from '../../schema/verdict.ts';
import type { Bench } from '../replay/bench.ts';
import { openCase, visitCases } from '../replay/replay-set.ts';
import { mayConfirm } from './may-confirm.ts';
import type { SearchPlan } from './open-search.ts';
import { type Raced, raceCandidates, withDropped } from './race-search.ts';
import { armsOf, type BenchResult, type Compared, repeatingOf, replayArms, type SearchMeans } from './replay-arms.ts';

export type Search = SearchPlan & {
  /** The target's own intent first, then the intents it also affects. */
  readonly results: readonly BenchResult[];
  readonly judged: readonly Judged[];
  /** What the held-out set is to be asked. */
  readonly lines: readonly Line[];
  /** What each step takes of the error of a look; see `planLook`. */
  readonly share: number;
  /** How much a candidate improves the target metric on the search set; above zero is better. */
  readonly gain: (entry: Judged) => number;
  /** As far as the search set can tell: nobody has won yet. */
  readonly selection: Selection;
  /** What the race proved; null for an exhaustive search. Only whom it left over is among the judged. */
  readonly raced: Raced | null;
  readonly replays: number;
};

/**
 * Replays every candidate on every bench in one pass each, and says what the held-out set is to be asked. Where a race is
 * planned it comes first, and only whom it leaves over is replayed in whole; what it saw of them is counted once.
 */
export async function search(
  means: SearchMeans,
  resolved: ResolvedTarget,
  benches: readonly Bench[],
  plan: SearchPlan,
): Promise<Search> {
  const { target } = resolved;
  const all = plan.generation.candidates;
  const raced = plan.isRace ? await raceCandidates(means, resolved, benches, all) : null;
  // A race asks as it goes, so nobody can have answered before.
  const whole = plan.isRace ? { ...means, shared: null } : means;
  const candidates = raced?.judged ?? all;
  const results: BenchResult[] = [];
  let replays = raced?.replays ?? 0;
  for (const bench of benches) {
    const treatments = candidates.map(({ patch }) => bench.patched(patch));
    const { result, spent } = await replayArms(whole, resolved, bench, treatments);
    results.push(result);
    replays += raced === null ? spent : 2 * result.caseIds.length;
  }
  const improvement = improvementOf(target, resolved.suite.evaluators);
  const judged = candidates.flatMap((candidate, i): Judged[] => {
    const delta = results[0]?.compared[i]?.delta;
    if (delta === undefined) return [];
    const verdicts = results.flatMap(({ bench, compared }, at) =>
      (compared[i]?.verdicts ?? []).map((verdict) => (at === 0 ? verdict : ofIntent(bench.intent, verdict))),
    );
    const misses = results.flatMap((result, at) => {
      const names = missesOf(resolved, result, result.compared[i]);
      return at === 0 ? names : names.map((name) => nameOf(result.bench.intent, name));
    });
    return [{ candidate, delta, verdicts, improvement: improvement(delta), misses }];
  });
  const sign = target.direction === 'decrease' ? -1 : 1;
  const gain = (entry: Judged) => sign * (entry.delta.metrics[target.metric]?.delta ?? Number.NaN);
  const { lines, share } = planLook(judged, {
    gain,
    isPromising: (entry) =>
      results.every(({ bench, compared, kinship, slicing }, at) => {
        const { tally, delta } = compared[judged.indexOf(entry)] ?? { tally: undefined, delta: undefined };
        const heldout = bench.manifest.sets.test.cases;
        const { confidence } = resolved.configuration.evidence;
        const isRateMissed = entry.misses.includes(at === 0 ? RATE_LIMIT : nameOf(bench.intent, RATE_LIMIT));
        return mayConfirm(target, { tally, delta, kinship, slicing, heldout, confidence, isRateMissed });
      }),
  });
  await checkShared(whole, benches, candidates, lines);
  const selection = select(judged, lines, new Map(), gain);
  return {
    ...plan,
    results,
    judged,
    lines,
    share,
    gain,
    selection: withDropped(selection, all, raced),
    raced,
    replays,
  };
}

/** Replays every step of the lines here as well, over every case. Throws `SHARD_DIFFERS` where others came to something else. */
async function checkShared(
  { workspace, verified, shared = null }: SearchMeans,
  benches: readonly Bench[],
  candidates: readonly Candidate[],
  lines: readonly Line[],
): Promise<void> {
  if (shared === null || lines.length === 0) return;
  const patches = new Set(lines.flat().map(({ candidate }) => candidate.patch));
  for (const bench of benches) {
    const treatments = candidates.map(({ patch }) => ({ patch, arm: bench.patched(patch) }));
    const digests = new Set(treatments.flatMap(({ patch, arm }) => (patches.has(patch) ? [arm.digest] : [])));
    const arms = armsOf(
      bench,
      treatments.map(({ arm }) => arm),
    );
    const kept = verified.get(bench.intent)?.kept ?? null;
    await shared({ bench, arms }, ({ checked }) => {
      const check = checked(digests);
      return visitCases(workspace, { set: bench.searchSet, kept }, async (golden) => {
        await check(golden, openCase(bench, golden, bench.searchSet));
      });
    });
  }
}

function missesOf(
  resolved: ResolvedTarget,
  { bench, missed, kinship }: BenchResult,
  seen: (Standing & Pick<Compared, 'tally'>) | undefined,
): string[] {
  if (seen === undefined || missed.length === 0) return [];
  return stillMissed(missed, seen, resolved.target.guardrails, repeatingOf(resolved, bench, kinship, seen.tally));
}

/** A verdict about another intent says which. */
export function ofIntent(intent: string, verdict: Verdict): Verdict {
  return { ...verdict, guardrail: nameOf(intent, verdict.guardrail) };
}

function nameOf(intent: string, guardrail: string): string {
  return `${intent} ${guardrail}`;
}
