/** Which cases of a set are whose, when several machines share its replays. */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { MOST_SHARDS, Share } from '../../schema/replay-shard.ts';

/** `2/8` as the second of eight. Throws `USAGE`. */
export function readShare(text: string): Share {
  const [, shard, of] = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(text) ?? [];
  const share = Share.safeParse({ shard: Number(shard), of: Number(of) });
  if (share.success && share.data.shard <= share.data.of) return share.data;
  throw new AutotuneError(
    'USAGE',
    `${excerpt(JSON.stringify(text))} is no share such as 2/8, of at most ${MOST_SHARDS} shards`,
  );
}

/** The shard that replays the case at a position of a set, counted from 0: neighbours go to different ones. */
export function shardAt(position: number, of: number): number {
  return (position % of) + 1;
}

export function shareText({ shard, of }: Share): string {
  return `shard ${shard} of ${of}`;
}
