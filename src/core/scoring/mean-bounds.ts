/**
 * One-sided bounds of a mean of paired differences of a bounded metric, exact where few units move and each counts.
 * The lower bound is the lowest mean that is not refuted: under the worst world with that mean, what was seen or better
 * has a chance of more than 1 - confidence. Of two samples, equal totals are told apart by the second, which nothing was
 * selected on, and what is equal there too by the lot of the set: so the test has the level that it claims.
 */
import { rateBounds } from '../../kit/beta.ts';
import type { Interval } from '../../schema/verdict.ts';
import { chanceAtLeast, chanceOfBetter, type Move } from './compound.ts';
import { chanceOfMany } from './edgeworth.ts';
import { type Reach, SINGLY } from './kinship.ts';
import type { Moves } from './moves.ts';
import { restrictedTo } from './restricted.ts';
import { roughlyAtLeast } from './saddlepoint.ts';

/** One sample, or the one a candidate was selected on and the one it was not. */
export type Samples = readonly [Moves] | readonly [Moves, Moves];

/**
 * Bounds of the mean difference per pair; each end holds at `confidence`. Nothing seen bounds nothing.
 *
 * @param reach how many cases a family may lose at once: what may hide unseen
 */
export function meanBounds(samples: Samples, confidence: number, reach: Reach = SINGLY): Interval {
  if (!reach.isLearnt) return wholeBounds(samples, confidence, reach.cases);
  const allowed = 1 - confidence;
  return {
    lower: lowerEnd(latticeOf(samples, 1, reach.cases), allowed),
    upper: -lowerEnd(latticeOf(samples, -1, reach.cases), allowed),
  };
}

/**
 * Bounds where families are not like those that were learnt from: all cases as so many families of the largest size, each
 * of which is lost, or won, whole (Clopper and Pearson). What is both won and lost shares the error.
 */
function wholeBounds(samples: Samples, confidence: number, size: number): Interval {
  let [pairs, won, lost] = [0, 0, 0];
  for (const { pairs: scored, sums } of samples) {
    pairs += scored;
    for (const [value, count] of sums) {
      if (value > 0) won += value * count;
      else lost -= value * count;
    }
  }
  if (pairs === 0) return { lower: -1, upper: 1 };
  const each = won > 0 && lost > 0 ? 1 - (1 - confidence) / 2 : confidence;
  const [gain, loss] = [won, lost].map((moved) => rateBounds(moved / size, Math.max(1, pairs / size), each));
  if (gain === undefined || loss === undefined) throw new RangeError('a rate without its bounds');
  return { lower: (won > 0 ? gain.lower : 0) - loss.upper, upper: gain.upper - (lost > 0 ? loss.lower : 0) };
}

export type Bound = (samples: Samples, confidence: number, reach: Reach) => Interval;

/** The same bounds; most treatments share their moves with others, and the same counts are bounded once. */
export function boundOnce(): Bound {
  const known = new Map<string, Interval>();
  return (samples, confidence, reach) => {
    const moves = samples.map(
      ({ units, pairs, sums, lot }) => `${units}/${pairs}/${lot}:${[...sums].sort(byValue).join(';')}`,
    );
    const key = [confidence, reach.cases, reach.isLearnt, ...moves].join('|');
    const found = known.get(key) ?? meanBounds(samples, confidence, reach);
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
export function chanceIfMean(samples: Samples, mean: number, reach: Reach = SINGLY): number {
  return chanceUnder(latticeOf(samples, 1, reach.cases), mean);
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
function latticeOf(samples: Samples, sign: 1 | -1, reach: number): Lattice {
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
    worst: Math.min(-scale * Math.max(1, Math.round(reach)), ...counts.keys()),
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
  const { scale, units, pairs, total, worst, split } = lattice;
  const perUnit = (mean * scale * pairs) / units;
  if (perUnit >= total / units) return 1;
  if (perUnit <= worst) return 0;
  const move = worldOf(lattice, mean);
  if (units * movingOf(move) >= (split === null ? MANY : MANY_OF_TWO)) return chanceOfMany(move, units, total);
  if (split === null) return chanceAtLeast(move, units, total);
  return chanceOfBetter(move, split.units, { total, ...split });
}

/** The worst world with that mean which still fits, of means between the worst and the observed one. */
function worldOf({ counts, scale, units, pairs, worst }: Lattice, mean: number): Move {
  return restrictedTo(counts, units, (mean * scale * pairs) / units, worst);
}

/** From so many moves on the sum is smooth enough that its exact chances are not worth their time. */
const MANY = 40;

/** Of two samples more is asked: how a total parts between them is lost in a smooth sum, and a look asks few bounds. */
const MANY_OF_TWO = 400;

function movingOf({ chances }: Move): number {
  return chances.reduce((sum, chance) => sum + chance, 0);
}

/**
 * The highest mean that is known to be refuted, close to one that is not. Chances that cost little say
 * where to look first; from there each step is the secant of the last two answers, aimed a little at the refuted side.
 */
function lowerEnd(lattice: Lattice, allowed: number): number {
  const { counts, scale, units, pairs, total, worst } = lattice;
  if (pairs === 0) return -1;
  if (counts.size === 0) return (worst * (1 - allowed ** (1 / units)) * units) / (scale * pairs);
  const limit = depthOf(allowed);
  let low = (worst * units) / (scale * pairs);
  let high = total / (scale * pairs);
  let { mean: aim, slope } = roughEnd(lattice, limit, [low, high]);
  const close = Math.max(CLOSE, CLOSE_OF_REACH * (high - aim));
  let last: Doubt | null = null;
  for (let step = 0; step < 60 && high - low > close; step++) {
    const isInside = aim > low && aim < high && step % 6 !== 5;
    const mean = isInside ? aim : (low + high) / 2;
    const excess = depthOf(chanceUnder(lattice, mean)) - limit;
    if (last !== null) slope = slopeOf(last, { mean, excess }) ?? slope;
    if (excess > 0) low = mean;
    else high = mean;
    if (excess > 0 && excess <= -slope * close) break;
    last = { mean, excess };
    aim = mean - excess / slope - 0.4 * close;
  }
  return low;
}

/** How far a mean is beyond what the data allow; above zero it is refuted. */
type Doubt = { readonly mean: number; readonly excess: number };

/** About the mean where the doubt ends, and by how much it changes there with the mean. */
function roughEnd(lattice: Lattice, limit: number, [low, high]: readonly [number, number]) {
  const { counts, scale, units, pairs, total, split } = lattice;
  // Of two samples about half of the ways to the same total count.
  const reached = split === null ? total : total + 0.5;
  const doubt = (mean: number): Doubt => ({
    mean,
    excess: depthOf(roughlyAtLeast(worldOf(lattice, mean), units, reached)) - limit,
  });
  // Just below what was seen, about half of all samples would show as much.
  let before: Doubt = { mean: high, excess: depthOf(0.5) - limit };
  let last = doubt(Math.max((low + high) / 2, high - (limit * Math.sqrt(squares(counts))) / (scale * pairs)));
  for (let step = 0; step < 8; step++) {
    const slope = slopeOf(before, last);
    if (slope === null) break;
    const root = last.mean - last.excess / slope;
    if (Math.abs(root - last.mean) < CLOSE || step === 7) return { mean: root, slope };
    before = last;
    last = doubt(root >= high ? (last.mean + high) / 2 : root <= low ? (last.mean + low) / 2 : root);
  }
  return { mean: (low + high) / 2, slope: -limit / (high - low) };
}

/** Doubt grows as the mean falls; null where two answers are too close, or too rough, to show how fast. */
function slopeOf(one: Doubt, other: Doubt): number | null {
  const slope = (one.excess - other.excess) / (one.mean - other.mean);
  return slope < 0 && Number.isFinite(slope) ? slope : null;
}

/** How many standard deviations a chance is worth, roughly: nearly linear in the mean, where the chance itself is not. */
function depthOf(chance: number): number {
  return Math.sqrt(-2 * Math.log(Math.max(chance, 1e-300)));
}

function squares(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [value, count] of counts) sum += value * value * count;
  return sum;
}

/** Far below what is printed; of a bound that lies far from what was seen, a small part of that way. */
const CLOSE = 5e-6;
const CLOSE_OF_REACH = 1 / 4000;
