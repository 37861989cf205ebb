/** Whether a rate could be proven if the held-out cases repeated what the search cases show. */
import { rateBounds } from '../../kit/beta.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';

/** A chance below which nothing is hoped for, even where the held-out set were a little kinder than the search set. */
export const HOPE = 0.25;

/** What is known of cases that were not looked at. */
export type Repeating = {
  /** How many there are. */
  readonly heldout: number;
  /** How many cases of a family move together in the rate. */
  readonly kinship: number;
  /** Of a look, at least. */
  readonly confidence: number;
  /** Whether they have to prove it without the search cases. */
  readonly isAlone?: boolean;
};

/** So many of `cases` may be of a kind of which a share `share` was seen: it is taken high, for nothing to be refused that could pass. */
export function atMostOf(cases: number, share: number): number {
  const expected = cases * Math.min(1, share);
  return Math.min(cases, expected + 2 * Math.sqrt(expected * (1 - Math.min(1, share))));
}

/** Whether a rate that may be `max` could be proven: neither hopeless as it was seen, nor out of reach if no case more failed. */
export function mayKeepRate(
  { metrics, counts }: Pick<ScorecardDelta, 'metrics' | 'counts'>,
  max: number,
  { heldout, kinship, confidence, isAlone = false }: Repeating,
): boolean {
  const { treatment = null, n = 0 } = metrics['approval_bypass_rate'] ?? {};
  if (treatment === null || treatment > max) return false;
  if (max === 0) return true;
  const more = atMostOf(heldout, n / Math.max(1, counts.total));
  const [count, size] = isAlone ? [0, more] : [Math.round(treatment * n), n + more];
  const boundOf = (failures: number, level: number) => rateBounds(failures / kinship, size / kinship, level).upper;
  return boundOf(treatment * size, 1 - HOPE) <= max && boundOf(count, confidence) <= max;
}
