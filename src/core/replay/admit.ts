/** Step 2: what of the retrieved evidence, the memory and the tool results fits into the context budget. */
import type { EvidenceItem } from '../../schema/golden-case.ts';

export type EvidenceAdmission = {
  /** Per bucket, in bucket order, the admitted refs. */
  readonly buckets: readonly (readonly string[])[];
  readonly admitted: readonly string[];
  readonly dropped: readonly string[];
  /** Admitted refs and their documents. */
  readonly grounds: ReadonlySet<string>;
  readonly tokens: number;
};

/**
 * Admits evidence in (rank, hop, bucket) order until the next item would pass the limit; that item and everything
 * after it is dropped. A ref is admitted once, at its first appearance.
 */
export function admitEvidence(retrieved: readonly Hops[], limit: number | undefined): EvidenceAdmission {
  const buckets: string[][] = retrieved.map(() => []);
  const admitted: string[] = [];
  const dropped: string[] = [];
  const seen = new Set<string>();
  const grounds = new Set<string>();
  let tokens = 0;
  let full = false;
  visitInAdmissionOrder(retrieved, (item, bucket) => {
    if (seen.has(item.ref)) return;
    seen.add(item.ref);
    full ||= limit !== undefined && tokens + item.tokens > limit;
    if (full) {
      dropped.push(item.ref);
      return;
    }
    tokens += item.tokens;
    admitted.push(item.ref);
    buckets[bucket]?.push(item.ref);
    grounds.add(item.ref);
    if (item.doc !== undefined) grounds.add(item.doc);
  });
  return { buckets, admitted, dropped, grounds, tokens };
}

/** The items that one bucket retrieved, per hop by rank. */
type Hops = readonly (readonly EvidenceItem[])[];

function visitInAdmissionOrder(retrieved: readonly Hops[], visit: (item: EvidenceItem, bucket: number) => void): void {
  let ranks = 0;
  let deepest = 0;
  for (const hops of retrieved) {
    deepest = Math.max(deepest, hops.length);
    for (const items of hops) ranks = Math.max(ranks, items.length);
  }
  for (let rank = 0; rank < ranks; rank++) {
    for (let hop = 0; hop < deepest; hop++) {
      for (let bucket = 0; bucket < retrieved.length; bucket++) {
        const item = retrieved[bucket]?.[hop]?.[rank];
        if (item !== undefined) visit(item, bucket);
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
