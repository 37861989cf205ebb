/** One pass over a set: every case is replayed under the baseline and under each arm, scored, and paired. */

import type { ReplayConfiguration } from '../../core/replay/configuration.ts';
import { type Law, prepareCase, type ReplayableCase } from '../../core/replay/replay.ts';
import { type Scorecard, score } from '../../core/scoring/scorecard.ts';
import { addCase, type Missing, openTallies, type Scored, type Tally } from '../../core/scoring/tally.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Scratch } from '../../ports/scratch.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { HeldoutSet, SearchSet } from '../../schema/goldens-manifest.ts';
import type { ShardSection } from '../../schema/replay-shard.ts';
import type { Transcript } from '../../schema/transcript.ts';
import type { Bench } from './bench.ts';
import { hush } from './hush.ts';
import { forEachCase } from './read-set.ts';

/** A configuration that is held against the baseline, where it is asked under another law and name of the intent as well. */
export type Arm = ReplayConfiguration & { readonly under?: { readonly law: Law; readonly intent: string } };

export type SetReplay = {
  /** One per arm, in order. */
  readonly tallies: readonly Tally[];
  readonly replays: number;
};

/** One case as the pass saw it. */
export type SeenCase = {
  readonly golden: GoldenCase;
  readonly baseline: Scored;
  /** One per arm, in order. */
  readonly arms: readonly (Scored | Missing)[];
  /** Asks the evaluators about the baseline once more, after they have seen the arms. */
  rescore(): Scorecard;
};

/** One pass over a verified set. */
export type SetPass = Kept & {
  readonly arms: readonly Arm[];
  /** Ids of the evaluators whose values are tallied as metrics of their own. */
  readonly evaluators: readonly string[];
  /** Where the numbers of large sets are kept; without it in memory. */
  readonly scratch?: Scratch | null;
  /** One answer per arm, where others made the replays; else each is made here. */
  readonly answers?: SharedAnswers | null;
  /** Sees each case once, in order. */
  readonly visit?: (seen: SeenCase) => void;
};

export type SharedAnswers = (golden: GoldenCase, opened: OpenedCase) => Promise<readonly (Scored | Missing)[]>;

/** What other machines replayed of a bench. */
export type SharedBench = {
  readonly answers: SharedAnswers;
  /** The same, with the arms of these digests replayed here as well: an answer that differs is refused. */
  checked(digests: ReadonlySet<string>): SharedAnswers;
};

/** What is replayed of a bench; the first arm is the baseline. */
export type BenchArms = { readonly bench: Bench; readonly arms: readonly Arm[] };

/** What the search of a target is known by. */
export type SearchName = Pick<ShardSection, 'target' | 'metric' | 'run_id'>;

/** What other machines replayed for the searches of a run. */
export type SharedReplays = {
  /**
   * Opens the answers for as long as `read` takes. Throws `SHARD_DIFFERS` where something is answered that it did not ask
   * for, and `SHARD_INVALID` where a shard changed meanwhile.
   */
  bench<T>(search: SearchName, asked: BenchArms, read: (shared: SharedBench) => Promise<T>): Promise<T>;
};

/**
 * Replays a verified set, from `kept` where its cases were kept; what goes wrong over the held-out set is told without
 * its text. Throws `BASELINE_UNREPLAYABLE` where the recording cannot answer for the baseline, and `SET_DIGEST_MISMATCH`
 * where the file changed since it was verified.
 */
export function replaySet(workspace: Workspace, bench: Bench, pass: SetPass): Promise<SetReplay> {
  return pass.set.role === 'heldout'
    ? hush(() => replayAll(workspace, bench, pass))
    : replayAll(workspace, bench, pass);
}

async function replayAll(
  workspace: Workspace,
  bench: Bench,
  { set, kept, arms, evaluators, scratch = null, answers = null, visit = () => {} }: SetPass,
): Promise<SetReplay> {
  const tallies = openTallies(arms.length, bench.suite, { evaluators, pages: scratch });
  let replays = 0;
  const addSeen = (golden: GoldenCase, scored: OpenedCase, seen: readonly (Scored | Missing)[]) => {
    tallies.forEach((tally, i) => {
      const arm = seen[i];
      if (arm !== undefined) addCase(tally, golden, scored.baseline, arm);
    });
    replays += arms.length + 1;
    visit({ golden, baseline: scored.baseline, arms: seen, rescore: scored.rescore });
  };
  const replayCase = (golden: GoldenCase) => {
    const scored = openCase(bench, golden, set);
    if (answers === null) return addSeen(golden, scored, arms.map(scored.under));
    return answers(golden, scored).then((seen) => addSeen(golden, scored, seen));
  };
  await visitCases(workspace, { set, kept }, replayCase);
  return { tallies, replays };
}

type Kept = { readonly set: SearchSet | HeldoutSet; readonly kept: readonly GoldenCase[] | null };

/** Visits each case of a verified set, in order. Throws `SET_DIGEST_MISMATCH` where the file changed since. */
export async function visitCases(
  workspace: Workspace,
  { set, kept }: Kept,
  visit: (golden: GoldenCase) => void | Promise<void>,
): Promise<void> {
  if (kept !== null) {
    for (const golden of kept) {
      const waiting = visit(golden);
      if (waiting !== undefined) await waiting;
    }
  } else if ((await forEachCase(workspace, set.path, visit)) !== set.sha256) {
    throw new AutotuneError('SET_DIGEST_MISMATCH', `${set.path} changed while it was read`);
  }
}

/** A case ready to be replayed under any configuration. */
export type OpenedCase = {
  readonly baseline: Scored;
  under(arm: Arm): Scored | Missing;
  rescore(): Scorecard;
};

/** A case that was replayed and that an evaluator could not judge: no recording helps. */
const UNJUDGEABLE =
  'Correct the evaluator in `packs/<pack>/evals/`, or what it reads of the case, and run `autotune validate`; recording deeper does not help.';

/** Throws `BASELINE_UNREPLAYABLE`. */
export function openCase(bench: Bench, golden: GoldenCase, set: SearchSet | HeldoutSet): OpenedCase {
  const recordedUnder = bench.recorded.get(golden.release_tuple_id);
  const replayable = prepareCase(golden, bench.law, recordedUnder);
  const recorded = recordedUnder === undefined ? null : replayable.replay(recordedUnder);
  const reference = recorded?.status === 'valid' ? recorded.transcript : null;
  const baseline = reference === null ? null : scoreUnder(bench, replayable, bench.baseline, reference);
  if (reference === null || baseline === null || 'status' in baseline) {
    const name = set.role === 'search' ? `case ${golden.case_id}` : 'a case of the held-out set';
    const isTold = set.role === 'search' && baseline !== null && 'status' in baseline;
    const why = isTold ? `: ${baseline.reason}` : '';
    const isInvalid = baseline !== null && 'status' in baseline && baseline.status === 'invalid';
    const done = isInvalid ? 'judged' : 'replayed';
    throw new AutotuneError(
      'BASELINE_UNREPLAYABLE',
      `${name} cannot be ${done} under the active configuration${why}`,
      isInvalid ? { hint: UNJUDGEABLE } : {},
    );
  }
  return {
    baseline,
    under: (arm: Arm) => {
      const { law, intent } = arm.under ?? {};
      const asked = law === undefined || intent === undefined ? replayable : prepareCase({ ...golden, intent }, law);
      return scoreUnder(bench, asked, arm, reference);
    },
    rescore: () => score(bench.suite, { golden, transcript: baseline.transcript, recorded: reference }),
  };
}

function scoreUnder(
  bench: Bench,
  replayable: ReplayableCase,
  configuration: ReplayConfiguration,
  recorded: Transcript,
): (Scored & { readonly transcript: Transcript }) | Missing {
  const replayed = replayable.replay(configuration);
  if (replayed.status !== 'valid') return { status: replayed.status, reason: replayed.reason };
  const { transcript, fidelity } = replayed;
  const card = score(bench.suite, { golden: replayable.golden, transcript, recorded });
  return card.invalid === null ? { transcript, card, fidelity } : { status: 'invalid', reason: card.invalid };
}
