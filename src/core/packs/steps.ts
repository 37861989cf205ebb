/** Numbers on a step, in decimals: three steps of 0.1 from 0 are 0.3 here, as they are for the person who reads them. */

export type Steps = { readonly min: number; readonly max: number; readonly step: number };

/** No search looks at more values of one number; beyond it, those around the current value are offered. */
const MOST_VALUES = 100_000;

/** The numbers from `min` to `max` by `step`, from the smallest; where there are too many, those nearest to `near`. */
export function valuesOf(steps: Steps, near: number): number[] {
  const last = lastIndex(steps);
  const middle = Math.round((near - steps.min) / steps.step);
  const first = Math.max(0, Math.min(middle - MOST_VALUES / 2, last - MOST_VALUES + 1));
  const count = Math.max(0, Math.min(MOST_VALUES, last - first + 1));
  return Array.from({ length: count }, (_, index) => numberAt(steps, first + index));
}

/** Whether a number between the bounds lies on a step, counted from the minimum. */
export function isOnStep(steps: Steps, value: number): boolean {
  return numberAt(steps, Math.round((value - steps.min) / steps.step)) === value;
}

function lastIndex(steps: Steps): number {
  const nearest = Math.round((steps.max - steps.min) / steps.step);
  return numberAt(steps, nearest) <= steps.max ? nearest : nearest - 1;
}

function numberAt({ min, step }: Steps, index: number): number {
  const decimals = Math.max(decimalsOf(min), decimalsOf(step));
  return Number((min + index * step).toFixed(Math.min(decimals, 100)));
}

function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}
