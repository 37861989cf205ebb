/** The question that is asked last before each stage: whether the tuple that a rollback restores still replays. */
import type { StageCheck } from '../../schema/promotion-report.ts';

/** One intent as its search set replayed under the tuple before. */
export type Replayed = {
  readonly intent: string;
  /** The id of that tuple. */
  readonly tuple: string;
  /** Search cases, each replayed under it. */
  readonly cases: number;
  /** How many of them were recorded under it. */
  readonly recorded: number;
  /** Means over the set, and the cost in cents. */
  readonly utility: number;
  readonly cents: number;
};

/** Without a way back there is no promotion: it is better known before than at the fire. */
export function checkWayBack(found: readonly Replayed[] | { readonly refused: string }): StageCheck {
  if ('refused' in found) return { id: 'way_back', status: 'fail', reason: `there is no way back: ${found.refused}` };
  const said = found.map(({ intent, tuple, cases, recorded, utility, cents }) => {
    const figures = `utility ${figure(utility)}, ${figure(cents)} cents a decision`;
    return `${cases} search cases of ${intent} replay under ${tuple}, ${recorded} of them as recorded under it: ${figures}`;
  });
  return { id: 'way_back', status: 'pass', reason: said.join('; ') };
}

function figure(value: number): string {
  return Number.isNaN(value) ? 'unknown' : String(Number(value.toPrecision(4)));
}
