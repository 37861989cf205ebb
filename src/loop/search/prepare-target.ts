/** From a target to everything its run rests on: contract answered, search sets audited, ledger folded, run named. */

import { tooFewCases, underpowered } from '../../core/guardrails/power.ts';
import { emptySlices, noCaseOf } from '../../core/guardrails/slices.ts';
import { retryAsked } from '../../core/ledger/retries.ts';
import { openQuestions } from '../../core/targets/contract.ts';
import { askAll, resolveAll } from '../../core/targets/resolve-all.ts';
import { runIdOf, targetDocument } from '../../core/targets/target-document.ts';
import type { Target } from '../../schema/configuration.ts';
import type { EvaluationContext, PreparedTarget, RunContext } from '../opening/target-run.ts';
import { bindingEnds, todayOf } from '../proposals/rejections.ts';
import type { SearchedSet } from '../replay/audited-sets.ts';
import type { Bench } from '../replay/bench.ts';
import { openBenches } from '../replay/open-benches.ts';
import { assertJudged } from './judgements.ts';
import { openSearch, type SearchPlan } from './open-search.ts';

export type Prepared<Context extends EvaluationContext = RunContext> = {
  readonly run: Context & PreparedTarget;
  readonly plan: SearchPlan;
};

/** Prepares a target's run, or says which questions of its contract are open. Nothing is replayed before they are answered. */
export async function prepareTarget<Context extends EvaluationContext>(
  context: Context,
  target: Target,
): Promise<Prepared<Context> | { open: string }> {
  const { resolutions, open } = contractOf(context, target);
  const [resolved] = resolutions;
  if (open.length > 0 || resolved === undefined) return { open: open.join('; ') };

  const benches = await openBenches(context.world, resolutions);
  const sets = new Map<string, SearchedSet>();
  for (const bench of benches) {
    context.world.progress.phase(`${target.intent}: audit of ${bench.searchSet.name}`);
    sets.set(bench.intent, await context.audited.searchSetOf(bench));
  }
  const cases = [...sets.values()].reduce((sum, set) => sum + set.cases, 0);

  const today = todayOf(context.repository, context.now);
  const state = context.journal.state(today);
  const deadEnds = bindingEnds(context.repository, target, state.deadEnds);
  const { search, evidence, heldout } = context.configuration;
  const weak = weaknessOf(target, benches, sets, evidence);
  if (weak !== null) return { open: weak };
  const unseen = [...sets].flatMap(([intent, { slices }]) =>
    (slices === null ? [] : emptySlices(target.guardrails, slices)).map((slice) => noCaseOf(slice, intent)),
  );
  if (unseen.length > 0) return { open: unseen.join('; ') };
  await assertJudged(context, { resolved, resolutions, benches, sets });
  const runId = runIdOf(targetDocument(resolved), {
    producer: context.producer,
    search,
    evidence,
    heldout,
    also_affected: resolutions.slice(1).map((other) => targetDocument(other)),
    dead_ends: deadEnds.map(({ scope, path, fingerprint }) => [scope, path, fingerprint]),
  });
  const plan = openSearch(resolved, benches, cases, deadEnds);
  if (search.strategy === 'exhaustive' && plan.generation.strategy !== 'exhaustive') {
    return {
      open: `search.strategy asks for every candidate, and search.max_replays is enough for ${plan.generation.strategy} only: raise it, lower max_changed_paths, or write strategy auto`,
    };
  }
  const retry = retryAsked(context.journal.events(), target);
  return { run: { ...context, resolved, benches, sets, cases, state, today, runId, retry }, plan };
}

/** Begins the audit of the search sets that a target rests on, if its contract is answered. */
export async function prepareAhead(context: Omit<RunContext, 'mayOpen' | 'readAhead'>, target: Target): Promise<void> {
  const { resolutions, open } = contractOf(context, target);
  if (open.length > 0) return;
  for (const bench of await openBenches(context.world, resolutions)) await context.audited.searchSetOf(bench);
}

/** The target and the intents it also affects, with every question that is open of them. */
function contractOf(
  { repository, configuration }: Pick<EvaluationContext, 'repository' | 'configuration'>,
  target: Target,
) {
  const { resolutions, missing } = resolveAll(repository, configuration, target);
  return { resolutions, open: [...missing, ...askAll(target, resolutions, openQuestions)] };
}

/** Why the sets can prove nothing; null where they can. */
function weaknessOf(
  { guardrails }: Target,
  benches: readonly Bench[],
  sets: ReadonlyMap<string, SearchedSet>,
  { confidence, min_cases }: EvaluationContext['configuration']['evidence'],
): string | null {
  for (const [i, { manifest, intent }] of benches.entries()) {
    const { search, test } = manifest.sets;
    const searched = sets.get(intent);
    // Whoever reads the set after this one counts its families.
    const families = searched === undefined || searched.slices === null ? search.cases : searched.families.size;
    const sizes = {
      search: { cases: search.cases, families },
      heldout: test.cases,
      slices: searched?.slices ?? null,
    };
    const weak =
      (i === 0 ? underpowered(guardrails, sizes, confidence) : null) ??
      tooFewCases({ search: search.cases, heldout: test.cases }, min_cases);
    if (weak !== null) return weak;
  }
  return null;
}
