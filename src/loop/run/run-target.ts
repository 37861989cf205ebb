/** One target from its search to its proposal, or to the honest reason why there is none. */
import { skippedBy } from '../../core/candidates/skipped.ts';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import type { Target } from '../../schema/configuration.ts';
import type { TargetResult } from '../../schema/run-report.ts';
import { NOTHING_CONSIDERED, type TargetOutcome, type TargetRun } from '../opening/target-run.ts';
import { assertGoesOn, isTransient } from '../opening/what-stops.ts';
import { endOthers } from '../proposals/end-proposals.ts';
import type { SearchPlan } from '../search/open-search.ts';
import type { Prepared } from '../search/prepare-target.ts';
import type { Search } from '../search/search.ts';
import type { TargetSearch } from '../search/search-target.ts';
import { nothingReason } from '../search/why-nothing.ts';
import { type Confirmed, confirmLines } from './confirm-lines.ts';
import { recordFinish } from './record-run.ts';

export type Ended = { readonly outcome: TargetOutcome; readonly error: AutotuneError | null };

/** Brings a searched target to its end. A target that fails does not take the others with it: its error is told. */
export async function runTarget(target: Target, found: TargetSearch): Promise<Ended> {
  if (found.kind === 'not_due') return { outcome: without(target, 'no_proposal', found.reason), error: null };
  if (found.kind === 'open') {
    const error = new AutotuneError('CONTRACT_INCOMPLETE', `${target.intent}: ${found.reason}`);
    return { outcome: without(target, 'refused', found.reason), error };
  }
  try {
    if (found.kind === 'failed') throw found.error;
    return { outcome: await propose(found.prepared, found.searched), error: null };
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    if (found.prepared !== null) await recordRefusal(found.prepared.run, error);
    assertGoesOn(error);
    return { outcome: without(target, 'refused', error.message), error };
  }
}

async function recordRefusal(run: TargetRun, { code, message }: AutotuneError): Promise<void> {
  if (isTransient(code)) return;
  const reason = `${code}: ${message}`;
  await recordFinish(run, { result: 'refused', reason, searched: null, opened: null, facts: [] });
}

function without({ intent, metric }: Target, result: 'refused' | 'no_proposal', reason: string): TargetOutcome {
  const named = { intent, metric, result, reason, ...NOTHING_CONSIDERED };
  return { runId: null, result: named, proposal: null, strategy: null, candidates: 0, replays: 0 };
}

async function propose({ run, plan }: Prepared, searched: Search | null): Promise<TargetOutcome> {
  const { intent, metric } = run.resolved.target;
  const confirmed = await confirm({ run, plan }, searched);
  const { opened, reason, facts } = confirmed;
  const result = opened === null || opened.operation === 'held' ? 'no_proposal' : 'proposed';
  const decided = searched === null ? null : { ...searched, selection: confirmed.selection ?? searched.selection };
  await recordFinish(run, { result, reason, searched: decided, opened, facts });
  return {
    runId: run.runId,
    result: { intent, metric, result, reason, ...countsOf(plan, decided) },
    proposal: opened,
    strategy: plan.generation.strategy,
    candidates: plan.generation.candidates.length,
    replays: (searched?.replays ?? 0) + confirmed.replays,
  };
}

async function confirm(prepared: Prepared, searched: Search | null): Promise<Confirmed> {
  if (searched !== null && searched.lines.length > 0) return confirmLines(prepared.run, searched);
  // Without a candidate nothing was compared, so nothing is known of what is open.
  if (searched !== null) await endOthers(prepared.run, null);
  const reason = nothingReason(prepared.plan, searched);
  return { opened: null, reason, replays: 0, facts: [], selection: null };
}

/** How many candidates got which verdict, and how many were not considered at all. */
function countsOf(
  { generation }: SearchPlan,
  decided: Pick<Search, 'selection'> | null,
): Pick<TargetResult, 'considered' | 'skipped' | 'skipped_by'> {
  const considered: TargetResult['considered'] = {};
  for (const { verdict } of decided?.selection.considered ?? []) considered[verdict] = (considered[verdict] ?? 0) + 1;
  const skipped = { exact: 0, direction: 0, surface: 0 };
  for (const { scope } of generation.skipped) skipped[scope] += 1;
  return { considered, skipped, skipped_by: skippedBy(generation.skipped) };
}
