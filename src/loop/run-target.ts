/** One target from its contract to its proposal, or to the honest reason why there is none. */
import type { LedgerState } from '../core/ledger/fold.ts';
import type { Repository } from '../core/repository/repository.ts';
import { openQuestions } from '../core/targets/contract.ts';
import { type ResolvedTarget, resolveTarget } from '../core/targets/resolve-target.ts';
import { runIdOf, targetDocument } from '../core/targets/target-document.ts';
import { isAutotuneError } from '../kit/errors.ts';
import type { Base } from '../ports/forge.ts';
import type { Configuration, Target } from '../schema/configuration.ts';
import type { TargetResult } from '../schema/run-report.ts';
import { auditSet } from './audit-set.ts';
import { type Bench, openBench } from './bench.ts';
import { confirmWinner } from './confirm-winner.ts';
import type { Journal } from './journal.ts';
import { closeOthers } from './open-proposals.ts';
import type { OpenProposal } from './propose.ts';
import { findSet } from './read-set.ts';
import { noWinnerReason, recordFinish, recordStart } from './record-run.ts';
import { openSearch, type Search, type SearchPlan, search, type VerifiedSets } from './search.ts';
import type { VerifiedSet } from './verify-set.ts';
import type { World } from './world.ts';

/** What all targets of one invocation share. */
export type RunContext = {
  readonly world: World;
  readonly journal: Journal;
  readonly repository: Repository;
  readonly configuration: Configuration;
  readonly base: Base;
  readonly now: string;
  readonly producer: string;
  readonly isDryRun: boolean;
  /** Proposals that this invocation may still open. */
  readonly mayOpen: number;
};

export type TargetOutcome = {
  readonly runId: string | null;
  readonly result: TargetResult;
  readonly proposal: OpenProposal | null;
  readonly candidates: number;
  readonly replays: number;
};

/** What one target's run is made of, once its contract is answered. */
export type TargetRun = RunContext & {
  readonly resolved: ResolvedTarget;
  readonly benches: readonly Bench[];
  readonly state: LedgerState;
  readonly runId: string;
};

export async function runTarget(context: RunContext, target: Target): Promise<TargetOutcome> {
  const { world, repository, configuration } = context;
  const of = (result: TargetResult['result'], reason: string): TargetResult => ({
    intent: target.intent,
    metric: target.metric,
    result,
    reason,
  });
  const refused = (reason: string): TargetOutcome => ({
    runId: null,
    result: of('refused', reason),
    proposal: null,
    candidates: 0,
    replays: 0,
  });

  const resolutions = [target.intent, ...(target.also_affects ?? [])].map((intent) =>
    resolveTarget(repository, configuration, { ...target, intent }),
  );
  const missing = resolutions.flatMap((resolution) => ('missing' in resolution ? resolution.missing : []));
  const all = resolutions.flatMap((resolution) => ('resolved' in resolution ? [resolution.resolved] : []));
  const open = all.flatMap((resolved, i) =>
    openQuestions(i === 0 ? resolved : { ...resolved, target: { ...resolved.target, metric: 'utility' } }),
  );
  const [resolved] = all;
  if (missing.length + open.length > 0 || resolved === undefined) return refused([...missing, ...open].join('; '));

  const benches = await openBenches(world, all);
  const sets = new Map<string, VerifiedSet>();
  let cases = 0;
  for (const bench of benches) {
    world.progress.phase(`${target.intent}: audit of ${bench.searchSet.name}`);
    const verified = await auditSet(world.workspace, bench, 'search');
    sets.set(bench.intent, verified);
    cases += verified.cases;
  }

  const activeTuples = new Map(all.map(({ intent, release }) => [intent.id, release.release_tuple.id]));
  const state = context.journal.state({ now: context.now, activeTuples });
  const deadEnds = state.deadEnds.filter(({ intent }) => intent === target.intent);
  const plan = openSearch(resolved, benches, cases, deadEnds);
  const { search: budget, evidence, heldout } = configuration;
  const runId = runIdOf(targetDocument(resolved), {
    producer: context.producer,
    budget,
    evidence,
    heldout,
    also_affected: all.slice(1).map((other) => targetDocument(other)),
    dead_ends: deadEnds.map(({ scope, path, fingerprint }) => [scope, path, fingerprint]),
  });
  const run: TargetRun = { ...context, resolved, benches, state, runId };
  await recordStart(run, plan.generation.candidates);
  try {
    return await searchAndPropose(run, plan, sets);
  } catch (error) {
    if (isAutotuneError(error)) {
      await recordFinish(run, {
        result: 'refused',
        reason: `${error.code}: ${error.message}`,
        searched: null,
        opened: null,
      });
    }
    throw error;
  }
}

async function searchAndPropose(run: TargetRun, plan: SearchPlan, sets: VerifiedSets): Promise<TargetOutcome> {
  const { world, resolved, benches, runId } = run;
  const { intent, metric } = resolved.target;
  const candidates = plan.generation.candidates.length;
  const cases = [...sets.values()].reduce((sum, set) => sum + set.cases, 0);
  const finish = async (
    reason: string,
    searched: Search | null,
    opened: OpenProposal | null,
    replays: number,
  ): Promise<TargetOutcome> => {
    const result = opened === null ? 'no_proposal' : 'proposed';
    await recordFinish(run, { result, reason, searched, opened });
    return { runId, result: { intent, metric, result, reason }, proposal: opened, candidates, replays };
  };
  if (candidates === 0) return finish(noCandidatesReason(plan), null, null, 0);

  world.progress.phase(`${intent}: ${candidates} candidates on ${cases} cases`);
  const searched = await search(world.workspace, resolved, benches, plan, sets, (done) =>
    world.progress.advance(done, cases),
  );
  const { winner } = searched.selection;
  if (winner === null) {
    await closeOthers(run, null);
    return finish(noWinnerReason(searched), searched, null, searched.replays);
  }
  const confirmed = await confirmWinner(run, searched, winner, sets);
  return finish(confirmed.reason, searched, confirmed.opened, searched.replays + confirmed.replays);
}

async function openBenches({ workspace }: World, all: readonly ResolvedTarget[]): Promise<Bench[]> {
  const benches: Bench[] = [];
  for (const resolved of all) {
    const { intent } = resolved.manifest;
    const search = (await findSet(workspace, intent, 'search')) ?? `goldens/${intent}/search.jsonl`;
    const heldout = (await findSet(workspace, intent, 'test')) ?? `goldens/${intent}/test.jsonl`;
    benches.push(openBench(resolved, { search, heldout }));
  }
  return benches;
}

function noCandidatesReason({ generation, closed }: SearchPlan): string {
  const skipped = generation.skipped.length;
  if (skipped > 0) return `all ${skipped} candidates are dead ends: reviewers rejected them`;
  const why = closed.map(({ id, reason }) => `${id}: ${reason}`).join('; ');
  return `no surface can be searched${why === '' ? '' : ` (${why})`}`;
}
