/**
 * The replays of one bench as other machines answer them. Of each case one configuration in turn is replayed here as
 * well, so that machines that disagree are found out, and of what the held-out set is to be asked every
 * case is: no proposal rests on figures that only another machine has seen.
 */
import { isSameSeen, seenIn } from '../../core/scoring/answers.ts';
import { digestOf } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { ShardCase, ShardSection } from '../../schema/replay-shard.ts';
import type { Bench } from './bench.ts';
import type { Arm, SearchName, SharedAnswers, SharedBench } from './replay-set.ts';

/** What replays of a bench are known by; the first of `arms` is the baseline. */
export function sectionOf(search: SearchName, bench: Bench, arms: readonly Arm[]): ShardSection {
  const { name, sha256 } = bench.searchSet;
  const configurations = digestOf(arms.map(({ digest }) => digest));
  return { ...search, intent: bench.intent, search_set: { name, sha256 }, configurations };
}

export type SharedCases = {
  /** What the shard whose turn it is has of a case, and how that shard is told of. Cases are asked for in their order. */
  next(caseId: string): Promise<{ readonly shared: ShardCase; readonly shard: string }>;
};

/** Its answers throw `SHARD_INVALID` where one does not fit, and `SHARD_DIFFERS` where it is not what comes out here. */
export function openSharedBench(cases: SharedCases, bench: Bench, arms: readonly Arm[]): SharedBench {
  let turn = 0;
  const checked =
    (digests: ReadonlySet<string>): SharedAnswers =>
    async (golden, opened) => {
      const { shared, shard } = await cases.next(golden.case_id);
      const others = seenIn(shared, { golden, suite: bench.suite, count: arms.length - 1 });
      if (others === null) {
        const why = 'does not fit its recording, its evaluators or the configurations';
        throw new AutotuneError('SHARD_INVALID', `${shard}: case ${excerpt(golden.case_id)} ${why}`);
      }
      const probed = turn++ % Math.max(1, others.length);
      arms.slice(1).forEach((arm, at) => {
        if (at !== probed && !digests.has(arm.digest)) return;
        const there = others[at];
        if (there !== undefined && isSameSeen(there, opened.under(arm))) return;
        const message = `${shard}: case ${excerpt(golden.case_id)} came to another result there than it does here`;
        throw new AutotuneError('SHARD_DIFFERS', message);
      });
      return [opened.baseline, ...others];
    };
  return { answers: checked(new Set()), checked };
}
