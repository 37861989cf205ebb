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
  /** Per metric but cost, and per size of the difference, the cases that moved so far. The others did not move. */
  readonly moved: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** One line per candidate: the comparison with its verdicts, and every case of the search set that moved. */
export function resultLines(results: readonly CandidateResult[]): string {
  return results
    .map(
      ({ candidate_id, intent, delta, verdicts, moved }) =>
        `${JSON.stringify({
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
          cases: moved,
        })}\n`,
    )
    .join('');
}

/** A cost that moves in every case is no news: it follows from the replay, and a list of it would dwarf the rest. */
const UNLISTED = 'economics_cents_per_decision';

/** The positions that moved, and by how much. */
type Moved = { readonly positions: { view(): Float64Array }; readonly deltas: { view(): Float64Array } };

/** The cases that moved, per metric and size of the difference. */
export function movedCases(
  columns: Readonly<Record<string, Moved>>,
  nameOf: (position: number) => string,
): Record<string, Record<string, string[]>> {
  const moved: Record<string, Record<string, string[]>> = {};
  for (const [metric, column] of Object.entries(columns)) {
    const [positions, deltas] = [column.positions.view(), column.deltas.view()];
    if (metric === UNLISTED || positions.length === 0) continue;
    const bySize: Record<string, string[]> = {};
    positions.forEach((position, i) => {
      const size = String(rounded(deltas[i] ?? 0));
      const cases = bySize[size] ?? [];
      bySize[size] = cases;
      cases.push(nameOf(position));
    });
    moved[metric] = bySize;
  }
  return moved;
}
