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
export function admitEvidence(
  retrieved: readonly (readonly (readonly EvidenceItem[])[])[],
  limit: number | undefined,
): EvidenceAdmission {
  const buckets: string[][] = retrieved.map(() => []);
  const admitted: string[] = [];
  const dropped: string[] = [];
  const seen = new Set<string>();
  const grounds = new Set<string>();
  let tokens = 0;
  let full = false;
  for (const { item, bucket } of inAdmissionOrder(retrieved)) {
    if (seen.has(item.ref)) continue;
    seen.add(item.ref);
    full ||= limit !== undefined && tokens + item.tokens > limit;
    if (full) {
      dropped.push(item.ref);
      continue;
    }
    tokens += item.tokens;
    admitted.push(item.ref);
    buckets[bucket]?.push(item.ref);
    grounds.add(item.ref);
    if (item.doc !== undefined) grounds.add(item.doc);
  }
  return { buckets, admitted, dropped, grounds, tokens };
}

function* inAdmissionOrder(
  retrieved: readonly (readonly (readonly EvidenceItem[])[])[],
): Generator<{ item: EvidenceItem; bucket: number }> {
  const ranks = Math.max(0, ...retrieved.flatMap((hops) => hops.map((items) => items.length)));
  const deepest = Math.max(0, ...retrieved.map((hops) => hops.length));
  for (let rank = 0; rank < ranks; rank++) {
    for (let hop = 0; hop < deepest; hop++) {
      for (let bucket = 0; bucket < retrieved.length; bucket++) {
        const item = retrieved[bucket]?.[hop]?.[rank];
        if (item !== undefined) yield { item, bucket };
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
