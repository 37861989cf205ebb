/** Step 1: which recorded items a bucket's settings would have retrieved, hop by hop, in rank order. */
import type { RecordedBucket } from '../../schema/golden-case.ts';
import type { EvidenceBucket } from '../../schema/harness-configuration.ts';
import type { IndexedItem } from './evidence-index.ts';

/** Per hop the items by rank. */
export type Hops = readonly (readonly IndexedItem[])[];

/** The recorded items of every hop, ordered by source where a priority is set. Equal for all settings that share one. */
export function rankHops(hops: number, items: readonly IndexedItem[], priority: readonly string[] | undefined): Hops {
  const ranked: IndexedItem[][] = Array.from({ length: hops }, () => []);
  for (const indexed of items) ranked[indexed.item.hop - 1]?.push(indexed);
  return priority === undefined ? ranked : ranked.map((hop) => preferSources(hop, priority));
}

/** Items of the named sources first, in the order named, then the rest; recorded rank within each. */
function preferSources(items: readonly IndexedItem[], sources: readonly string[]): IndexedItem[] {
  const bySource: IndexedItem[][] = Array.from({ length: sources.length + 1 }, () => []);
  for (const indexed of items) {
    const named = sources.indexOf(indexed.item.source);
    bySource[named < 0 ? sources.length : named]?.push(indexed);
  }
  return bySource.flat();
}

/**
 * Takes the first `top_k` items of each ranked hop up to `max_hops`, or null where the recording does not reach deep
 * enough to say. A hop with fewer items than `recorded_depth` is complete, so any `top_k` can be answered from it.
 */
export function retrieve(recorded: RecordedBucket, ranked: Hops, { top_k, max_hops }: EvidenceBucket): Hops | null {
  if (max_hops > recorded.recorded_hops) return null;
  const hops = ranked.slice(0, max_hops);
  if (top_k > recorded.recorded_depth && hops.some((items) => items.length >= recorded.recorded_depth)) return null;
  return hops.map((items) => (items.length > top_k ? items.slice(0, top_k) : items));
}

/** How many hops the bucket really made: no more than were found when it was recorded, and at least one. */
export function hopsMade(recorded: RecordedBucket, maxHops: number): number {
  let deepest = 1;
  for (const item of recorded.items) if (item.hop > deepest) deepest = item.hop;
  return Math.min(maxHops, deepest);
}
