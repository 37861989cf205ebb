/** One target from its contract to its proposal, or to the honest reason why there is none. */
import { isAutotuneError } from '../kit/errors.ts';
import type { Target } from '../schema/configuration.ts';
import type { TargetResult } from '../schema/run-report.ts';
import { type Confirmed, confirmLines } from './confirm-lines.ts';
import { closeOthers } from './open-proposals.ts';
import { type Prepared, prepareTarget } from './prepare-target.ts';
import { noWinnerReason, recordFinish, recordStart } from './record-run.ts';
import { type Search, type SearchPlan, search } from './search.ts';
import { assertSelfTests } from './self-test.ts';
import { NOTHING_CONSIDERED, type RunContext, type TargetOutcome } from './target-run.ts';

export async function runTarget(context: RunContext, target: Target): Promise<TargetOutcome> {
  const { intent, metric } = target;
  const prepared = await prepareTarget(context, target);
  if ('open' in prepared) {
    const result = { intent, metric, result: 'refused', reason: prepared.open, ...NOTHING_CONSIDERED } as const;
    return { runId: null, result, proposal: null, strategy: null, candidates: 0, replays: 0 };
  }
  const { run, plan } = prepared;
  run.readAhead();
  await recordStart(run, plan.generation.candidates);
  try {
    return await searchAndPropose(prepared);
  } catch (error) {
    if (isAutotuneError(error) && !TRANSIENT.has(error.code)) {
      const reason = `${error.code}: ${error.message}`;
      await recordFinish(run, { result: 'refused', reason, searched: null, opened: null, facts: [] });
    }
    throw error;
  }
}

/** What another attempt may not meet again: no result of the run, so nothing that its record should say. */
const TRANSIENT = new Set<string>(['GIT_FAILED', 'LEDGER_BUSY', 'INTERNAL']);

async function searchAndPropose({ run, plan }: Prepared): Promise<TargetOutcome> {
  const { world, resolved, benches, sets, cases, runId } = run;
  const { intent, metric } = resolved.target;
  const { strategy } = plan.generation;
  const candidates = plan.generation.candidates.length;
  const finish = async (confirmed: Confirmed, searched: Search | null) => {
    const { opened, reason, facts } = confirmed;
    const result = opened === null ? 'no_proposal' : 'proposed';
    const decided = searched === null ? null : { ...searched, selection: confirmed.selection ?? searched.selection };
    await recordFinish(run, { result, reason, searched: decided, opened, facts });
    const replays = (searched?.replays ?? 0) + confirmed.replays;
    return {
      runId,
      result: { intent, metric, result, reason, ...countsOf(plan, decided) },
      proposal: opened,
      strategy,
      candidates,
      replays,
    } as const;
  };
  const nothing = (reason: string): Confirmed => ({
    opened: null,
    reason,
    replays: 0,
    facts: [],
    selection: null,
  });
  if (candidates === 0) return finish(nothing(noCandidatesReason(plan)), null);

  world.progress.phase(`${intent}: ${candidates} candidates on ${cases} cases`);
  const advance = (done: number) => world.progress.advance(done, cases);
  const searched = await search(world.workspace, resolved, benches, plan, sets, advance);
  assertSelfTests(searched.results.map(({ bench, selfTest }) => ({ intent: bench.intent, test: selfTest })));
  if (searched.lines.length > 0) return finish(await confirmLines(run, searched), searched);
  await closeOthers(run, null);
  return finish(nothing(noWinnerReason(searched)), searched);
}

function noCandidatesReason({ generation, closed }: SearchPlan): string {
  const skipped = generation.skipped.length;
  if (skipped > 0) return `all ${skipped} candidates are dead ends: reviewers rejected them`;
  const why = closed.map(({ id, reason }) => `${id}: ${reason}`).join('; ');
  return `no surface can be searched${why === '' ? '' : ` (${why})`}`;
}

/** How many candidates got which verdict, and how many were not considered at all. */
function countsOf(
  { generation }: SearchPlan,
  decided: Pick<Search, 'selection'> | null,
): Pick<TargetResult, 'considered' | 'skipped'> {
  const considered: TargetResult['considered'] = {};
  for (const { verdict } of decided?.selection.considered ?? []) considered[verdict] = (considered[verdict] ?? 0) + 1;
  const skipped = { exact: 0, direction: 0, surface: 0 };
  for (const { scope } of generation.skipped) skipped[scope] += 1;
  return { considered, skipped };
}
