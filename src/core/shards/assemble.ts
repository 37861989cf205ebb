/** Whether the shards that were handed over are all of one split of this very search; if not, which one is amiss. */
import { excerpt } from '../../kit/problem.ts';
import type { ShardHead, ShardOrigin } from '../../schema/replay-shard.ts';
import { shareText } from './share.ts';

/** A file with what it says it is. */
export type FoundShard = { readonly file: string; readonly head: ShardHead };

export type Assembled =
  /** The files in the order of their shards. */
  { readonly files: readonly string[] } | { readonly amiss: 'incomplete' | 'different'; readonly why: string };

export function assemble(found: readonly FoundShard[], own: ShardOrigin): Assembled {
  const [first] = found;
  if (first === undefined) return { amiss: 'incomplete', why: 'no shard is there' };
  for (const shard of found) {
    const why = foreignness(shard.head.origin, own);
    if (why !== null) return { amiss: 'different', why: `${nameOf(shard)} ${why}` };
  }
  const { of } = first.head.share;
  const other = found.find(({ head }) => head.share.of !== of);
  if (other !== undefined)
    return { amiss: 'incomplete', why: `${nameOf(other)} is not of the split of ${nameOf(first)}` };
  const files: string[] = [];
  const missing: number[] = [];
  for (let shard = 1; shard <= of; shard++) {
    const [one, again] = found.filter(({ head }) => head.share.shard === shard);
    if (again !== undefined)
      return { amiss: 'incomplete', why: `${nameOf(again)} is there twice, in ${told(one)} too` };
    if (one === undefined) missing.push(shard);
    else files.push(one.file);
  }
  if (missing.length === 0) return { files };
  const named = missing.length === 1 ? `shard ${missing[0]} of ${of} is` : `shards ${missing.join(', ')} of ${of} are`;
  return { amiss: 'incomplete', why: `${named} not there` };
}

function foreignness(given: ShardOrigin, own: ShardOrigin): string | null {
  if (given.base_commit !== own.base_commit)
    return `was made on commit ${given.base_commit.slice(0, 12)}, not on ${own.base_commit.slice(0, 12)}`;
  if (given.producer !== own.producer) return `was made by ${excerpt(given.producer)}, not by ${own.producer}`;
  return given.configuration === own.configuration ? null : 'was made under another configuration';
}

function nameOf(shard: FoundShard): string {
  return `${shareText(shard.head.share)} (${told(shard)})`;
}

function told(shard: FoundShard | undefined): string {
  return excerpt(shard?.file ?? '', 200);
}
