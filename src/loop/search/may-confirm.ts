/** Whether a candidate is worth a look: what the held-out set would say if it repeated what the search set shows. */
import { rareMargins } from '../../core/guardrails/check-guardrails.ts';
import { atMostOf, HOPE, mayKeepRate } from '../../core/guardrails/rate-outlook.ts';
import { samplesOf } from '../../core/scoring/compare.ts';
import { type Kinship, type Reach, reachOf } from '../../core/scoring/kinship.ts';
import { chanceIfMean, meanBounds, repeated } from '../../core/scoring/mean-bounds.ts';
import { type Moves, movesOf } from '../../core/scoring/moves.ts';
import type { Slicing } from '../../core/scoring/slices.ts';
import type { Tally } from '../../core/scoring/tally.ts';
import type { ScorecardDelta } from '../../schema/scorecard-delta.ts';
import type { TuningTarget } from '../../schema/tuning-target.ts';

/** What the search set shows of a candidate, and how much more there is to be asked. */
export type SeenOnSearch = {
  readonly tally: Tally | undefined;
  readonly delta: ScorecardDelta | undefined;
  readonly kinship: Kinship;
  readonly slicing: Slicing | null;
  /** Held-out cases. */
  readonly heldout: number;
  /** One-sided, of a look at least. */
  readonly confidence: number;
  /** Whether it misses the bypass rate as the active configuration does, which is nothing that it is asked. */
  readonly isRateMissed: boolean;
};

/** Whether margins, slices and the bypass rate could be confirmed if the held-out cases repeated what the search cases show. */
export function mayConfirm({ guardrails }: Pick<TuningTarget, 'guardrails'>, seen: SeenOnSearch): boolean {
  const { tally, delta, isRateMissed, heldout, confidence, kinship } = seen;
  if (tally === undefined || delta === undefined) return false;
  const max = guardrails.approval_bypass_rate?.max;
  const repeating = { heldout, confidence, kinship: reachOf(kinship['approval_bypass_rate'], tally).cases };
  return (
    (max === undefined || isRateMissed || mayKeepRate(delta, max, repeating)) &&
    rareMargins(guardrails).every(([metric, limit]) => {
      const column = tally.columns[metric];
      if (column === undefined) return false;
      return mayProve(samplesOf(tally, column)[0], limit, {
        ...seen,
        size: tally.size,
        together: reachOf(kinship[metric], tally),
      });
    }) &&
    mayKeepSlices(guardrails, tally, delta, seen)
  );
}

type Known = {
  readonly heldout: number;
  readonly confidence: number;
  /** Search cases. */
  readonly size: number;
  readonly together: Reach;
};

/** Neither hopeless as it was seen, nor out of reach if no held-out case were lost: few pairs prove little, whatever they say. */
function mayProve(moves: Moves, limit: number, { heldout, confidence, size, together }: Known): boolean {
  const { units, pairs, sums } = moves;
  if (pairs === 0) return false;
  const more = Math.round(atMostOf(heldout, pairs / size));
  const chance = chanceIfMean([repeated(moves, more)], limit, together);
  // Whoever is proven as it was seen is proven without a further loss.
  if (chance > HOPE || chance <= 1 - confidence) return chance <= HOPE;
  const factor = more / pairs;
  const gains = [...sums].flatMap(([value, count]) => (value > 0 ? [[value, count * factor] as const] : []));
  // Where nothing moves no lot is drawn.
  const best = { units: Math.round(units * factor), pairs: more, sums: new Map(gains), lot: sums.size === 0 ? 1 : 0 };
  return chanceIfMean([moves, best], limit, together) <= 1 - confidence + TOLERANCE;
}

const TOLERANCE = 1e-9;

/** Slices with a margin of their own have to be proven; of the others none may be established to lose. */
function mayKeepSlices(
  { slices, utility_delta }: TuningTarget['guardrails'],
  tally: Tally,
  { suspected_slices }: ScorecardDelta,
  { slicing, heldout, confidence, kinship }: SeenOnSearch,
): boolean {
  const [{ utility }, [part]] = [tally.columns, tally.parts];
  if (slicing === null || utility === undefined || part === undefined) return true;
  const known = { heldout, confidence, size: tally.size, together: reachOf(kinship['utility'], tally) };
  const movesIn = (slice: string) =>
    movesOf(utility, part, tally.size, (position) => slicing.tagsOf(position).includes(slice));
  const mayBeProven = Object.entries(slices ?? {}).every(([slice, margin]) =>
    mayProve(movesIn(slice), margin.utility_delta.min, known),
  );
  const allowed = (1 - confidence) / Math.max(1, slicing.names.length);
  return (
    mayBeProven &&
    (utility_delta === undefined ||
      Object.keys(suspected_slices).every((slice) => !isSurelyLost(movesIn(slice), utility_delta.min, allowed, known)))
  );
}

/** Whether its loss would be established, and by half of the error that is allowed: a little kinder would not mend it. */
function isSurelyLost(
  moves: Moves,
  limit: number,
  allowed: number,
  { heldout, size, together }: Omit<Known, 'confidence'>,
): boolean {
  if (moves.pairs === 0) return false;
  const more = Math.floor((heldout * moves.pairs) / size);
  return meanBounds([repeated(moves, more)], 1 - allowed / 2, together).upper < limit - TOLERANCE;
}
