/** `autotune search`: everything a run does up to the held-out sets, without them, written down as a plan. */
import { targetDocument } from '../core/targets/target-document.ts';
import { digestOf } from '../kit/canonical.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Target } from '../schema/configuration.ts';
import type { Plan, PlannedTarget } from '../schema/plan.ts';
import { blindWorkspace } from './blind-workspace.ts';
import { type OpenedRun, type OpenOptions, openRun } from './open-run.ts';
import { planDigest, stepsOf } from './planned-look.ts';
import type { Prepared } from './prepare-target.ts';
import { bindingEnds } from './rejections.ts';
import { assertGoesOn } from './run-target.ts';
import type { Search } from './search.ts';
import { readAheadOf, searchTarget, type TargetSearch } from './search-target.ts';
import type { TargetRun } from './target-run.ts';
import { nothingReason } from './why-nothing.ts';
import type { World } from './world.ts';

export type Planned = {
  readonly plan: Plan;
  /** Why targets were refused; the plan tells that they were, and the run that follows it will meet the same. */
  readonly errors: readonly AutotuneError[];
};

/** The text of a plan, the same for the same plan. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

const REASON = 4000;

/**
 * Searches every due target and writes nothing. The held-out sets are not read even where they are; the checkout has to
 * be as committed. Throws what stops a run for all targets.
 */
export async function planRun(world: World, options: Omit<OpenOptions, 'isDryRun'>): Promise<Planned> {
  const blind = { ...world, workspace: blindWorkspace(world.workspace) };
  const opened = await openRun(blind, { ...options, isDryRun: false });
  const targets: PlannedTarget[] = [];
  const errors: AutotuneError[] = [];
  try {
    for await (const { target, found } of searchEach(opened)) {
      targets.push(plannedTarget(target, found));
      const error = errorOf(target, found);
      if (error !== null) errors.push(error);
    }
  } finally {
    opened.context.audited.close();
  }
  world.progress.done();
  return { plan: planOf(opened, targets), errors };
}

export type SearchedTarget = { readonly target: Target; readonly found: TargetSearch };

/** The search of each target, one after the other, nothing recorded. */
export async function* searchEach({ context, targets, isNamed }: OpenedRun): AsyncGenerator<SearchedTarget> {
  for (const [i, target] of targets.entries()) {
    const readAhead = readAheadOf(context, targets[i + 1], isNamed);
    const begin = async () => readAhead();
    const found = await searchTarget({ ...context, mayOpen: 0, readAhead }, target, { isNamed, begin });
    if (found.kind === 'failed') assertGoesOn(found.error);
    yield { target, found };
    context.audited.keepFor(targets.slice(i + 1));
  }
}

/** The plan of a run whose targets were searched. */
export function planOf({ context }: OpenedRun, targets: readonly PlannedTarget[]): Plan {
  const { producer, base, configuration } = context;
  return {
    schema_version: 1,
    producer,
    base_commit: base.commit,
    configuration: digestOf(configuration),
    targets: [...targets],
  };
}

/** What a target would ask the held-out sets, or why it asks nothing. */
export function plannedTarget({ intent, metric }: Target, found: TargetSearch): PlannedTarget {
  switch (found.kind) {
    case 'not_due':
      return { intent, metric, result: 'not_due', reason: told(found.reason) };
    case 'open':
      return { intent, metric, result: 'refused', reason: told(found.reason) };
    case 'failed':
      return { intent, metric, result: 'refused', reason: told(`${found.error.code}: ${found.error.message}`) };
    case 'searched':
      return { intent, metric, ...asked(found.prepared, found.searched) };
  }
}

function errorOf({ intent }: Target, found: TargetSearch): AutotuneError | null {
  if (found.kind === 'open') return new AutotuneError('CONTRACT_INCOMPLETE', `${intent}: ${found.reason}`);
  return found.kind === 'failed' ? found.error : null;
}

function asked({ run, plan }: Prepared, searched: Search | null) {
  const rested = {
    run_id: run.runId,
    target: digestOf(targetDocument(run.resolved)),
    dead_ends: digestOf(bindingEnds(run.repository, run.resolved.target, run.state.deadEnds)),
  };
  if (searched === null || searched.lines.length === 0) {
    return { result: 'nothing', ...rested, reason: told(nothingReason(plan, searched)) } as const;
  }
  const steps = stepsOf(searched);
  return {
    result: 'asks',
    ...rested,
    looks: looksOf(run, searched, steps),
    steps: steps.map(({ candidate: { candidate_id, fingerprint, patch } }) => ({ candidate_id, fingerprint, patch })),
    lines: searched.lines.map((line) => line.map((step) => steps.indexOf(step))),
    share: searched.share,
  } as const;
}

function looksOf(run: TargetRun, { results }: Search, steps: ReturnType<typeof stepsOf>) {
  return results.map(({ bench }) => ({
    intent: bench.intent,
    search_set: { name: bench.searchSet.name, sha256: bench.searchSet.sha256 },
    heldout_test_set: { name: bench.heldoutSet.name, sha256: bench.heldoutSet.sha256 },
    digest: planDigest(run, bench, steps),
  }));
}

function told(reason: string): string {
  return reason.slice(0, REASON);
}
