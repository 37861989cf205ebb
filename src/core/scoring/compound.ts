/**
 * The exact distribution of a sum of independent whole-numbered moves, through its characteristic function: the chance
 * of a total, and of a total that is reached in a given way over two samples.
 */
import { type Points, transform } from './fourier.ts';

/** One unit's move: its non-zero values with their chances; the remaining chance is that it does not move. */
export type Move = { readonly values: readonly number[]; readonly chances: readonly number[] };

/** P(total >= s) over `units` units. */
export function chanceAtLeast(move: Move, units: number, total: number): number {
  const circle = circleFor(move, units, total);
  const place: Place = { circle, into: circle.spectra[0], every: 2 };
  unitSpectrum(move, place);
  raised(place.into, units, place);
  return tailOf(circle, place.into, total);
}

/** What two samples came to: the total of both, that of the second, and the share of what is equal to it that counts as better. */
export type Outcome = { readonly total: number; readonly second: number; readonly lot: number };

/**
 * P(total of both > s, or = s with a total of the second > h, or a share of that both are equal), for two samples of the
 * same move: of the ways to reach the same total, those with a better second sample count as better.
 */
export function chanceOfBetter(move: Move, units: readonly [number, number], { total, second, lot }: Outcome): number {
  const circle = circleFor(move, units[0] + units[1], total);
  const [ofFirst, ofSecond, ofBoth] = circle.spectra;
  unitSpectrum(move, { circle, into: ofBoth, every: 1 });
  raised(ofBoth, units[0], { circle, into: ofFirst, every: 1 });
  raised(ofBoth, units[1], { circle, into: ofSecond, every: 1 });
  multiply(ofFirst, ofSecond, ofBoth);
  const { period } = circle;
  const [first, other] = chancesOf(circle, ofFirst, ofSecond);
  const tiedAt = (part: number) => (other[part & (period - 1)] ?? 0) * (first[(total - part) & (period - 1)] ?? 0);
  let tied = lot * tiedAt(second);
  for (let part = second + 1; part < second + period / 2; part++) tied += tiedAt(part);
  return clamped(tailOf(circle, ofBoth, total + 1) + tied / (period * period));
}

/** What is smaller than this does not count. */
const NEGLIGIBLE = 1e-16;

/** A circle of totals, wide enough that none which matters meets another. */
type Circle = Points & {
  /** Of half the angle, at the first half of the circle. */
  readonly cotangents: Float64Array;
  /** Room to work in: a bound asks for a dozen spectra, and the collector would have to take each away. */
  readonly spectra: readonly [Spectrum, Spectrum, Spectrum];
  readonly chances: Spectrum;
};

/** Values of a characteristic function at the first half of the circle; the second half mirrors it. */
type Spectrum = { readonly re: Float64Array; readonly im: Float64Array };

const circles = new Map<number, Circle>();

function circleFor(move: Move, units: number, total: number): Circle {
  const { values, chances } = move;
  let square = 0;
  let [lowest, highest] = [0, 1];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const chance = chances[i] ?? 0;
    square += chance * value * value;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const largest = Math.max(highest, -lowest);
  const likely = 7 * Math.sqrt(units * square) + 8 * largest + Math.abs(total - units * meanOf(move));
  const possible = Math.max(units * highest - total, total - units * lowest) + 1;
  let period = 64;
  while (period < 2 * Math.min(likely, possible)) period *= 2;
  return circleOf(period);
}

function circleOf(period: number): Circle {
  const known = circles.get(period);
  if (known !== undefined) return known;
  const [cosines, sines] = [new Float64Array(period), new Float64Array(period)];
  const cotangents = new Float64Array(period / 2 + 1);
  for (let at = 0; at < period; at++) {
    const angle = (2 * Math.PI * at) / period;
    cosines[at] = Math.cos(angle);
    sines[at] = Math.sin(angle);
    if (at < cotangents.length) cotangents[at] = 1 / Math.tan(angle / 2);
  }
  const open = (length: number): Spectrum => ({ re: new Float64Array(length), im: new Float64Array(length) });
  const half = period / 2 + 1;
  const spectra = [open(half), open(half), open(half)] as const;
  const circle: Circle = { period, cosines, sines, cotangents, spectra, chances: open(period) };
  circles.set(period, circle);
  return circle;
}

/** Where a spectrum is written, and whether at every place or at every other one: a tail is told by the odd ones alone. */
type Place = { readonly circle: Circle; readonly into: Spectrum; readonly every: 1 | 2 };

/** The characteristic function of one unit's move. */
function unitSpectrum({ values, chances }: Move, { circle, into, every }: Place): void {
  const { period, cosines, sines } = circle;
  const { re, im } = into;
  let still = 1;
  for (const chance of chances) still -= chance;
  re[0] = 1;
  im[0] = 0;
  for (let t = 1; t <= period / 2; t += every) {
    let a = still;
    let b = 0;
    for (let i = 0; i < values.length; i++) {
      const at = (t * (values[i] ?? 0)) & (period - 1);
      const chance = chances[i] ?? 0;
      a += chance * (cosines[at] ?? 0);
      b += chance * (sines[at] ?? 0);
    }
    re[t] = a;
    im[t] = b;
  }
}

/** That of the sum of so many units: one unit's, raised by squaring. What comes out may stand where it came from. */
function raised(one: Spectrum, units: number, { circle, into, every }: Place): void {
  const { re, im } = into;
  const least = NEGLIGIBLE ** (2 / units);
  re[0] = 1;
  im[0] = 0;
  for (let t = 1; t <= circle.period / 2; t += every) {
    let a = one.re[t] ?? 0;
    let b = one.im[t] ?? 0;
    const isFelt = a * a + b * b >= least;
    let c = isFelt ? 1 : 0;
    let d = 0;
    for (let left = isFelt ? units : 0; left > 0; left >>= 1) {
      if ((left & 1) === 1) {
        const turned = c * a - d * b;
        d = c * b + d * a;
        c = turned;
      }
      const squared = a * a - b * b;
      b = 2 * a * b;
      a = squared;
    }
    re[t] = c;
    im[t] = d;
  }
}

function multiply(one: Spectrum, other: Spectrum, into: Spectrum): void {
  const { re, im } = into;
  for (let t = 0; t < re.length; t++) {
    const a = one.re[t] ?? 0;
    const b = one.im[t] ?? 0;
    const c = other.re[t] ?? 0;
    const d = other.im[t] ?? 0;
    re[t] = a * c - b * d;
    im[t] = a * d + b * c;
  }
}

/** The chance of every total of each of two samples, by its place on the circle and times the period. */
function chancesOf(circle: Circle, first: Spectrum, second: Spectrum): readonly [Float64Array, Float64Array] {
  const { period } = circle;
  const { re, im } = circle.chances;
  // Chances are real: those of the second sample ride along as the imaginary part.
  for (let t = 0; t <= period / 2; t++) {
    const a = first.re[t] ?? 0;
    const b = first.im[t] ?? 0;
    const c = second.re[t] ?? 0;
    const d = second.im[t] ?? 0;
    const mirrored = (period - t) & (period - 1);
    re[mirrored] = a + d;
    im[mirrored] = c - b;
    re[t] = a - d;
    im[t] = b + c;
  }
  transform(circle, re, im);
  return [re, im];
}

/**
 * The sum of half a circle of chances. Its own characteristic function is a geometric series: half the circle at 0,
 * nothing at every other even place, and 1 - i cot(angle / 2) at the odd ones.
 */
function tailOf({ period, cosines, sines, cotangents }: Circle, { re, im }: Spectrum, total: number): number {
  const half = period / 2;
  const turn = total & (period - 1);
  const twice = (2 * turn) & (period - 1);
  let sum = ((re[0] ?? 0) * half) / 2;
  for (let t = 1, at = turn; t < half; t += 2, at = (at + twice) & (period - 1)) {
    const a = re[t] ?? 0;
    const b = im[t] ?? 0;
    const c = cosines[at] ?? 0;
    const s = sines[at] ?? 0;
    sum += a * c + b * s + (b * c - a * s) * (cotangents[t] ?? 0);
  }
  return clamped((2 * sum) / period);
}

function meanOf({ values, chances }: Move): number {
  return values.reduce((sum, value, i) => sum + value * (chances[i] ?? 0), 0);
}

function clamped(chance: number): number {
  return Math.min(1, Math.max(0, chance));
}
