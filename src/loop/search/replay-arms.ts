/** The arms of one bench over its search set: replayed in one pass, compared with the baseline, held against the guardrails. */
import { checkGuardrails, guardrailsOf } from '../../core/guardrails/check-guardrails.ts';
import { missedBy } from '../../core/guardrails/missed-limits.ts';
import type { Repeating } from '../../core/guardrails/rate-outlook.ts';
import { openChangeLog } from '../../core/scoring/case-changes.ts';
import { compare } from '../../core/scoring/compare.ts';
import { keptOnce } from '../../core/scoring/kept-once.ts';
import { type Kinship, kinshipsOf, reachOf } from '../../core/scoring/kinship.ts';
import { openSlicing, type Slicing } from '../../core/scoring/slices.ts';
import type { Tally } from '../../core/scoring/tally.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Scratch } from '../../ports/scratch.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { tagsOf } from '../../schema/golden-case.ts';
import type { CaseChanges, CaseLine } from '../../schema/run-record.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { Verdict } from '../../schema/verdict.ts';
import type { VerifiedSets } from '../opening/target-run.ts';
import { type Bench, extraMetrics } from '../replay/bench.ts';
import { type Arm, type BenchArms, replaySet, type SharedAnswers, type SharedBench } from '../replay/replay-set.ts';
import { openSelfTest } from '../replay/self-test.ts';

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

/** Opens the answers of others for as long as `read` takes. */
type Sharing = <T>(asked: BenchArms, read: (shared: SharedBench) => Promise<T>) => Promise<T>;

/** What a search works with. */
export type SearchMeans = {
  readonly workspace: Workspace;
  readonly verified: VerifiedSets;
  /** Where what is kept of every case and candidate stands; without it in memory. */
  readonly scratch?: Scratch | null;
  /** Called with the number of cases that a pass has seen. */
  readonly advance?: (done: number) => void;
  /** What other machines replayed of a bench under these arms; null where everything is replayed here. */
  readonly shared?: Sharing | null;
};

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
  const extra = extraMetrics(resolved, bench);
  const selfTesting = openSelfTest(resolved, bench, extra);
  const changeLog = openChangeLog(arms.length, bench.suite);
  const replay = (answers: SharedAnswers | null) =>
    replaySet(workspace, bench, {
      set: bench.searchSet,
      kept: verified.get(bench.intent)?.kept ?? null,
      arms,
      evaluators: extra,
      scratch,
      answers,
      visit: (seen) => {
        const { golden } = seen;
        selfTesting.add(seen);
        changeLog.add(golden, seen.baseline, seen.arms);
        caseIds.push(golden.case_id);
        tags.push(alike(tagsOf(golden)));
        advance(caseIds.length);
      },
    });
  const { tallies, replays } = await (shared === null
    ? replay(null)
    : shared({ bench, arms }, ({ answers }) => replay(answers)));
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

/** What of a bypass rate is to be hoped for from the held-out cases, which nobody has looked at. */
export function repeatingOf(
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
