/** Step 2: what of the retrieved evidence, the memory and the tool results fits into the context budget. */
import type { Grounds } from '../../schema/transcript.ts';
import { addTo, type EvidenceIndex, emptySet, type IndexedItem, isIn } from './evidence-index.ts';
import type { Hops } from './retrieve.ts';

export type EvidenceAdmission = {
  /** Everything retrieved, a ref once, in the order in which it was offered to the context. */
  readonly offered: readonly IndexedItem[];
  /** How many of these, from the first, were admitted; the rest was dropped. */
  readonly count: number;
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
  const offered = inAdmissionOrder(index, retrieved);
  const supported = emptySet(index.size);
  let tokens = 0;
  let count = 0;
  for (const { item, ref, doc } of offered) {
    if (limit !== undefined && tokens + item.tokens > limit) break;
    tokens += item.tokens;
    count++;
    addTo(supported, ref);
    if (doc >= 0) addTo(supported, doc);
  }
  return { offered, count, grounds: index.grounds(supported), tokens };
}

function inAdmissionOrder(index: EvidenceIndex, retrieved: readonly Hops[]): IndexedItem[] {
  let ranks = 0;
  let deepest = 0;
  for (const hops of retrieved) {
    deepest = Math.max(deepest, hops.length);
    for (const items of hops) ranks = Math.max(ranks, items.length);
  }
  const seen = emptySet(index.size);
  const offered: IndexedItem[] = [];
  for (let rank = 0; rank < ranks; rank++) {
    for (let hop = 0; hop < deepest; hop++) {
      for (let bucket = 0; bucket < retrieved.length; bucket++) {
        const indexed = retrieved[bucket]?.[hop]?.[rank];
        if (indexed === undefined || isIn(seen, indexed.ref)) continue;
        addTo(seen, indexed.ref);
        offered.push(indexed);
      }
    }
  }
  return offered;
}

/** The refs of what was admitted, in order. */
export function admittedRefs({ offered, count }: EvidenceAdmission): string[] {
  return offered.slice(0, count).map(({ item }) => item.ref);
}

/** The refs of what was retrieved and did not fit. */
export function droppedRefs({ offered, count }: EvidenceAdmission): string[] {
  return offered.slice(count).map(({ item }) => item.ref);
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
