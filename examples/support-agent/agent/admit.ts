// What fits into the context: evidence by rank over all buckets, memory and tool results in their own order, each under its budget.
import type { Ranked } from '../retrieval/select.ts';

export type Sized = { readonly tokens: number };

/** Takes items in order until the next one would pass the budget; whatever follows is dropped with it. */
export function admitInOrder<T extends Sized>(items: readonly T[], budget: number): readonly T[] {
  let spent = 0;
  const admitted: T[] = [];
  for (const item of items) {
    if (spent + item.tokens > budget) break;
    spent += item.tokens;
    admitted.push(item);
  }
  return admitted;
}

/** Evidence of all buckets in (rank, hop, bucket) order, a section once, under one budget. */
export function admitEvidence(buckets: readonly (readonly Ranked[])[], budget: number): readonly Ranked[] {
  const queue = buckets
    .flatMap((items, bucket) => items.map((item) => ({ item, bucket })))
    .sort((a, b) => a.item.rank - b.item.rank || a.item.hop - b.item.hop || a.bucket - b.bucket)
    .map(({ item }) => item);
  const seen = new Set<string>();
  const once = queue.filter((item) => !seen.has(item.section.ref) && seen.add(item.section.ref));
  return admitInOrder(once, budget);
}
