/** One target up to the held-out set: due, contract answered, prepared, searched; or why it did not come that far. */
import { type AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import type { Target } from '../../schema/configuration.ts';
import type { EvaluationContext, PreparedTarget, RunContext } from '../opening/target-run.ts';
import { waitingOf } from '../release/wanted-records.ts';
import type { SearchName } from '../replay/replay-set.ts';
import { assertSelfTests } from '../replay/self-test.ts';
import { isDue } from './due.ts';
import { type Prepared, prepareAhead, prepareTarget } from './prepare-target.ts';
import type { SearchMeans } from './replay-arms.ts';
import { type Search, search } from './search.ts';

export type TargetSearch =
  | { readonly kind: 'not_due'; readonly reason: string }
  /** Questions of its contract are open. */
  | { readonly kind: 'open'; readonly reason: string }
  /** `prepared` is null where the run had not begun. */
  | { readonly kind: 'failed'; readonly error: AutotuneError; readonly prepared: Prepared | null }
  /** `searched` is null where there was no candidate. */
  | { readonly kind: 'searched'; readonly prepared: Prepared; readonly searched: Search | null };

export type SearchOptions = {
  /** A target that was asked for by name is due. */
  readonly isNamed: boolean;
  /** Called once everything the search rests on is fixed, before any candidate is scored. */
  readonly begin: (prepared: Prepared) => Promise<void>;
};

/** Searches a target. A coded error is its outcome, not thrown. */
export async function searchTarget(
  context: RunContext,
  target: Target,
  { isNamed, begin }: SearchOptions,
): Promise<TargetSearch> {
  let begun: Prepared | null = null;
  try {
    const prepared = await prepareDue(context, target, isNamed);
    if ('kind' in prepared) return prepared;
    await begin(prepared);
    begun = prepared;
    return { kind: 'searched', prepared, searched: await searchPrepared(prepared) };
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    return { kind: 'failed', error, prepared: begun };
  }
}

/** Prepares a target that is due and whose contract is answered, or says which of the two it is not. */
export async function prepareDue(
  context: RunContext,
  target: Target,
  isNamed: boolean,
): Promise<Prepared | Extract<TargetSearch, { kind: 'not_due' | 'open' }>> {
  const waiting = waitingOf(context, [target.intent, ...(target.also_affects ?? [])]);
  if (waiting !== null) return { kind: 'not_due', reason: waiting };
  const due = isNamed ? null : await isDue(context, target);
  if (due !== null && !due.due) return { kind: 'not_due', reason: due.reason };
  const prepared = await prepareTarget(context, target);
  return 'open' in prepared ? { kind: 'open', reason: prepared.open } : prepared;
}

/** Takes up a search that was made ahead: what others wrote to the ledger since then is seen by the rest of the run. */
export async function resumeSearch(
  context: RunContext,
  made: TargetSearch,
  begin: SearchOptions['begin'],
): Promise<TargetSearch> {
  if (!('prepared' in made) || made.prepared === null) return made;
  const { run, plan } = made.prepared;
  const prepared = { run: { ...run, ...context, state: context.journal.state(run.today) }, plan };
  try {
    await begin(prepared);
    return { ...made, prepared };
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    return { kind: 'failed', error, prepared: null };
  }
}

/** Begins to read the sets of the next target where it is sure that somebody needs them. */
export function readAheadOf(
  context: Parameters<typeof prepareAhead>[0],
  next: Target | undefined,
  isNamed: boolean,
): () => void {
  // Where production runs decide what is due, a set read ahead may be one that nobody needs.
  if (next === undefined || !(isNamed || context.configuration.experience === undefined)) return () => {};
  return () => {
    prepareAhead(context, next).catch(() => undefined);
  };
}

export function searchNameOf({ resolved: { target }, runId }: PreparedTarget): SearchName {
  return { target: target.intent, metric: target.metric, run_id: runId };
}

/** The search of a prepared target; null where there is no candidate. Throws `SELF_TEST_FAILED`. */
export async function searchPrepared({ run, plan }: Prepared<EvaluationContext>): Promise<Search | null> {
  const { world, resolved, benches, sets, cases, shared } = run;
  const { intent } = resolved.target;
  const candidates = plan.generation.candidates.length;
  if (candidates === 0) return null;
  world.progress.phase(`${intent}: ${candidates} candidates on ${cases} cases`);
  const means: SearchMeans = {
    workspace: world.workspace,
    scratch: world.scratch,
    verified: sets,
    advance: (done: number) => world.progress.advance(done, cases),
    shared: shared === null ? null : (asked, read) => shared.bench(searchNameOf(run), asked, read),
  };
  const searched = await search(means, resolved, benches, plan);
  assertSelfTests(searched.results.map(({ bench, selfTest }) => ({ intent: bench.intent, test: selfTest })));
  return searched;
}
