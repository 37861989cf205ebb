/** Step 1: which recorded items a bucket's settings would have retrieved, hop by hop, in rank order. */
import type { EvidenceItem, RecordedBucket } from '../../schema/golden-case.ts';
import type { EvidenceBucket } from '../../schema/harness-configuration.ts';

/** Per hop the taken items by rank, or null where the recording does not reach deep enough to say. */
export type Retrieval = readonly (readonly EvidenceItem[])[] | null;

/**
 * Takes the first `top_k` items of each hop up to `max_hops`, after ordering each hop by `source_priority`. A hop with
 * fewer items than `recorded_depth` is complete, so any `top_k` can be answered from it.
 */
export function retrieve(recorded: RecordedBucket, settings: EvidenceBucket): Retrieval {
  const { top_k, max_hops, source_priority } = settings;
  if (max_hops > recorded.recorded_hops) return null;
  const hops: EvidenceItem[][] = Array.from({ length: max_hops }, () => []);
  for (const item of recorded.items) hops[item.hop - 1]?.push(item);
  const isTruncated = (items: readonly EvidenceItem[]) => items.length >= recorded.recorded_depth;
  if (top_k > recorded.recorded_depth && hops.some(isTruncated)) return null;
  return hops.map((items) => {
    const ordered = source_priority === undefined ? items : preferSources(items, source_priority);
    return ordered.length > top_k ? ordered.slice(0, top_k) : ordered;
  });
}

/** Items of the named sources first, in the order named, then the rest; recorded rank within each. */
export function preferSources(items: readonly EvidenceItem[], sources: readonly string[]): EvidenceItem[] {
  const named = sources.map((source) => items.filter((item) => item.source === source));
  return [...named.flat(), ...items.filter((item) => !sources.includes(item.source))];
}

/** How many hops the bucket really made: no more than were found when it was recorded, and at least one. */
export function hopsMade(recorded: RecordedBucket, maxHops: number): number {
  let deepest = 1;
  for (const item of recorded.items) if (item.hop > deepest) deepest = item.hop;
  return Math.min(maxHops, deepest);
}
