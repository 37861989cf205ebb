/** Repeats the run that a proposal comes from, on the documents and recordings of another tree: same inputs, same bytes. */

import type { Rederived } from '../../core/gate/checks/rederived.ts';
import { substanceOf } from '../../core/proposal/build.ts';
import { renderJson } from '../../core/proposal/render-json.ts';
import { evidenceOf, perMetric, rounded } from '../../core/proposal/rounded.ts';
import type { Judged } from '../../core/selection/judged.ts';
import { stepConfidence } from '../../core/selection/plan-look.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Target } from '../../schema/configuration.ts';
import type { GateScorecard } from '../../schema/gate-report.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { Evaluation, EvaluationContext } from '../opening/target-run.ts';
import { assertGoesOn } from '../opening/what-stops.ts';
import { askedOf, planDigest, stepsOf } from '../search/planned-look.ts';
import { prepareTarget } from '../search/prepare-target.ts';
import type { Search } from '../search/search.ts';
import { searchPrepared } from '../search/search-target.ts';
import { type MadeLook, proposalOf, writtenAfter } from './build-proposal.ts';
import { numberedLook } from './heldout-budget.ts';
import { lookAtLines, selectionBy } from './look-at-lines.ts';

export type Repeated = {
  readonly rederived: Rederived;
  /** By intent; empty where the run did not come to the proposal's change. */
  readonly scorecards: Readonly<Record<string, GateScorecard>>;
};

/** `baseCommit`: the one that the run began at; `position`: of its start in the ledger. */
export type Claimed = {
  readonly value: Proposal;
  readonly text: string;
  readonly baseCommit: string;
  readonly position: number;
};

/** What is not here, or cannot be opened here: that nobody could tell says nothing against the proposal. */
const UNKNOWN = new Set<string>(['HELDOUT_ABSENT', 'HELDOUT_SEALED', 'IDENTITY_REFUSED']);

/** @param context as the run had it: its instant, its producer, and the ledger with what had been rejected by then */
export async function rederive(context: EvaluationContext, target: Target, claim: Claimed): Promise<Repeated> {
  try {
    return await repeat(context, target, claim);
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    // A failing self-test is an answer here, where nothing else would be decided after it.
    if (error.code !== 'SELF_TEST_FAILED') assertGoesOn(error);
    const { code, message } = error;
    return without({ kind: 'failed', code, message, isUnknown: UNKNOWN.has(code) });
  }
}

function without(rederived: Rederived): Repeated {
  return { rederived, scorecards: {} };
}

async function repeat(
  context: EvaluationContext,
  target: Target,
  { value, text, baseCommit, position }: Claimed,
): Promise<Repeated> {
  const prepared = await prepareTarget(context, target);
  if ('open' in prepared) return without({ kind: 'nothing', reason: prepared.open });
  if (prepared.run.runId !== value.replay.evaluation_run_id)
    return without({ kind: 'other_run', runId: prepared.run.runId });
  const searched = await searchPrepared(prepared);
  if (searched === null || searched.lines.length === 0) {
    return without({ kind: 'nothing', reason: 'the search set leaves nothing to ask the held-out set' });
  }
  const { intent, metric } = target;
  const planned = { base_commit: baseCommit, targets: [{ intent, metric, ...askedOf(prepared, searched) }] };
  // A run without a plan made none, and whether one was handed over is for the workflow to show.
  const run = { ...prepared.run, followed: value.plan === undefined ? null : planned };
  const unrecorded = unrecordedLook(run, searched);
  if (unrecorded !== null) return without({ kind: 'unrecorded_look', set: unrecorded });
  const { looks, refused } = await lookAtLines(run, searched);
  if (refused !== null) return without({ kind: 'nothing', reason: refused });
  const selection = selectionBy(searched, looks);
  const { winner } = selection;
  if (winner === null) return without({ kind: 'nothing', reason: 'the held-out set confirms no change' });
  const built = proposalOf(run, { ...searched, selection }, winner, looks);
  const own = writtenAfter(built, { journal: run.journal, position, looks }, value.expires_at ?? '');
  const scorecards = scorecardsOf(run, searched, { winner, looks });
  if (own.fingerprint !== value.fingerprint) {
    return { rederived: { kind: 'other_change', patch: own.candidate_change.patch }, scorecards: {} };
  }
  const isWrittenSo = renderJson(own) === text;
  return {
    rederived: { kind: 'proposal', found: comparedOf(value), expected: comparedOf(own), isWrittenSo },
    scorecards,
  };
}

/** Until when it stands is held against the ledger before anything is repeated. */
function comparedOf(proposal: Proposal): unknown {
  const { plan, ledger } = proposal;
  return { ...substanceOf(proposal), ...(plan === undefined ? {} : { plan }), ledger };
}

/** The first set that the run would have to look at and the ledger does not say it did. */
function unrecordedLook(run: Evaluation, searched: Search): string | null {
  const steps = stepsOf(searched);
  const isNew = searched.results.find(({ bench }) => numberedLook(run, bench, planDigest(run, bench, steps)).isNew);
  return isNew?.bench.heldoutSet.name ?? null;
}

function scorecardsOf(
  { configuration }: Evaluation,
  { results, judged, share }: Search,
  { winner, looks }: { readonly winner: Judged; readonly looks: readonly MadeLook[] },
): Record<string, GateScorecard> {
  const position = judged.indexOf(winner);
  const { confidence } = configuration.evidence;
  return Object.fromEntries(
    results.flatMap(({ bench, compared }, i): [string, GateScorecard][] => {
      const [seen, look] = [compared[position], looks[i]];
      if (seen === undefined || look === undefined) return [];
      const { heldout, together, verdicts } = look.made.show(position);
      const search = { ...evidenceOf(seen.delta, seen.verdicts), baseline: perMetric(seen.delta, 'baseline') };
      const both = { ...evidenceOf(together, verdicts), confidence: rounded(stepConfidence(look.confidence, share)) };
      const card = { search_set: bench.searchSet.name, confidence, search };
      return [[bench.intent, { ...card, heldout: evidenceOf(heldout, verdicts), together: both }]];
    }),
  );
}
