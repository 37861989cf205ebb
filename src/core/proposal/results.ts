/** The run's own record for the ledger: candidates, every comparison, and what was selected, as JSON Lines. */
import { canonicalJson } from '../../kit/canonical.ts';
import { gathered, jsonPieces } from '../../kit/json-pieces.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { Considered } from '../../schema/proposal.ts';
import type { CaseChanges, CaseLine, ResultLine } from '../../schema/run-record.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { intervalsOf, perMetric, rounded, roundedVerdict } from './rounded.ts';

/** One line per candidate. */
export function candidateLines(candidates: readonly Candidate[]): string {
  return candidates.map((candidate) => `${canonicalJson(candidate)}\n`).join('');
}

export type CandidateResult = {
  readonly candidate_id: string;
  readonly intent: string;
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  /** What became of it, and whether its improvement is proven: in the lines of the target's own intent. */
  readonly considered?: Considered | undefined;
  readonly improvement?: Verdict | undefined;
  /** Per metric but cost, and per size of the difference, the cases that moved so far. The others did not move. */
  readonly moved: Record<string, Record<string, string[]>>;
  readonly changes: CaseChanges;
};

/**
 * One line per candidate: the comparison with its verdicts, and every case of the search set that moved. Results are taken
 * one by one, and a long line is given in pieces: of a large set, all together are more than a run should hold.
 */
export function* resultLines(results: Iterable<CandidateResult>): Generator<string> {
  for (const result of results) yield* gathered(linePieces(result));
}

function* linePieces(result: CandidateResult): Generator<string> {
  yield* jsonPieces(lineOf(result));
  yield '\n';
}

function lineOf({ delta, considered, improvement, ...result }: CandidateResult): ResultLine {
  return {
    candidate_id: result.candidate_id,
    intent: result.intent,
    ...(considered === undefined ? {} : { considered }),
    counts: delta.counts,
    missing: delta.missing,
    observed_delta: perMetric(delta, 'delta'),
    baseline: perMetric(delta, 'baseline'),
    intervals: intervalsOf(delta),
    verdicts: result.verdicts.map(roundedVerdict),
    ...(improvement === undefined ? {} : { improvement: roundedVerdict(improvement) }),
    regression_runs: delta.regression_runs,
    cases: result.moved,
    changed: result.changes,
  };
}

/** What the selected candidate costs in a case. */
export type SelectedCost = (position: number) => CaseLine['selected'];

/** One line per case, in pieces of many: the baseline, and what it cost under the selected candidate. */
export function caseLines(cases: readonly CaseLine[], costOf: SelectedCost): Generator<string> {
  return gathered(eachCaseLine(cases, costOf));
}

function* eachCaseLine(cases: readonly CaseLine[], costOf: SelectedCost): Generator<string> {
  for (const [position, line] of cases.entries()) {
    const selected = costOf(position);
    yield `${JSON.stringify(selected === undefined ? line : { ...line, selected })}\n`;
  }
}

/** What a case of the set costs and takes under a treatment, from the differences that were kept. */
export function selectedCosts(
  baseline: readonly CaseLine[],
  columns: Readonly<Record<string, Moved>>,
  times: { at(position: number): number },
): SelectedCost {
  const column = columns[UNLISTED];
  const moved = new Map<number, number>();
  column?.positions.each((position, i) => moved.set(position, column.deltas.at(i)));
  return (position) => {
    const before = baseline[position];
    const time = times.at(position);
    if (before === undefined || Number.isNaN(time)) return undefined;
    return { cost_cents: rounded(before.cost_cents + (moved.get(position) ?? 0)), latency_ms: rounded(time) };
  };
}

/** A cost that moves in every case is no news: it follows from the replay, and a list of it would dwarf the rest. */
const UNLISTED = 'economics_cents_per_decision';

/** The positions that moved, and by how much. */
type Moved = {
  readonly positions: { readonly size: number; each(visit: (position: number, index: number) => void): void };
  readonly deltas: { at(index: number): number };
};

/** The cases that moved, per metric and size of the difference. */
export function movedCases(
  columns: Readonly<Record<string, Moved>>,
  nameOf: (position: number) => string,
): Record<string, Record<string, string[]>> {
  const moved: Record<string, Record<string, string[]>> = {};
  for (const [metric, { positions, deltas }] of Object.entries(columns)) {
    if (metric === UNLISTED || positions.size === 0) continue;
    const bySize = new Map<number, string[]>();
    positions.each((position, i) => {
      const size = rounded(deltas.at(i));
      const cases = bySize.get(size);
      if (cases === undefined) bySize.set(size, [nameOf(position)]);
      else cases.push(nameOf(position));
    });
    moved[metric] = Object.fromEntries(bySize);
  }
  return moved;
}
