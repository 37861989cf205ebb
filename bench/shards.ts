/** What sharing a search's replays among jobs saves, and what it costs: each share, and the search that puts them together. */
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, syntheticRepository } from './processes.ts';

export function benchShards(megabytes: number, of: number) {
  const repo = syntheticRepository(megabytes);
  const folder = mkdtempSync(join(tmpdir(), 'autotune-bench-shards-'));
  const alone = measure(['search', '--repo', repo, '--json']);
  const shares = Array.from({ length: of }, (_, i) => {
    const out = join(folder, `${i + 1}.jsonl`);
    const ran = measure(['replay', '--repo', repo, '--shard', `${i + 1}/${of}`, '--out', out]);
    return { ...ran, size: statSync(out).size };
  });
  const together = measure(['search', '--repo', repo, '--json', '--shards', folder]);
  if (together.stdout !== alone.stdout) throw new Error('the shards came to another plan');
  return {
    set_mb: megabytes,
    shards: of,
    alone_s: alone.seconds,
    share_s: Math.max(...shares.map(({ seconds }) => seconds)),
    share_peak_mb: Math.max(...shares.map(({ peak_mb }) => peak_mb)),
    share_mb: Math.max(...shares.map(({ size }) => size)) / 1024 / 1024,
    together_s: together.seconds,
    together_peak_mb: together.peak_mb,
  };
}
