/** One run as the ledger holds it, read back for explaining. */
import type { Candidate } from '../../schema/candidate.ts';
import type { Considered } from '../../schema/proposal.ts';
import type { CaseLine, RaceLine, ResultLine, SelectedProposal } from '../../schema/run-record.ts';

export type RunRecord = {
  readonly run_id: string;
  readonly intent: string;
  readonly metric: string;
  readonly at: string;
  readonly candidates: readonly Candidate[];
  readonly results: readonly ResultLine[];
  readonly cases: readonly CaseLine[];
  /** Empty for a search that was no race. */
  readonly raced?: readonly RaceLine[];
  readonly selected: SelectedProposal | null;
};

/** What became of a candidate in a run; a run that says nothing of it never judged it. */
export function consideredIn(run: RunRecord, candidate: Candidate): Considered {
  const said =
    run.results.find((line) => line.candidate_id === candidate.candidate_id && line.considered !== undefined)
      ?.considered ??
    run.raced?.find((line) => line.candidate_id === candidate.candidate_id)?.considered ??
    run.selected?.proposal?.considered?.find(({ candidate_id }) => candidate_id === candidate.candidate_id);
  const { candidate_id, patch } = candidate;
  return said ?? { candidate_id, patch, verdict: 'skipped', reason: 'the run ended before it was judged' };
}

/** The change of the target's metric under a candidate. */
export function deltaIn(run: RunRecord, candidateId: string): number | null {
  const line = run.results.find(({ candidate_id, intent }) => candidate_id === candidateId && intent === run.intent);
  return line?.observed_delta[run.metric] ?? null;
}

/** The candidate that was selected, proposed or not. */
export function selectedIn(run: RunRecord): Candidate | null {
  const id = run.selected?.selected ?? run.selected?.proposal?.candidate_id;
  return run.candidates.find(({ candidate_id }) => candidate_id === id) ?? null;
}
