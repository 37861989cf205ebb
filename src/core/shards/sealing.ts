/** The last line of a shard: what is before it, counted and hashed, so that nobody takes a part for the whole. */
import { createHash } from 'node:crypto';
import type { ShardSeal } from '../../schema/replay-shard.ts';

export type Sealing = {
  add(line: string): void;
  /** The line that closes what was added. */
  seal(): string;
};

export function openSealing(): Sealing {
  const hash = createHash('sha256');
  let lines = 0;
  return {
    add(line) {
      hash.update(line).update('\n');
      lines++;
    },
    seal: () => JSON.stringify({ lines, sha256: `sha256:${hash.digest('hex')}` } satisfies ShardSeal),
  };
}
