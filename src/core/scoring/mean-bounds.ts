/**
 * One-sided bounds of a mean of paired differences of a bounded metric, exact where few units move and each counts.
 * The lower bound is the lowest mean that is not refuted: under the worst world with that mean, what was seen or better
 * has a chance of more than 1 - confidence. Of two samples, equal totals are told apart by the second, which nothing was
 * selected on, and what is equal there too by the lot of the set: so the test has the level that it claims.
 */
import type { Interval } from '../../schema/verdict.ts';
import { chanceAtLeast, chanceOfBetter, type Move } from './compound.ts';
import { chanceOfMany } from './edgeworth.ts';
import type { Moves } from './moves.ts';
import { restrictedTo } from './restricted.ts';

/** One sample, or the one a candidate was selected on and the one it was not. */
export type Samples = readonly [Moves] | readonly [Moves, Moves];

/**
 * Bounds of the mean difference per pair; each end holds at `confidence`. Nothing seen bounds nothing.
 *
 * @param kinship how many cases of a family are lost at once where one is, on average: what may hide unseen
 */
export function meanBounds(samples: Samples, confidence: number, kinship = 1): Interval {
  const allowed = 1 - confidence;
  return {
    lower: lowerEnd(latticeOf(samples, 1, kinship), allowed),
    upper: -lowerEnd(latticeOf(samples, -1, kinship), allowed),
  };
}

export type Bound = (samples: Samples, confidence: number, kinship: number) => Interval;

/** The same bounds; most treatments share their moves with others, and the same counts are bounded once. */
export function boundOnce(): Bound {
  const known = new Map<string, Interval>();
  return (samples, confidence, kinship) => {
    const moves = samples.map(
      ({ units, pairs, sums, lot }) => `${units}/${pairs}/${lot}:${[...sums].sort(byValue).join(';')}`,
    );
    const key = [confidence, kinship, ...moves].join('|');
    const found = known.get(key) ?? meanBounds(samples, confidence, kinship);
    known.set(key, found);
    return found;
  };
}

function byValue([a]: readonly [number, number], [b]: readonly [number, number]): number {
  return a - b;
}

/**
 * How likely what was seen, or better, is if the mean difference per pair were `mean`. For a mean at or above the
 * observed one the answer is 1: nothing speaks against it.
 */
export function chanceIfMean(samples: Samples, mean: number, kinship = 1): number {
  return chanceUnder(latticeOf(samples, 1, kinship), mean);
}

/** What a sample would be if `pairs` more pairs repeated what it shows. */
export function repeated({ units, pairs, sums }: Moves, more: number): Moves {
  const factor = (pairs + more) / pairs;
  return {
    units: Math.round(units * factor),
    pairs: pairs + more,
    sums: new Map([...sums].map(([value, count]) => [value, count * factor])),
  };
}

type Lattice = {
  /** Whole numbers; `scale` of them are 1. */
  readonly counts: ReadonlyMap<number, number>;
  readonly scale: number;
  readonly units: number;
  readonly pairs: number;
  readonly total: number;
  readonly worst: number;
  /** Units of each sample, the second's total and lot, where there are two. */
  readonly split: { readonly units: readonly [number, number]; readonly second: number; readonly lot: number } | null;
};

const LARGEST_SCALE = 60;
const TOLERANCE = 1e-6;

/** Values on a common grid; where there is none, rounded towards the worse. `sign` -1 turns gains and losses around. */
function latticeOf(samples: Samples, sign: 1 | -1, kinship: number): Lattice {
  const scale = scaleOf(samples);
  const counts = new Map<number, number>();
  const totals: number[] = [];
  let [units, pairs] = [0, 0];
  for (const { sums, units: own, pairs: scored } of samples) {
    units += own;
    pairs += scored;
    let total = 0;
    for (const [value, count] of sums) {
      const whole = Math.floor(sign * value * scale + TOLERANCE);
      total += whole * count;
      counts.set(whole, (counts.get(whole) ?? 0) + count);
    }
    totals.push(total);
  }
  counts.delete(0);
  const [first, second] = samples;
  // The lot is drawn once, for what is to be proven: that a loss is none.
  const lot = sign === 1 ? (second?.lot ?? 1) : 1;
  return {
    counts,
    scale,
    units,
    pairs,
    total: Math.floor(totals.reduce((sum, total) => sum + total, 0) + TOLERANCE),
    worst: Math.min(-scale * Math.max(1, Math.round(kinship)), ...counts.keys()),
    split: second === undefined ? null : { units: [first.units, second.units], second: totals[1] ?? 0, lot },
  };
}

function scaleOf(samples: Samples): number {
  const values = samples.flatMap(({ sums }) => [...sums.keys()]);
  const fits = (scale: number) =>
    values.every((value) => Math.abs(value * scale - Math.round(value * scale)) < TOLERANCE);
  for (let scale = 1; scale < LARGEST_SCALE; scale++) if (fits(scale)) return scale;
  return LARGEST_SCALE;
}

function chanceUnder(lattice: Lattice, mean: number): number {
  const { counts, scale, units, pairs, total, worst, split } = lattice;
  const perUnit = (mean * scale * pairs) / units;
  if (perUnit >= total / units) return 1;
  if (perUnit <= worst) return 0;
  const move = restrictedTo(counts, units, perUnit, worst);
  if (units * movingOf(move) >= (split === null ? MANY : MANY_OF_TWO)) return chanceOfMany(move, units, total);
  if (split === null) return chanceAtLeast(move, units, total);
  return chanceOfBetter(move, split.units, { total, ...split });
}

/** From so many moves on the sum is smooth enough that its exact chances are not worth their time. */
const MANY = 40;

/** Of two samples more is asked: how a total parts between them is lost in a smooth sum, and a look asks few bounds. */
const MANY_OF_TWO = 400;

function movingOf({ chances }: Move): number {
  return chances.reduce((sum, chance) => sum + chance, 0);
}

function lowerEnd(lattice: Lattice, allowed: number): number {
  const { counts, scale, units, pairs, total, worst } = lattice;
  if (pairs === 0) return -1;
  if (counts.size === 0) return (worst * (1 - allowed ** (1 / units)) * units) / (scale * pairs);
  const limit = depthOf(allowed);
  const doubt = (mean: number): Doubt => ({ mean, excess: depthOf(chanceUnder(lattice, mean)) - limit });
  const floor = (worst * units) / (scale * pairs);
  const observed = total / (scale * pairs);
  let step = (limit * Math.sqrt(squares(counts))) / (scale * pairs);
  // Just below what was seen, about half of all samples would show as much.
  let kept: Doubt = { mean: observed, excess: depthOf(0.5) - limit };
  while (kept.mean > floor) {
    const tried = doubt(Math.max(floor, observed - step));
    if (tried.excess > 0 || tried.mean === floor) return closeIn(doubt, tried, kept);
    kept = tried;
    step *= 1.6;
  }
  return floor;
}

/** How far a mean is beyond what the data allow; above zero it is refuted. */
type Doubt = { readonly mean: number; readonly excess: number };

/** How many standard deviations a chance is worth, roughly: nearly linear in the mean, where the chance itself is not. */
function depthOf(chance: number): number {
  return Math.sqrt(-2 * Math.log(Math.max(chance, 1e-300)));
}

function squares(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [value, count] of counts) sum += value * value * count;
  return sum;
}

/** Far below what is printed. */
const CLOSE = 1e-5;

/**
 * The highest mean that is known to be refuted, within `CLOSE` of one that is not. Each secant goes through the two
 * means that were asked last and is aimed a little beyond the root, so that soon both sides are close.
 */
function closeIn(doubt: (mean: number) => Doubt, refuted: Doubt, kept: Doubt): number {
  let [low, high] = [refuted, kept];
  let [before, last] = [kept, refuted];
  for (let step = 0; step < 60 && high.mean - low.mean > CLOSE; step++) {
    const root = last.mean - (last.excess * (last.mean - before.mean)) / (last.excess - before.excess);
    const aim = root + (last === low ? 0.4 * CLOSE : -0.4 * CLOSE);
    const isInside = aim > low.mean && aim < high.mean && step % 6 !== 5;
    before = last;
    last = doubt(isInside ? aim : (low.mean + high.mean) / 2);
    if (last.excess > 0) low = last;
    else high = last;
  }
  return low.mean;
}
