/** `autotune search`: everything a run does up to the held-out sets, without them, written down as a plan. */
import { AutotuneError } from '../../kit/errors.ts';
import type { Target } from '../../schema/configuration.ts';
import type { Plan, PlannedTarget } from '../../schema/plan.ts';
import { blindWorkspace } from '../documents/blind-workspace.ts';
import { type OpenedRun, type OpenOptions, openRun, originOf } from '../opening/open-run.ts';
import { assertGoesOn } from '../opening/what-stops.ts';
import type { World } from '../world.ts';
import { checkBeforeSearch } from './check-before-search.ts';
import { askedOf, told } from './planned-look.ts';
import { readAheadOf, searchTarget, type TargetSearch } from './search-target.ts';

export type Planned = {
  readonly plan: Plan;
  /** Why targets were refused; the plan tells that they were, and the run that follows it will meet the same. */
  readonly errors: readonly AutotuneError[];
};

/** The text of a plan, the same for the same plan. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/**
 * Searches every due target and writes nothing. The held-out sets are not read even where they are; the checkout has to
 * be as committed. Throws what stops a run for all targets.
 */
export async function planRun(world: World, options: Omit<OpenOptions, 'isDryRun'>): Promise<Planned> {
  const blind = { ...world, workspace: blindWorkspace(world.workspace) };
  const opened = await openRun(blind, { ...options, check: checkBeforeSearch, isDryRun: false });
  const targets: PlannedTarget[] = [];
  const errors: AutotuneError[] = [];
  try {
    for await (const { target, found } of searchEach(opened)) {
      targets.push(plannedTarget(target, found));
      const error = errorOf(target, found);
      if (error !== null) errors.push(error);
      world.scratch.clear();
    }
  } finally {
    opened.context.audited.close();
    world.scratch.clear();
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
  return { schema_version: 1, ...originOf(context), targets: [...targets] };
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
      return { intent, metric, ...askedOf(found.prepared, found.searched) };
  }
}

function errorOf({ intent }: Target, found: TargetSearch): AutotuneError | null {
  if (found.kind === 'open') return new AutotuneError('CONTRACT_INCOMPLETE', `${intent}: ${found.reason}`);
  return found.kind === 'failed' ? found.error : null;
}
