/** The last line of a shard: the digest of what is before it, so that nobody takes a part for the whole. */
import { createHash } from 'node:crypto';
import type { ShardSeal } from '../../schema/replay-shard.ts';

export type Sealing = {
  add(line: string): void;
  /** The line that closes what was added. */
  seal(): string;
};

export function openSealing(): Sealing {
  const hash = createHash('sha256');
  return {
    add: (line) => hash.update(line).update('\n'),
    seal: () => sealOf(hash.digest('hex')),
  };
}

/** Reads the bytes of a shard, piece by piece, for what its last line has to be. */
export type SealCheck = {
  add(piece: Uint8Array): void;
  /** `sha256` is the digest of all bytes. */
  end(): { readonly isWhole: boolean; readonly sha256: string };
};

/** A line of this many bytes is no seal. */
const LONGEST = 200;
const LINE_FEED = 10;

export function openSealCheck(): SealCheck {
  const hash = createHash('sha256');
  let held: Uint8Array = new Uint8Array();
  return {
    add(piece) {
      // The last line is held back: the digest of what is before it must be what it says.
      const all = new Uint8Array(held.length + piece.length);
      all.set(held);
      all.set(piece, held.length);
      const kept = Math.min(all.length, LONGEST);
      hash.update(all.subarray(0, all.length - kept));
      held = all.subarray(all.length - kept);
    },
    end() {
      const start = held.lastIndexOf(LINE_FEED, held.length - 2) + 1;
      hash.update(held.subarray(0, start));
      const seal = `${sealOf(hash.copy().digest('hex'))}\n`;
      const last = new TextDecoder().decode(held.subarray(start));
      return { isWhole: last === seal, sha256: `sha256:${hash.update(held.subarray(start)).digest('hex')}` };
    },
  };
}

function sealOf(hex: string): string {
  return JSON.stringify({ seal: `sha256:${hex}` } satisfies ShardSeal);
}
