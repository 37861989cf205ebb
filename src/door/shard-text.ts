/** What a share of a search's replays came to, as a person reads it. */

import { excerpt } from '../kit/problem.ts';
import type { ShardReport } from '../schema/replay-shard.ts';
import type { Paint } from './text.ts';

const STYLES = { replayed: 'green', raced: 'yellow', nothing: 'yellow', not_due: 'yellow', refused: 'red' } as const;

export function shardText({ share, origin, targets }: ShardReport, out: string, paint: Paint): string {
  return [
    ...targets.flatMap(({ intent, metric, result, ...told }) => [
      `${paint('bold', intent)}  ${metric}  ${paint(STYLES[result], result.replace('_', ' '))}`,
      `  ${result === 'replayed' ? countsOf(told) : excerpt(told.reason, 600)}`,
      '',
    ]),
    `shard ${share.shard} of ${share.of}  ${paint('dim', origin.base_commit.slice(0, 12))}`,
    paint('dim', `written to ${excerpt(out, 200)}`),
    '',
  ].join('\n');
}

function countsOf({
  cases,
  configurations,
  replays,
}: Pick<ShardReport['targets'][number], 'cases' | 'configurations' | 'replays'>): string {
  return `${cases} cases under ${configurations} configurations: ${replays} replays`;
}
