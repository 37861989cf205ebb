/** The chance of a sum of many moves: the normal distribution with its first correction for skewness (Edgeworth, 1905). */
import type { Move } from './compound.ts';

/** P(total >= s) over `units` units, for sums in which dozens of units move. */
export function chanceOfMany({ values, chances }: Move, units: number, total: number): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] ?? 0) * (chances[i] ?? 0);
  let still = 1;
  let square = 0;
  let cube = 0;
  for (let i = 0; i < values.length; i++) {
    const chance = chances[i] ?? 0;
    const away = (values[i] ?? 0) - mean;
    still -= chance;
    square += chance * away * away;
    cube += chance * away * away * away;
  }
  square += still * mean * mean;
  cube -= still * mean * mean * mean;
  const spread = Math.sqrt(units * square);
  // Half a step: a sum of whole numbers is held against a line.
  const z = (total - 0.5 - units * mean) / spread;
  const skew = (units * cube) / spread ** 3;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return Math.min(1, Math.max(0, normalTail(z) + (skew / 6) * (z * z - 1) * density));
}

/** P(Z >= z) of a standard normal Z, by the rational approximation 26.2.17 of Abramowitz and Stegun (1964); off by less than 1e-7. */
export function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
  return z >= 0 ? tail : 1 - tail;
}
