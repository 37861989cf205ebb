/** How many proposals may be open: one for an intent and risk class, and so many in all, in a run and in a week. */

export type OpenNow = {
  readonly id: string;
  readonly isHeld: boolean;
  /** For the same intent and risk class as what would be opened. */
  readonly isSameClass: boolean;
  /** Opened for the same target: what a newer proposal for it supersedes. */
  readonly isSameTarget: boolean;
};

export type Limits = {
  readonly max_open: number;
  readonly max_new_per_run: number;
  readonly max_new_per_week?: number | undefined;
};

export type Spent = {
  /** Opened by this run so far. */
  readonly inRun: number;
  /** Created in the last seven days, as the forge counts; null where nobody asked. */
  readonly inWeek: number | null;
};

/**
 * Why a proposal may not be opened now, or null. One of `ids` that is open and not held may always be brought up to
 * date.
 */
export function limitReached(
  ids: ReadonlySet<string>,
  open: readonly OpenNow[],
  limits: Limits,
  spent: Spent,
): string | null {
  const held = open.find(({ isSameClass, isHeld }) => isSameClass && isHeld);
  if (held !== undefined) return `${held.id} is held and keeps the place of this intent and risk class`;
  if (open.some(({ id }) => ids.has(id))) return null;
  const other = open.find(({ isSameClass, isSameTarget }) => isSameClass && !isSameTarget);
  if (other !== undefined) return `${other.id} is open for another target of this intent and risk class`;
  const { max_open, max_new_per_run, max_new_per_week } = limits;
  if (spent.inRun >= max_new_per_run) {
    return `this run has opened ${spent.inRun} already, and no more are allowed at once`;
  }
  if (max_new_per_week !== undefined && (spent.inWeek ?? 0) >= max_new_per_week) {
    return `${spent.inWeek} proposals were opened in the last seven days, and ${max_new_per_week} are allowed`;
  }
  const others = open.filter(({ isSameClass }) => !isSameClass).length;
  return others < max_open ? null : `${others} proposals are open, and ${max_open} are allowed`;
}

/** A pull request that is open once a run has created its own. */
export type Neighbour = {
  readonly number: number;
  /** For the same intent and risk class, and not there when the run began. */
  readonly isRival: boolean;
  /** About to be superseded by the new one. */
  readonly isReplaced: boolean;
};

/**
 * Why a pull request that was just created has to give way, or null. Runs that raced each other past the limits all
 * see the same numbers, and the younger ones go.
 */
export function givesWay(
  created: number,
  open: readonly Neighbour[],
  { max_open, max_new_per_week }: Limits,
  inWeek: number | null,
): string | null {
  const elders = open.filter(({ number, isReplaced }) => number < created && !isReplaced);
  const rival = elders.find(({ isRival }) => isRival);
  if (rival !== undefined) return `#${rival.number} was opened for the same intent and risk class a moment earlier`;
  if (elders.length >= max_open)
    return `${elders.length} proposals were open a moment earlier, and ${max_open} are allowed`;
  const later = open.filter(({ number }) => number > created).length;
  const place = (inWeek ?? 0) - later;
  if (max_new_per_week === undefined || place <= max_new_per_week) return null;
  return `it is number ${place} of the last seven days, and ${max_new_per_week} are allowed`;
}
