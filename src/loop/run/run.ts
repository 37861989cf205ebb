/** `autotune run`: every due target, one after the other, into one report. */
import type { Plan } from '../../schema/plan.ts';
import type { RunReport } from '../../schema/run-report.ts';
import { type OpenedRun, type OpenOptions, openRun } from '../opening/open-run.ts';
import type { FollowedPlan } from '../opening/target-run.ts';
import { tendProposals } from '../proposals/tend-proposals.ts';
import { recordReleases } from '../release/record-releases.ts';
import { checkBeforeSearch } from '../search/check-before-search.ts';
import { plannedTarget, planOf, type SearchedTarget, searchEach } from '../search/plan-run.ts';
import type { Prepared } from '../search/prepare-target.ts';
import { readAheadOf, resumeSearch, searchTarget, type TargetSearch } from '../search/search-target.ts';
import type { World } from '../world.ts';
import { assertFollows, type PlanText, readPlan } from './follow-plan.ts';
import { recordStart } from './record-run.ts';
import { reportOf } from './report-run.ts';
import { type Ended, runTarget } from './run-target.ts';

export type RunOptions = OpenOptions & {
  /** What `autotune search` wrote: followed where this run comes to the same, refused otherwise. */
  readonly plan?: PlanText;
};

/**
 * Throws what is wrong for all targets; what is wrong with one is in the report. With a plan, or with what other machines
 * replayed, every target is searched and both are held against that before anything is written or a held-out set is read:
 * `PLAN_INVALID`, `PLAN_DIFFERS`, `SHARD_INVALID`, `SHARD_DIFFERS`.
 */
export async function run(world: World, options: RunOptions): Promise<RunReport> {
  const read = options.plan === undefined ? null : { plan: readPlan(options.plan), path: options.plan.path };
  const opened = await openRun(world, { ...options, check: checkBeforeSearch });
  const ended: Ended[] = [];
  try {
    const ahead = read === null && options.shards === undefined ? null : await searchAhead(opened, read);
    const { context, targets } = opened;
    await tendProposals(context);
    await recordReleases(context);
    const followed = ahead?.followed ?? null;
    for (const [i] of targets.entries()) {
      ended.push(await runNext({ ...opened, context: { ...context, followed } }, ended, ahead?.made[i] ?? null));
      context.audited.keepFor(targets.slice(i + 1));
      // What was searched ahead is all there until the last target is decided.
      if (ahead === null) world.scratch.clear();
    }
  } finally {
    opened.context.audited.close();
    world.scratch.clear();
  }
  world.progress.done();
  return reportOf(opened.context, ended);
}

type Ahead = { readonly made: readonly TargetSearch[]; readonly followed: FollowedPlan | null };

/** Searches all targets, and holds the plan, where there is one, against what they came to. */
async function searchAhead(opened: OpenedRun, read: { plan: Plan; path: string } | null): Promise<Ahead> {
  // What was made for another commit or by another configuration is told before time is spent on it.
  if (read !== null) assertFollows({ ...read.plan, targets: [] }, planOf(opened, []), read.path);
  const found: SearchedTarget[] = [];
  for await (const searched of searchEach(opened)) found.push(searched);
  const own = planOf(
    opened,
    found.map((searched) => plannedTarget(searched.target, searched.found)),
  );
  const followed = read === null ? null : assertFollows(read.plan, own, read.path);
  return { made: found.map((searched) => searched.found), followed };
}

/** The next target, searched now unless it was searched ahead. */
async function runNext(
  { context, targets, isNamed }: OpenedRun,
  before: readonly Ended[],
  made: TargetSearch | null,
): Promise<Ended> {
  const target = targets[before.length];
  if (target === undefined) throw new RangeError('a run of more targets than there are');
  const opened = before.filter(({ outcome }) => outcome.proposal?.operation === 'created').length;
  const mayOpen = context.configuration.proposals.max_new_per_run - opened;
  const readAhead = made === null ? readAheadOf(context, targets[before.length + 1], isNamed) : () => {};
  const runContext = { ...context, mayOpen, readAhead };
  const begin = async ({ run: prepared, plan }: Prepared) => {
    readAhead();
    await recordStart(prepared, plan.generation.candidates);
  };
  const found =
    made === null
      ? await searchTarget(runContext, target, { isNamed, begin })
      : await resumeSearch(runContext, made, begin);
  return runTarget(target, found);
}
