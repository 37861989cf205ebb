/**
 * Targeting keys without keeping them: how many different ones there were (linear counting over a bitmap), and to which
 * of a fixed number of groups each belongs. So a million runs need no more memory than a thousand.
 */

/** Groups of keys per tuple and stratum: the units whose spread is measured. */
export const GROUPS = 512;
const BITS = 1 << 18;

export type KeyCounter = {
  /** Counts the key in, and gives its hash. */
  add(key: string): number;
  /** How many different keys there were: within about one in a hundred up to a million, and exact where they are few. */
  count(): number;
  /** Counts in everything that another one counted. */
  merge(other: KeyCounter): void;
  readonly bitmap: Uint8Array;
};

export function keyCounter(): KeyCounter {
  const bitmap = new Uint8Array(BITS / 8);
  let taken = 0;
  return {
    add(key) {
      const hash = hashOf(key);
      const bit = hash % BITS;
      const mask = 1 << (bit & 7);
      const byte = bitmap[bit >> 3] ?? 0;
      if ((byte & mask) === 0) {
        bitmap[bit >> 3] = byte | mask;
        taken++;
      }
      return hash;
    },
    bitmap,
    merge(other) {
      taken = 0;
      other.bitmap.forEach((byte, i) => {
        const both = (bitmap[i] ?? 0) | byte;
        bitmap[i] = both;
        for (let rest = both; rest > 0; rest &= rest - 1) taken++;
      });
    },
    count: () => Math.max(taken, Math.round(-BITS * Math.log(Math.max(1, BITS - taken) / BITS))),
  };
}

/** Of the upper part of a hash, since the lower one says which bit of the bitmap it takes. */
export function groupOf(hash: number): number {
  return (hash >>> 18) % GROUPS;
}

/** FNV-1a over UTF-16 units, with the finish of MurmurHash3, so that every bit depends on every character. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
