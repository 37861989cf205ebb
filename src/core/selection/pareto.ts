/** Pareto dominance over objectives that are all to be made small: at least as good everywhere, better somewhere. */

/** Whether `a` dominates `b`. Objectives are compared position by position; smaller is better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isBetter = false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x > y) return false;
    if (x < y) isBetter = true;
  }
  return isBetter;
}

/** The entries that no other entry dominates, in their order. */
export function paretoFront<Entry>(
  entries: readonly Entry[],
  objectives: (entry: Entry) => readonly number[],
): Entry[] {
  const points = entries.map(objectives);
  return entries.filter((_, i) => !points.some((other) => dominates(other, points[i] ?? [])));
}
