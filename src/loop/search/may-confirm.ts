/** Whether a candidate is worth a look: what the held-out set would say if it repeated what the search set shows. */
import { rareMargins } from '../../core/guardrails/check-guardrails.ts';
import { samplesOf } from '../../core/scoring/compare.ts';
import type { Kinship } from '../../core/scoring/kinship.ts';
import { chanceIfMean, repeated } from '../../core/scoring/mean-bounds.ts';
import type { Tally } from '../../core/scoring/tally.ts';
import type { TuningTarget } from '../../schema/tuning-target.ts';

/** More hopeless than this is not worth a look, even where the held-out set were a little kinder than the search set. */
const HOPE = 0.25;

/** Whether the margins could be confirmed if the held-out cases repeated what the search cases show. */
export function mayConfirm(
  { guardrails }: Pick<TuningTarget, 'guardrails'>,
  heldoutCases: number,
  tally: Tally | undefined,
  kinship: Kinship,
): boolean {
  return rareMargins(guardrails).every(([metric, limit]) => {
    const column = tally?.columns[metric];
    if (tally === undefined || column === undefined || column.pairs === 0) return false;
    const [seen] = samplesOf(tally, column);
    return chanceIfMean([repeated(seen, heldoutCases)], limit, kinship[metric] ?? 1) <= HOPE;
  });
}
