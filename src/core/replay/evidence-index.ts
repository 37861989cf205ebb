/** The refs and documents of a case as small numbers, so that many configurations can be admitted without hashing text. */
import type { EvidenceItem, GoldenCase } from '../../schema/golden-case.ts';
import type { Grounds } from '../../schema/transcript.ts';

/** A recorded item with the numbers of its ref and of its document; -1 where it has no document. */
export type IndexedItem = { readonly item: EvidenceItem; readonly ref: number; readonly doc: number };

export type EvidenceIndex = {
  readonly size: number;
  /** Per bucket its items, in recorded order. */
  readonly buckets: ReadonlyMap<string, readonly IndexedItem[]>;
  /** What may be cited where these numbers were admitted. */
  grounds(admitted: Uint8Array): Grounds;
};

export function indexEvidence(evidence: GoldenCase['evidence']): EvidenceIndex {
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
  const buckets = new Map(
    Object.entries(evidence).map(([name, { items }]) => [
      name,
      items.map((item) => ({ item, ref: numberOf(item.ref), doc: item.doc === undefined ? -1 : numberOf(item.doc) })),
    ]),
  );
  return {
    size: numbers.size,
    buckets,
    grounds: (admitted) => ({ has: (name) => admitted[numbers.get(name) ?? -1] === 1 }),
  };
}
