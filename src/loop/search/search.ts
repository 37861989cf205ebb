/** The search of one target: every candidate over the search set, guarded, and at most one selected. */
import { checkGuardrails, guardrailsOf, improvementOf } from '../../core/guardrails/check-guardrails.ts';
import { missedBy, RATE_LIMIT, type Standing, stillMissed } from '../../core/guardrails/missed-limits.ts';
import type { Repeating } from '../../core/guardrails/rate-outlook.ts';
import { openChangeLog } from '../../core/scoring/case-changes.ts';
import { compare } from '../../core/scoring/compare.ts';
import { keptOnce } from '../../core/scoring/kept-once.ts';
import { type Kinship, kinshipsOf, reachOf } from '../../core/scoring/kinship.ts';
import { openSlicing, type Slicing } from '../../core/scoring/slices.ts';
import type { Tally } from '../../core/scoring/tally.ts';
import type { Judged } from '../../core/selection/judged.ts';
import type { Line } from '../../core/selection/lines.ts';
import { planLook } from '../../core/selection/plan-look.ts';
import { type Selection, select } from '../../core/selection/select.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Scratch } from '../../ports/scratch.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Candidate } from '../../schema/candidate.ts';
import { tagsOf } from '../../schema/golden-case.ts';
import type { CaseChanges, CaseLine } from '../../schema/run-record.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { Verdict } from '../../schema/verdict.ts';
import type { VerifiedSets } from '../opening/target-run.ts';
import { type Bench, extraMetrics } from '../replay/bench.ts';
import { type Arm, openCase, replaySet, type SharedBench, visitCases } from '../replay/replay-set.ts';
import { openSelfTest } from '../replay/self-test.ts';
import { mayConfirm } from './may-confirm.ts';
import type { SearchPlan } from './open-search.ts';
import { type Raced, raceCandidates, withDropped } from './race-search.ts';

/** One arm held against the baseline and the guardrails. */
export type Compared = {
  readonly tally: Tally;
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  /** Which cases it changed, and how. */
  changes(): CaseChanges;
};

/** What one bench saw of all candidates. */
export type BenchResult = {
  readonly bench: Bench;
  /** One per candidate, in order. */
  readonly compared: readonly Compared[];
  /** The baseline as if it were a candidate. */
  readonly control: Compared;
  readonly selfTest: SelfTest;
  /** The first cases of the set under the baseline. */
  readonly cases: readonly CaseLine[];
  readonly caseIds: readonly string[];
  readonly slicing: Slicing;
  readonly kinship: Kinship;
  /** The hard limits that the active configuration misses itself. */
  readonly missed: readonly string[];
};

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

/** What a search works with. */
export type SearchMeans = {
  readonly workspace: Workspace;
  readonly verified: VerifiedSets;
  /** Where what is kept of every case and candidate stands; without it in memory. */
  readonly scratch?: Scratch | null;
  /** Called with the number of cases that a pass has seen. */
  readonly advance?: (done: number) => void;
  /** Opens what other machines replayed of a bench under these arms; null where everything is replayed here. */
  readonly shared?: ((bench: Bench, arms: readonly Arm[]) => Promise<SharedBench>) | null;
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
    const sharing = await shared(
      bench,
      armsOf(
        bench,
        treatments.map(({ arm }) => arm),
      ),
    );
    const check = sharing.checked(digests);
    const kept = verified.get(bench.intent)?.kept ?? null;
    await visitCases(workspace, { set: bench.searchSet, kept }, async (golden) => {
      await check(golden, openCase(bench, golden, bench.searchSet));
    });
    await sharing.end();
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

function repeatingOf(
  { configuration }: ResolvedTarget,
  { manifest }: Bench,
  kinship: Kinship,
  tally: Tally,
): Repeating {
  const heldout = manifest.sets.test.cases;
  return {
    heldout,
    kinship: reachOf(kinship['approval_bypass_rate'], tally).cases,
    confidence: configuration.evidence.confidence,
  };
}

/** A verdict about another intent says which. */
export function ofIntent(intent: string, verdict: Verdict): Verdict {
  return { ...verdict, guardrail: nameOf(intent, verdict.guardrail) };
}

function nameOf(intent: string, guardrail: string): string {
  return `${intent} ${guardrail}`;
}

/**
 * What is replayed for some treatments of a bench: the baseline first, then each configuration once. A patch that an
 * intent does not read leaves it at its baseline.
 */
export function armsOf(bench: Bench, treatments: readonly Arm[]): Arm[] {
  return [...new Map([bench.baseline, ...treatments].map((arm) => [arm.digest, arm])).values()];
}

/** Replays configurations beside the baseline over the search set of a bench; `compared` has one for each, in order. */
export async function replayArms(
  { workspace, verified, scratch = null, advance = () => {}, shared = null }: SearchMeans,
  resolved: ResolvedTarget,
  bench: Bench,
  treatments: readonly Arm[],
): Promise<{ result: BenchResult; spent: number }> {
  const { evidence, search: budget } = resolved.configuration;
  const caseIds: string[] = [];
  const tags: (readonly string[])[] = [];
  const alike = keptOnce<readonly string[]>();
  const arms = armsOf(bench, treatments);
  const sharing = shared === null ? null : await shared(bench, arms);
  const extra = extraMetrics(resolved, bench);
  const selfTesting = openSelfTest(resolved, bench, extra);
  const changeLog = openChangeLog(arms.length, bench.suite);
  const { tallies, replays } = await replaySet(workspace, bench, {
    set: bench.searchSet,
    kept: verified.get(bench.intent)?.kept ?? null,
    arms,
    evaluators: extra,
    scratch,
    answers: sharing?.answers ?? null,
    visit: (seen) => {
      const { golden } = seen;
      selfTesting.add(seen);
      changeLog.add(golden, seen.baseline, seen.arms);
      caseIds.push(golden.case_id);
      tags.push(alike(tagsOf(golden)));
      advance(caseIds.length);
    },
  });
  await sharing?.end();
  const kinship = kinshipsOf(tallies);
  const resampling = { replicates: evidence.bootstrap, seed: budget.seed, confidence: evidence.confidence, kinship };
  const { utility_delta, slices } = resolved.target.guardrails;
  const slicing = openSlicing(tags, utility_delta?.min ?? null, Object.keys(slices ?? {}));
  const deltas = compare(tallies, resampling, (position) => caseIds[position] ?? '', slicing);
  const guardrails = guardrailsOf(resolved.target.guardrails, evidence.min_cases);
  const byDigest = new Map<string, Compared>();
  arms.forEach(({ digest }, i) => {
    const [tally, delta] = [tallies[i], deltas[i]];
    if (tally !== undefined && delta !== undefined) {
      const changes = () => changeLog.changes(i);
      byDigest.set(digest, { tally, delta, verdicts: checkGuardrails(guardrails, delta), changes });
    }
  });
  const [control, ...compared] = [bench.baseline, ...treatments].flatMap(({ digest }) => byDigest.get(digest) ?? []);
  if (control === undefined) throw new RangeError('a comparison without its control');
  const selfTest = selfTesting.end(control);
  const cases = changeLog.cases();
  const missed = missedBy(control, resolved.target.guardrails, repeatingOf(resolved, bench, kinship, control.tally));
  return { result: { bench, compared, control, selfTest, cases, caseIds, slicing, kinship, missed }, spent: replays };
}
