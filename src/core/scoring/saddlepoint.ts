/**
 * The chance of a sum of moves, nearly: from the saddlepoint of its cumulants (Lugannani and Rice, 1980), in a small part
 * of the time that the exact one takes. It says where to look; what is claimed rests on the exact chance.
 */
import type { Move } from './compound.ts';
import { normalTail } from './edgeworth.ts';

/** About P(total >= s) over `units` units, for a total above their mean. */
export function roughlyAtLeast(move: Move, units: number, total: number): number {
  const { tilt, cumulants } = saddlepointOf(move, total / units);
  const [log, , spread] = cumulants;
  const deviance = 2 * (tilt * total - units * log);
  if (!(deviance > NEAR_THE_MEAN)) return 0.5;
  const w = Math.sqrt(deviance);
  const u = -Math.expm1(-tilt) * Math.sqrt(units * spread);
  const density = Math.exp(-deviance / 2) / Math.sqrt(2 * Math.PI);
  return Math.min(0.5, Math.max(0, normalTail(w) + density * (1 / u - 1 / w)));
}

const NEAR_THE_MEAN = 1e-4;

/** Of one unit's tilted move: the logarithm of its generating function, and the mean and variance under the tilt. */
type Cumulants = readonly [log: number, mean: number, spread: number];

function cumulantsOf({ values, chances }: Move, tilt: number): Cumulants {
  let still = 1;
  for (const chance of chances) still -= chance;
  let [weight, first, second] = [still, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const tilted = (chances[i] ?? 0) * Math.exp(tilt * value);
    weight += tilted;
    first += tilted * value;
    second += tilted * value * value;
  }
  const mean = first / weight;
  return [Math.log(weight), mean, second / weight - mean * mean];
}

/** The tilt under which a unit moves by `mean` on average; found as far as the moves can reach. */
function saddlepointOf(move: Move, mean: number): { readonly tilt: number; readonly cumulants: Cumulants } {
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let tilt = 0;
  let cumulants = cumulantsOf(move, tilt);
  for (let step = 0; step < 40; step++) {
    const [, reached, spread] = cumulants;
    const away = mean - reached;
    if (Math.abs(away) <= CLOSE * Math.sqrt(spread)) break;
    if (away > 0) low = tilt;
    else high = tilt;
    const next = tilt + away / spread;
    const isInside = next > low && next < high;
    tilt = isInside ? next : high === Number.POSITIVE_INFINITY ? 2 * tilt : (low + high) / 2;
    cumulants = cumulantsOf(move, tilt);
  }
  return { tilt, cumulants };
}

/** Of the standard deviation of a unit. */
const CLOSE = 1e-6;
