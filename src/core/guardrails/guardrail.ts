/**
 * The contract of law 2: a guardrail reads one scorecard delta and answers pass, fail or inconclusive, with its
 * numbers. What it cannot see is never a pass.
 */
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { Verdict } from '../../schema/verdict.ts';

export type Guardrail = (delta: ScorecardDelta) => Verdict;

/** A number as a reader wants it: at most four digits after the point, no exponent, no negative zero. */
export function readable(value: number): string {
  const rounded = Math.round(value * 1e4) / 1e4;
  return String(rounded === 0 ? 0 : rounded);
}
