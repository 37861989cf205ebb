/** What a run writes to the ledger about itself: its start with all candidates, its end with every result, lost ones too. */
import { candidateLines, movedCases, resultLines } from '../core/proposal/results.ts';
import { targetDocument } from '../core/targets/target-document.ts';
import { digestOf } from '../kit/canonical.ts';
import type { Candidate } from '../schema/candidate.ts';
import type { LedgerEntry } from '../schema/ledger-event.ts';
import type { TargetResult } from '../schema/run-report.ts';
import type { Fact } from './journal.ts';
import type { OpenProposal } from './propose.ts';
import type { Search } from './search.ts';
import type { TargetRun } from './target-run.ts';

const ACTOR = { id: 'autotune', login: 'autotune', role: 'bot' } as const;

/** What every event of a run has in common. */
export function eventOf({ resolved, now }: Pick<TargetRun, 'resolved' | 'now'>) {
  return {
    schema_version: 1,
    at: now,
    actor: ACTOR,
    intent: resolved.intent.id,
    risk_class: resolved.intent.risk_class,
  } as const;
}

/** Writes the target and the candidates before any of them is scored. */
export async function recordStart(run: TargetRun, candidates: readonly Candidate[]): Promise<void> {
  const { resolved, runId, benches, base } = run;
  const target = targetDocument(resolved);
  const entry: LedgerEntry = {
    ...eventOf(run),
    kind: 'run_started',
    body: {
      run_id: runId,
      metric: resolved.target.metric,
      target: digestOf(target),
      pack: resolved.baselineTuple.pack,
      base_commit: base.commit,
      search_set: benches[0]?.searchSet.name ?? '',
      heldout_test_set: benches[0]?.heldoutSet.name ?? '',
    },
  };
  const isSame: Fact['isSame'] = ({ kind, body }) => kind === 'run_started' && body.run_id === runId;
  await run.journal.record([{ entry, isSame }], () => [
    { path: `runs/${runId}/target.json`, text: `${JSON.stringify(target, null, 2)}\n` },
    { path: `runs/${runId}/candidates.jsonl`, text: candidateLines(candidates) },
  ]);
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
  const entry: LedgerEntry = {
    ...eventOf(run),
    kind: 'run_finished',
    body: {
      run_id: runId,
      result,
      reason,
      candidates: searched?.judged.length ?? 0,
      replays: searched?.replays ?? 0,
      ...(proposal === null ? {} : { proposal_id: proposal.tuning_proposal_id }),
    },
  };
  const isSame: Fact['isSame'] = ({ kind, body }) =>
    kind === 'run_finished' &&
    body.run_id === runId &&
    body.result === result &&
    body.reason === reason &&
    body.proposal_id === proposal?.tuning_proposal_id;
  await run.journal.record([...facts, { entry, isSame }], () => [
    ...(searched === null
      ? []
      : [
          { path: `runs/${runId}/replay-results.jsonl`, text: resultsOf(searched) },
          { path: `runs/${runId}/self-test.json`, text: selfTestsOf(searched) },
        ]),
    { path: `runs/${runId}/selected-proposal.json`, text: `${JSON.stringify({ proposal, reason }, null, 2)}\n` },
  ]);
}

/** By intent: what the run proved about itself before it decided anything. */
function selfTestsOf({ results }: Search): string {
  return `${JSON.stringify(Object.fromEntries(results.map(({ bench, selfTest }) => [bench.intent, selfTest])), null, 2)}\n`;
}

function resultsOf({ results, judged }: Search): string {
  return resultLines(
    results.flatMap(({ bench, compared, caseIds }) =>
      judged.flatMap(({ candidate: { candidate_id } }, i) => {
        const seen = compared[i];
        if (seen === undefined) return [];
        const moved = movedCases(seen.tally.columns, (position) => caseIds[position] ?? '');
        return [{ candidate_id, intent: bench.intent, delta: seen.delta, verdicts: seen.verdicts, moved }];
      }),
    ),
  );
}

/** Why nobody was selected: how many candidates lost to what, most frequent first. */
export function noWinnerReason({ selection: { considered }, generation }: Search): string {
  const counts = new Map<string, number>();
  for (const { reason } of considered) {
    const what = reason.split(':')[0] ?? reason;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const why = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([what, count]) => `${count} by ${what}`);
  const skipped = generation.skipped.length === 0 ? '' : `; ${generation.skipped.length} were dead ends`;
  return `none of ${considered.length} candidates is lawful: ${why.join(', ')}${skipped}`;
}
