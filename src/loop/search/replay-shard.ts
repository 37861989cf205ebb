/**
 * `autotune replay`: one machine's share of an exhaustive search, for a run or a search that is given all shares. No
 * held-out set is read, nothing is decided, and nothing is written but the shard.
 */
import { readCase } from '../../core/goldens/read-case.ts';
import { keptOf } from '../../core/scoring/answers.ts';
import { openSealing } from '../../core/shards/sealing.ts';
import { readShare, shardAt } from '../../core/shards/share.ts';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import type { ShardCase, ShardHead, ShardReport, Share } from '../../schema/replay-shard.ts';
import { blindWorkspace } from '../documents/blind-workspace.ts';
import { type OpenedRun, type OpenOptions, openRun, originOf } from '../opening/open-run.ts';
import { assertGoesOn } from '../opening/what-stops.ts';
import { pinnedSets } from '../replay/audited-sets.ts';
import type { Bench } from '../replay/bench.ts';
import { type Arm, openCase } from '../replay/replay-set.ts';
import { sectionOf } from '../replay/shared-bench.ts';
import type { World } from '../world.ts';
import { checkBeforeSearch } from './check-before-search.ts';
import type { Prepared } from './prepare-target.ts';
import { armsOf } from './replay-arms.ts';
import { prepareDue, searchNameOf } from './search-target.ts';

export type ReplayOptions = Pick<OpenOptions, 'intent' | 'producer'> & {
  /** Such as `2/8`. */
  readonly share: string;
  /** Takes the lines of the shard, each with its end, and keeps them whole or not at all. */
  readonly write: (lines: AsyncIterable<string>) => Promise<void>;
};

export type ReplayedShard = {
  readonly report: ShardReport;
  /** Why targets were refused; whoever is given all shards meets the same. */
  readonly errors: readonly AutotuneError[];
};

type Told = ShardReport['targets'][number];

/** Replays a share of the cases of every due target. Throws `USAGE` for no share, and what stops a run for all targets. */
export async function replayShard(
  world: World,
  { share: named, write, ...options }: ReplayOptions,
): Promise<ReplayedShard> {
  const share = readShare(named);
  const blind = { ...world, workspace: blindWorkspace(world.workspace) };
  const opened = await openRun(blind, { ...options, check: checkBeforeSearch, isDryRun: false });
  opened.context.audited.close();
  const origin = originOf(opened.context);
  const targets: Told[] = [];
  const errors: AutotuneError[] = [];
  await write(sealed(linesOf(opened, { schema_version: 1, kind: 'replay_shard', share, origin }, { targets, errors })));
  world.progress.done();
  return { report: { schema_version: 1, share, origin, targets }, errors };
}

async function* sealed(lines: AsyncIterable<string>): AsyncGenerator<string> {
  const sealing = openSealing();
  for await (const line of lines) {
    sealing.add(line);
    yield `${line}\n`;
  }
  yield `${sealing.seal()}\n`;
}

type Telling = { readonly targets: Told[]; readonly errors: AutotuneError[] };

async function* linesOf(
  { context, targets, isNamed }: OpenedRun,
  head: ShardHead,
  telling: Telling,
): AsyncGenerator<string> {
  yield JSON.stringify(head);
  const blind = { ...context, audited: pinnedSets(), mayOpen: 0, readAhead: () => {} };
  for (const target of targets) {
    const counted = { cases: 0, configurations: 0, replays: 0 };
    const tell = (result: Told['result'], reason: string) =>
      telling.targets.push({ intent: target.intent, metric: target.metric, result, reason, ...counted });
    try {
      const prepared = await prepareDue(blind, target, isNamed);
      if ('kind' in prepared && prepared.kind === 'not_due') {
        tell('not_due', prepared.reason);
        continue;
      }
      if ('kind' in prepared) throw new AutotuneError('CONTRACT_INCOMPLETE', `${target.intent}: ${prepared.reason}`);
      const why = whyNotShared(prepared);
      if (why === null) yield* sectionsOf(prepared, head.share, counted);
      tell(why?.result ?? 'replayed', why?.reason ?? '');
    } catch (error) {
      if (!isAutotuneError(error)) throw error;
      assertGoesOn(error);
      telling.errors.push(error);
      tell('refused', `${error.code}: ${error.message}`.slice(0, 4000));
    }
  }
}

function whyNotShared({ plan }: Prepared): Pick<Told, 'result' | 'reason'> | null {
  if (plan.isRace) return { result: 'raced', reason: 'a race replays what it asks for as it goes; it has no shares' };
  if (plan.generation.candidates.length > 0) return null;
  return { result: 'nothing', reason: 'there is no candidate to replay' };
}

type Counted = { cases: number; configurations: number; replays: number };

async function* sectionsOf({ run, plan }: Prepared, share: Share, counted: Counted): AsyncGenerator<string> {
  const { world, benches, resolved } = run;
  world.progress.phase(`${resolved.target.intent}: ${plan.generation.candidates.length} candidates`);
  for (const bench of benches) {
    const arms = armsOf(
      bench,
      plan.generation.candidates.map(({ patch }) => bench.patched(patch)),
    );
    counted.configurations = Math.max(counted.configurations, arms.length);
    yield JSON.stringify(sectionOf(searchNameOf(run), bench, arms));
    for await (const line of casesOf(world.workspace, bench, arms, share)) {
      counted.cases++;
      counted.replays += arms.length;
      world.progress.advance(counted.cases, Math.ceil(run.cases / share.of));
      yield line;
    }
  }
}

async function* casesOf(
  workspace: World['workspace'],
  bench: Bench,
  arms: readonly Arm[],
  { shard, of }: Share,
): AsyncGenerator<string> {
  const { path, sha256 } = bench.searchSet;
  const lines = workspace.lines(path);
  let [position, number] = [0, 0];
  for await (const batch of lines) {
    for (const line of batch) {
      number++;
      if (line.trim() === '' || shardAt(position++, of) !== shard) continue;
      yield JSON.stringify(replayed(bench, arms, { path, line, number }));
    }
  }
  if (lines.digest() !== sha256)
    throw new AutotuneError('SET_DIGEST_MISMATCH', `${path} is not the file that is pinned`);
}

function replayed(
  bench: Bench,
  arms: readonly Arm[],
  { path, line, number }: { readonly path: string; readonly line: string; readonly number: number },
): ShardCase {
  const read = readCase(path, line, number);
  if ('problems' in read) {
    throw new AutotuneError('DOCUMENTS_INVALID', `${path}:${number} is no case`, { problems: read.problems });
  }
  const opened = openCase(bench, read.golden, bench.searchSet);
  // The baseline is replayed by whoever reads this.
  const seen = arms.slice(1).map(opened.under);
  return { case: read.golden.case_id, ...keptOf(read.golden, bench.suite, seen) };
}
