/** The refs and documents of a case as small numbers, so that many configurations can be admitted without hashing text. */
import type { EvidenceItem, GoldenCase } from '../../schema/golden-case.ts';
import type { Grounds } from '../../schema/transcript.ts';

/** A recorded item with its bucket and the numbers of its ref and of its document; -1 where it has no document. */
export type IndexedItem = {
  readonly item: EvidenceItem;
  readonly bucket: string;
  readonly ref: number;
  readonly doc: number;
};

export type EvidenceIndex = {
  readonly size: number;
  /** Per bucket its items, in recorded order. */
  readonly buckets: ReadonlyMap<string, readonly IndexedItem[]>;
  /** What may be cited where these numbers were admitted. */
  grounds(admitted: NumberSet): Grounds;
};

/**
 * A set of small numbers, 32 to a word. Plain words on the heap, since millions of typed arrays would each hold memory
 * that the collector does not see in time.
 */
export type NumberSet = number[];

export function emptySet(size: number): NumberSet {
  return new Array<number>((size >>> 5) + 1).fill(0);
}

export function isIn(set: NumberSet, number: number): boolean {
  return (((set[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1;
}

export function addTo(set: NumberSet, number: number): void {
  set[number >>> 5] = (set[number >>> 5] ?? 0) | (1 << (number & 31));
}

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
      items.map((item) => ({
        item,
        bucket: name,
        ref: numberOf(item.ref),
        doc: item.doc === undefined ? -1 : numberOf(item.doc),
      })),
    ]),
  );
  return {
    size: numbers.size,
    buckets,
    grounds: (admitted) => ({
      has: (name) => {
        const number = numbers.get(name);
        return number !== undefined && isIn(admitted, number);
      },
    }),
  };
}
