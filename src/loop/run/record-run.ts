/** What a run writes to the ledger about itself: its start with all candidates, its end with every result, lost ones too. */
import { isUnderWay, lastStart, type Start } from '../../core/ledger/grounds.ts';
import { answeredNote, isAnswer } from '../../core/ledger/retries.ts';
import {
  type CandidateResult,
  candidateLines,
  caseLines,
  movedCases,
  resultLines,
  selectedCosts,
} from '../../core/proposal/results.ts';
import { targetDocument } from '../../core/targets/target-document.ts';
import { digestOf } from '../../kit/canonical.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';
import type { Considered } from '../../schema/proposal.ts';
import type { RaceLine, SelectedProposal } from '../../schema/run-record.ts';
import type { TargetResult } from '../../schema/run-report.ts';
import { eventOf } from '../ledger/entry.ts';
import type { Fact } from '../ledger/journal.ts';
import type { OpenProposal } from '../ledger/proposal-state.ts';
import type { TargetRun } from '../opening/target-run.ts';
import type { Raced } from '../search/race-search.ts';
import type { Search } from '../search/search.ts';

/** Writes the target and the candidates before any of them is scored. */
export async function recordStart(run: TargetRun, candidates: readonly Candidate[]): Promise<void> {
  const { runId } = run;
  const target = targetDocument(run.resolved);
  const isSame: Fact['isSame'] = ({ kind, body }) => kind === 'run_started' && body.run_id === runId;
  await run.journal.record([{ entry: startOf(run), isSame }], () => [
    { path: `runs/${runId}/target.json`, text: `${JSON.stringify(target, null, 2)}\n` },
    { path: `runs/${runId}/candidates.jsonl`, text: candidateLines(candidates) },
  ]);
}

/**
 * The start by which a proposal that is written now is dated: of a run that ended before, or was cut off days ago, a
 * new one, so that what it writes does not expire by the day of the old.
 */
export async function startToDate(run: TargetRun): Promise<{ readonly event: Start; readonly position: number }> {
  const { journal, runId, now } = run;
  const isSame: Fact['isSame'] = (event, _, all) =>
    event.kind === 'run_started' && event.body.run_id === runId && isUnderWay(all, event, now);
  await journal.record([{ entry: startOf(run), isSame }]);
  const start = lastStart(journal.events(), runId);
  if (start === null) throw new RangeError('a proposal of a run that never began');
  return start;
}

function startOf(run: TargetRun): LedgerEntry {
  const { resolved, runId, benches, base } = run;
  return {
    ...eventOf(run),
    kind: 'run_started',
    body: {
      run_id: runId,
      metric: resolved.target.metric,
      target: digestOf(targetDocument(resolved)),
      pack: resolved.baselineTuple.pack,
      base_commit: base.commit,
      search_set: benches[0]?.searchSet.name ?? '',
      heldout_test_set: benches[0]?.heldoutSet.name ?? '',
    },
  };
}

export type Finish = {
  readonly result: TargetResult['result'];
  readonly reason: string;
  readonly searched: Search | null;
  readonly opened: OpenProposal | null;
  /** What became of a proposal: recorded in the same commit as the end of the run. */
  readonly facts: readonly Fact[];
};

/** Writes the end of a run with everything it saw of the search set. */
export async function recordFinish(run: TargetRun, { result, reason, searched, opened, facts }: Finish): Promise<void> {
  const { runId } = run;
  const proposal = opened?.proposal ?? null;
  const winner = searched?.selection.winner ?? null;
  const selected: SelectedProposal = { proposal, reason, selected: winner?.candidate.candidate_id ?? null };
  const entry: LedgerEntry = {
    ...eventOf(run),
    kind: 'run_finished',
    body: {
      run_id: runId,
      result,
      reason,
      candidates: searched?.selection.considered.length ?? 0,
      replays: searched?.replays ?? 0,
      ...(proposal === null ? {} : { proposal_id: proposal.tuning_proposal_id }),
    },
  };
  const isSame: Fact['isSame'] = ({ kind, body }, position, all) =>
    kind === 'run_finished' &&
    body.run_id === runId &&
    body.result === result &&
    body.reason === reason &&
    body.proposal_id === proposal?.tuning_proposal_id &&
    position > (lastStart(all, runId)?.position ?? -1);
  await run.journal.record([...facts, { entry, isSame }, ...answerOf(run)], () => [
    ...(searched === null
      ? []
      : [
          { path: `runs/${runId}/replay-results.jsonl`, text: () => resultsOf(searched) },
          { path: `runs/${runId}/self-test.json`, text: selfTestsOf(searched) },
          { path: `runs/${runId}/cases.jsonl`, text: () => casesOf(searched) },
          ...(searched.raced === null
            ? []
            : [{ path: `runs/${runId}/race.jsonl`, text: raceLines(searched.generation.candidates, searched.raced) }]),
        ]),
    { path: `runs/${runId}/selected-proposal.json`, text: `${JSON.stringify(selected, null, 2)}\n` },
  ]);
}

/** That a retry was carried out, where somebody had asked for one before this run began. */
function answerOf(run: TargetRun): readonly Fact[] {
  const { retry } = run;
  if (retry === null) return [];
  const entry: LedgerEntry = { ...eventOf(run), kind: 'note', body: answeredNote(retry) };
  return [{ entry, isSame: (event) => isAnswer(event, retry) }];
}

/** One line per candidate: how it ended in the race, with the numbers that ended it. */
function raceLines(candidates: readonly Candidate[], { result, dropped }: Raced): string {
  const considered = new Map(dropped.map((entry) => [entry.candidate_id, entry]));
  return candidates
    .flatMap(({ candidate_id }, i): RaceLine[] => {
      const outcome = result.outcomes[i];
      const said = considered.get(candidate_id);
      return outcome === undefined
        ? []
        : [{ candidate_id, ...outcome, ...(said === undefined ? {} : { considered: said }) }];
    })
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** By intent: what the run proved about itself before it decided anything. */
function selfTestsOf({ results }: Search): string {
  return `${JSON.stringify(Object.fromEntries(results.map(({ bench, selfTest }) => [bench.intent, selfTest])), null, 2)}\n`;
}

function resultsOf({ results, judged, selection }: Search): Iterable<string> {
  const considered = new Map(selection.considered.map((entry) => [entry.candidate_id, entry]));
  return resultLines(eachResult(results, judged, considered));
}

function* eachResult(
  results: Search['results'],
  judged: Search['judged'],
  considered: ReadonlyMap<string, Considered>,
): Generator<CandidateResult> {
  for (const [at, { bench, compared, caseIds }] of results.entries()) {
    for (const [i, { candidate, improvement }] of judged.entries()) {
      const seen = compared[i];
      if (seen === undefined) continue;
      const { candidate_id } = candidate;
      const moved = movedCases(seen.tally.columns, (position) => caseIds[position] ?? '');
      const { delta, verdicts } = seen;
      const changes = seen.changes();
      const own = at === 0 ? { considered: considered.get(candidate_id), improvement } : {};
      yield { candidate_id, intent: bench.intent, delta, verdicts, moved, changes, ...own };
    }
  }
}

/** Every case under the baseline, and what it cost under the selected candidate, if one was selected. */
function* casesOf({ results, judged, selection: { winner } }: Search): Generator<string> {
  const position = winner === null ? -1 : judged.indexOf(winner);
  for (const { cases, compared } of results) {
    const tally = compared[position]?.tally;
    const costOf = tally === undefined ? () => undefined : selectedCosts(cases, tally.columns, tally.latency.treatment);
    yield* caseLines(cases, costOf);
  }
}
