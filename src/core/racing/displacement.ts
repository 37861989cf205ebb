/** How far a contender lies from the baseline, and whether it goes everything that another goes, at least as far. */
import type { Axis } from './field.ts';

export type Geometry = { readonly axes: readonly Axis[]; readonly start: readonly number[] };

/** Whether `further` changes every axis that `nearer` changes, in the same direction and at least as far. */
export function covers({ axes, start }: Geometry, further: readonly number[], nearer: readonly number[]): boolean {
  for (let axis = 0; axis < axes.length; axis++) {
    const home = start[axis] ?? 0;
    const near = nearer[axis] ?? 0;
    const far = further[axis] ?? 0;
    if (near === home || near === far) continue;
    if (axes[axis]?.isOrdered !== true) return false;
    if (near < home ? far > near : far < near) return false;
  }
  return true;
}

/** The axes on which it differs from the baseline. */
export function changedAxes({ axes, start }: Geometry, levels: readonly number[]): number[] {
  return axes.flatMap((_, axis) => (levels[axis] === start[axis] ? [] : [axis]));
}
