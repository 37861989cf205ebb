/** Step 2: what of the retrieved evidence, the memory and the tool results fits into the context budget. */
import type { Grounds } from '../../schema/transcript.ts';
import type { EvidenceIndex, IndexedItem } from './evidence-index.ts';
import type { Hops } from './retrieve.ts';

export type EvidenceAdmission = {
  /** Per bucket, in bucket order, the admitted refs. */
  readonly buckets: readonly (readonly string[])[];
  /** In the order of admission. */
  readonly admitted: readonly string[];
  readonly dropped: readonly string[];
  readonly grounds: Grounds;
  readonly tokens: number;
};

/**
 * Admits evidence in (rank, hop, bucket) order until the next item would pass the limit; that item and everything
 * after it is dropped. A ref is admitted once, at its first appearance.
 */
export function admitEvidence(
  index: EvidenceIndex,
  retrieved: readonly Hops[],
  limit: number | undefined,
): EvidenceAdmission {
  const buckets: string[][] = retrieved.map(() => []);
  const admitted: string[] = [];
  const dropped: string[] = [];
  const isSeen = new Uint8Array(index.size);
  const isAdmitted = new Uint8Array(index.size);
  let tokens = 0;
  let full = false;
  visitInAdmissionOrder(retrieved, ({ item, ref, doc }, bucket) => {
    if (isSeen[ref] === 1) return;
    isSeen[ref] = 1;
    full ||= limit !== undefined && tokens + item.tokens > limit;
    if (full) {
      dropped.push(item.ref);
      return;
    }
    tokens += item.tokens;
    admitted.push(item.ref);
    buckets[bucket]?.push(item.ref);
    isAdmitted[ref] = 1;
    if (doc >= 0) isAdmitted[doc] = 1;
  });
  return { buckets, admitted, dropped, grounds: index.grounds(isAdmitted), tokens };
}

function visitInAdmissionOrder(
  retrieved: readonly Hops[],
  visit: (indexed: IndexedItem, bucket: number) => void,
): void {
  let ranks = 0;
  let deepest = 0;
  for (const hops of retrieved) {
    deepest = Math.max(deepest, hops.length);
    for (const items of hops) ranks = Math.max(ranks, items.length);
  }
  for (let rank = 0; rank < ranks; rank++) {
    for (let hop = 0; hop < deepest; hop++) {
      for (let bucket = 0; bucket < retrieved.length; bucket++) {
        const indexed = retrieved[bucket]?.[hop]?.[rank];
        if (indexed !== undefined) visit(indexed, bucket);
      }
    }
  }
}

/** How many entries, in order, fit before the next one would pass the limit, and their tokens. */
export function admitInOrder(
  entries: readonly { readonly tokens: number }[],
  limit: number | undefined,
): { count: number; tokens: number } {
  let count = 0;
  let tokens = 0;
  for (const entry of entries) {
    if (limit !== undefined && tokens + entry.tokens > limit) break;
    tokens += entry.tokens;
    count++;
  }
  return { count, tokens };
}
