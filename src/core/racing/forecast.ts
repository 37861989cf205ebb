/**
 * What an amount is expected to be under a contender nobody has replayed yet: a Bayesian linear model in which every
 * step away from the baseline on an axis adds its own share. It only decides what is replayed first.
 */
import type { Geometry } from './displacement.ts';

/** The features that are 1: the steps gone on ordered axes, the choice made on others. */
export type Features = readonly number[];

export type Seen = { readonly features: Features; readonly value: number; readonly variance: number };

export type Expected = { readonly mean: number; readonly variance: number };

export type Belief = {
  /** How much the amount may change over the whole of an axis. */
  readonly spread: number;
  /** What a sum of steps cannot say about it. */
  readonly misfit: number;
};

export function featuresOf({ axes, start }: Geometry, levels: readonly number[]): Features {
  const features: number[] = [];
  let offset = 0;
  axes.forEach(({ size, isOrdered }, axis) => {
    const [home, level] = [start[axis] ?? 0, levels[axis] ?? 0];
    if (isOrdered) {
      for (let step = Math.min(home, level); step < Math.max(home, level); step++) features.push(offset + step);
    } else if (level !== home) features.push(offset + level);
    offset += size;
  });
  return features;
}

/** Fits the model to what was seen, one observation after the other, and returns what it expects. */
export function fitSteps(
  { axes }: Geometry,
  seen: readonly Seen[],
  { spread, misfit }: Belief,
): (of: Features) => Expected {
  const size = axes.reduce((sum, axis) => sum + axis.size, 0);
  const mean = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  let offset = 0;
  for (const axis of axes) {
    const prior = spread ** 2 / (axis.isOrdered ? Math.max(1, axis.size - 1) : 4);
    for (let i = offset; i < offset + axis.size; i++) covariance[i * size + i] = prior;
    offset += axis.size;
  }
  const expect = (features: Features): Expected => {
    let [expected, variance] = [0, misfit ** 2];
    for (const a of features) {
      expected += mean[a] ?? 0;
      for (const b of features) variance += covariance[a * size + b] ?? 0;
    }
    return { mean: expected, variance };
  };
  const column = new Float64Array(size);
  for (const { features, value, variance } of seen) {
    if (features.length === 0) continue;
    column.fill(0);
    for (const feature of features) {
      for (let i = 0; i < size; i++) column[i] = (column[i] ?? 0) + (covariance[i * size + feature] ?? 0);
    }
    const before = expect(features);
    const total = before.variance + variance;
    for (let i = 0; i < size; i++) {
      const share = (column[i] ?? 0) / total;
      if (share === 0) continue;
      mean[i] = (mean[i] ?? 0) + share * (value - before.mean);
      for (let j = 0; j < size; j++) {
        covariance[i * size + j] = (covariance[i * size + j] ?? 0) - share * (column[j] ?? 0);
      }
    }
  }
  return expect;
}

/** The standard normal distribution function (Abramowitz and Stegun 7.1.26). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const tail = (series * Math.exp((-z * z) / 2)) / 2;
  return z >= 0 ? 1 - tail : tail;
}

/** By how much a normal amount is expected to stay below a limit, where it does. */
export function expectedGain({ mean, variance }: Expected, limit: number): number {
  const deviation = Math.sqrt(variance);
  const z = (limit - mean) / deviation;
  return (limit - mean) * normalBelow(z) + (deviation * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
