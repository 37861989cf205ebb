/**
 * Exact one-sided bounds of a rate (Clopper and Pearson, 1934), by summing the binomial distribution: another way to the
 * numbers that the product has from the beta distribution.
 */

/** The largest rate under which seeing `count` or fewer of `n` is not rarer than 1 - confidence. */
export function upperBound(count: number, n: number, confidence: number): number {
  if (n === 0 || count >= n) return 1;
  if (count === 0) return 1 - (1 - confidence) ** (1 / n);
  return bisect((rate) => cumulative(count, n, rate) > 1 - confidence);
}

/** The smallest rate under which seeing `count` or more of `n` is not rarer than 1 - confidence. */
export function lowerBound(count: number, n: number, confidence: number): number {
  if (n === 0 || count === 0) return 0;
  return bisect((rate) => 1 - cumulative(count - 1, n, rate) < 1 - confidence);
}

/** The rate at which a condition that holds for small rates stops holding. */
function bisect(holdsBelow: (rate: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holdsBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X <= count) for X binomial, summed in logarithms so that it holds for any n. */
function cumulative(count: number, n: number, rate: number): number {
  if (rate <= 0) return 1;
  if (rate >= 1) return count >= n ? 1 : 0;
  let logTerm = n * Math.log1p(-rate);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= count; i++) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(rate) - Math.log1p(-rate);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
