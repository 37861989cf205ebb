/**
 * How sure a bound has to be when the monitor looks again and again: the error is shared out over doublings of the
 * runs, so that the parts of however many doublings add up to the error that was asked for.
 */

/** The error of each bound after `runs` runs, the first look being allowed from `fewest` on. */
export function errorAfter(runs: number, fewest: number, error: number): number {
  const doublings = Math.max(0, Math.floor(Math.log2(Math.max(1, runs) / fewest)));
  return error / ((doublings + 1) * (doublings + 2));
}
