/** The run's own record for the ledger: candidates, every comparison, and what was selected, as JSON Lines. */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { perMetric, rounded, roundedInterval, roundedVerdict } from './rounded.ts';

/** One line per candidate. */
export function candidateLines(candidates: readonly Candidate[]): string {
  return candidates.map((candidate) => `${canonicalJson(candidate)}\n`).join('');
}

export type CandidateResult = {
  readonly candidate_id: string;
  readonly intent: string;
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  /** Cases that moved, per metric: case id to the difference. Cases that are not named did not move. */
  readonly moved: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** One line per candidate: the comparison with its verdicts, and every case of the search set that moved. */
export function resultLines(results: readonly CandidateResult[]): string {
  return results
    .map(
      ({ candidate_id, intent, delta, verdicts, moved }) =>
        `${canonicalJson({
          candidate_id,
          intent,
          counts: delta.counts,
          missing: delta.missing,
          observed_delta: perMetric(delta, 'delta'),
          baseline: perMetric(delta, 'baseline'),
          intervals: Object.fromEntries(
            Object.entries(delta.metrics).flatMap(([name, { interval }]) =>
              interval === undefined ? [] : [[name, roundedInterval(interval)]],
            ),
          ),
          verdicts: verdicts.map(roundedVerdict),
          regression_runs: delta.regression_runs,
          lost_runs: delta.lost_runs,
          cases: moved,
        })}\n`,
    )
    .join('');
}

/** The moved cases of a column by name. */
export function movedCases(
  columns: Readonly<Record<string, { readonly positions: readonly number[]; readonly deltas: readonly number[] }>>,
  nameOf: (position: number) => string,
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([, { positions }]) => positions.length > 0)
      .map(([metric, { positions, deltas }]) => [
        metric,
        Object.fromEntries(positions.map((position, i) => [nameOf(position), rounded(deltas[i] ?? 0)])),
      ]),
  );
}
