/**
 * The contract of an evaluator: it judges one transcript of one case in one dimension, and is blind to what was
 * changed to get there. Makers stand in `evaluators/`, one file a kind.
 */
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { Transcript } from '../../schema/transcript.ts';

/** What an evaluator may look at. */
export type Evidence = {
  readonly golden: GoldenCase;
  readonly transcript: Transcript;
  /** What the case decided when it was recorded: judgements and corrections were made of that decision, no other. */
  readonly recorded: Transcript;
};

/**
 * `value` is in 0..1, higher is better, except for a `business` evaluator of latency or economics, which gives the raw
 * number. `unscored` is left out of a pair where both sides are; where only the treatment is, the pair is unobserved, or its
 * utility counted at the worst. `invalid` makes the case invalid.
 */
export type Score =
  | { readonly status: 'scored'; readonly value: number; readonly explanation: string }
  | { readonly status: 'unscored' | 'invalid'; readonly explanation: string };

export type Evaluate = (evidence: Evidence) => Score;

export const PASSED: Score = { status: 'scored', value: 1, explanation: 'holds' };

export function failed(explanation: string): Score {
  return { status: 'scored', value: 0, explanation };
}

/** Whether the transcript decided what was decided when the case was recorded. */
export function isRecordedDecision({ transcript, recorded }: Evidence): boolean {
  return (
    transcript.outcome === recorded.outcome &&
    transcript.amount === recorded.amount &&
    (transcript.cites === recorded.cites || transcript.cites.join('\n') === recorded.cites.join('\n'))
  );
}
