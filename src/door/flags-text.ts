/** Which tuple is served to whom, as a person reads it on the terminal. */

import { excerpt } from '../kit/problem.ts';
import type { FlagsReport } from '../loop/release/flags.ts';
import type { Paint } from './text.ts';

const COLOUR = { current: 'green', stale: 'yellow', absent: 'yellow' } as const;

export function flagsReportText({ files }: FlagsReport, paint: Paint): string {
  if (files.length === 0) return 'no pack has release records, so there is nothing to serve\n';
  const lines = files.flatMap(({ path, was, is_written, flags }) => [
    `${paint('bold', excerpt(path, 200))}  ${is_written ? paint('green', 'written') : paint(COLOUR[was], was)}`,
    ...Object.entries(flags.flags).map(([intent, flag]) => `  ${intent}  ${servedBy(flag)}`),
  ]);
  const isBehind = files.some(({ was, is_written }) => was !== 'current' && !is_written);
  return `${lines.join('\n')}\n${isBehind ? '`autotune flags --write` writes what is not current\n' : ''}`;
}

type Flag = FlagsReport['files'][number]['flags']['flags'][string];

function servedBy({ variants, defaultVariant, metadata, targeting }: Flag): string {
  const served = variants[defaultVariant]?.id ?? 'nothing';
  if (metadata.killed !== undefined) return `KILLED ${metadata.killed}: everybody is served ${served}`;
  if (metadata.shadow !== undefined)
    return `${metadata.stage}: everybody is served ${served}; shadow ${metadata.shadow}`;
  if (targeting === undefined) return `${metadata.stage}: everybody is served ${served}`;
  return `${metadata.stage}: some are served ${metadata.candidate}, all others ${served}`;
}
