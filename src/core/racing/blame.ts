/**
 * What of a change broke a case: the nearest displacement that still breaks it, found by walking back to the baseline,
 * axis by axis and then step by step. A handful of replays that tells about all that goes further.
 */
import { ask, type Course, hasBudget } from './course.ts';
import { changedAxes } from './displacement.ts';
import type { Runner } from './runner.ts';
import { markOf, OPEN, PRESUMED } from './suspicion.ts';

export function blame(course: Course, { levels: broken }: Runner, position: number): void {
  const { geometry, field } = course;
  let levels = [...broken];
  for (const axis of changedAxes(geometry, levels)) {
    const without = levels.with(axis, field.start[axis] ?? 0);
    if (changedAxes(geometry, without).length > 0 && isBroken(course, without, position)) levels = without;
  }
  for (const axis of changedAxes(geometry, levels)) {
    if (field.axes[axis]?.isOrdered !== true) continue;
    let [passing, breaking] = [field.start[axis] ?? 0, levels[axis] ?? 0];
    while (Math.abs(breaking - passing) > 1) {
      const middle = Math.trunc((passing + breaking) / 2);
      if (isBroken(course, levels.with(axis, middle), position)) breaking = middle;
      else passing = middle;
    }
    levels = levels.with(axis, breaking);
  }
}

/** Asked only where it does not follow from what is known; a displacement that is no contender tells nothing. */
function isBroken(course: Course, levels: readonly number[], position: number): boolean {
  const mark = markOf(course.suspicions, position, levels);
  if (mark !== OPEN) return mark === PRESUMED;
  const runner = course.byLevels.get(levels.join());
  if (runner === undefined || runner.isSeen[position] === 1 || !hasBudget(course)) return false;
  return ask(course, runner, position);
}
