/**
 * The exact distribution of a sum of independent whole-numbered moves, through its characteristic function: the chance
 * of a total, and of a total that is reached in a given way over two samples.
 */

/** One unit's move: its non-zero values with their chances; the remaining chance is that it does not move. */
export type Move = { readonly values: readonly number[]; readonly chances: readonly number[] };

/** P(total >= s) over `units` units. */
export function chanceAtLeast(move: Move, units: number, total: number): number {
  const circle = circleFor(move, units, total);
  return tailOf(circle, spectrumOf(move, units, circle), total);
}

/**
 * P(total of both > s, or = s with a total of the second >= h), for two samples of the same move: of the ways to reach
 * the same total, those with a better second sample count as better.
 */
export function chanceOfBetter(move: Move, units: readonly [number, number], total: number, second: number): number {
  const circle = circleFor(move, units[0] + units[1], total);
  const first = spectrumOf(move, units[0], circle);
  const other = spectrumOf(move, units[1], circle);
  const reach = circle.period / 2;
  let tied = 0;
  for (let part = second; part < second + reach; part++) {
    const chance = chanceOf(circle, other, part);
    if (chance > NEGLIGIBLE) tied += chance * chanceOf(circle, first, total - part);
  }
  return clamped(tailOf(circle, productOf(first, other), total + 1) + tied);
}

/** Chances below this do not count. */
const NEGLIGIBLE = 1e-14;

/** A circle of totals, wide enough that none which matters meets another; powers of two. */
type Circle = {
  readonly period: number;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  /** Of half the angle, at the first half of the circle. */
  readonly cotangents: Float64Array;
};

/** Values of a characteristic function at the first half of the circle; the second half mirrors it. */
type Spectrum = { readonly re: Float64Array; readonly im: Float64Array };

const circles = new Map<number, Circle>();

function circleFor(move: Move, units: number, total: number): Circle {
  const { values, chances } = move;
  let square = 0;
  let largest = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const chance = chances[i] ?? 0;
    square += chance * value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  const reach = 7 * Math.sqrt(units * square) + 8 * largest + Math.abs(total - units * meanOf(move));
  let period = 64;
  while (period < 2 * reach) period *= 2;
  return circleOf(period);
}

function circleOf(period: number): Circle {
  const known = circles.get(period);
  if (known !== undefined) return known;
  const angle = (at: number) => (2 * Math.PI * at) / period;
  const cosines = Float64Array.from({ length: period }, (_, at) => Math.cos(angle(at)));
  const sines = Float64Array.from({ length: period }, (_, at) => Math.sin(angle(at)));
  const cotangents = Float64Array.from({ length: period / 2 + 1 }, (_, t) => 1 / Math.tan(angle(t) / 2));
  const circle = { period, cosines, sines, cotangents };
  circles.set(period, circle);
  return circle;
}

/** The characteristic function of the sum: that of one unit, raised to the number of units by squaring. */
function spectrumOf({ values, chances }: Move, units: number, { period, cosines, sines }: Circle): Spectrum {
  const half = period / 2;
  const re = new Float64Array(half + 1);
  const im = new Float64Array(half + 1);
  let still = 1;
  for (const chance of chances) still -= chance;
  for (let t = 0; t <= half; t++) {
    let a = still;
    let b = 0;
    for (let i = 0; i < values.length; i++) {
      const at = (t * (values[i] ?? 0)) & (period - 1);
      a += (chances[i] ?? 0) * (cosines[at] ?? 0);
      b += (chances[i] ?? 0) * (sines[at] ?? 0);
    }
    let c = 1;
    let d = 0;
    for (let left = units; left > 0; left >>= 1) {
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
  return { re, im };
}

function productOf(one: Spectrum, other: Spectrum): Spectrum {
  const re = one.re.map((a, t) => a * (other.re[t] ?? 0) - (one.im[t] ?? 0) * (other.im[t] ?? 0));
  const im = one.re.map((a, t) => a * (other.im[t] ?? 0) + (one.im[t] ?? 0) * (other.re[t] ?? 0));
  return { re, im };
}

function chanceOf({ period, cosines, sines }: Circle, { re, im }: Spectrum, total: number): number {
  const half = period / 2;
  const turn = total & (period - 1);
  let sum = ((re[0] ?? 0) + (re[half] ?? 0) * (cosines[(half * turn) & (period - 1)] ?? 0)) / 2;
  for (let t = 1, at = turn; t < half; t++, at = (at + turn) & (period - 1)) {
    sum += (re[t] ?? 0) * (cosines[at] ?? 0) + (im[t] ?? 0) * (sines[at] ?? 0);
  }
  return clamped((2 * sum) / period);
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
    const [a, b] = [re[t] ?? 0, im[t] ?? 0];
    const [c, s] = [cosines[at] ?? 0, sines[at] ?? 0];
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
