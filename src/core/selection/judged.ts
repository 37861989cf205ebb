/** A candidate with what the search set says of it. */
import type { Candidate } from '../../schema/candidate.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';

export type Judged = {
  readonly candidate: Candidate;
  readonly delta: ScorecardDelta;
  readonly verdicts: readonly Verdict[];
  readonly improvement: Verdict;
  /** Hard limits, by the names of their verdicts, that it misses as the active configuration does: they end no line. */
  readonly misses: readonly string[];
};
