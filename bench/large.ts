/** Whole processes over sets of growing size: seconds, peaks, and whether a peak follows the set. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measure, syntheticRepository } from './processes.ts';

export type PrintHeld = (
  name: string,
  measured: Pick<Measured, 'seconds' | 'peak_mb'>,
  figures: Record<string, number | string>,
) => void;

/** A peak may be so many times that of a set a quarter of the size; the same run differs by a twentieth on a busy machine. */
const GROWTH_ALLOWED = 1.25;

/** One set of about so many megabytes; what each verb held at its peak, in MB. */
function benchSet(megabytes: number, printHeld: PrintHeld): ReadonlyMap<string, number> {
  const repo = syntheticRepository(megabytes);
  const size = statSync(join(repo, 'goldens/bench.answer/search.jsonl')).size / 1024 / 1024;
  const validated = measure(['validate', '--repo', repo]);
  printHeld('validate', validated, { set_mb: size });
  const ran = measure(['run', '--repo', repo, '--json']);
  const { search } = JSON.parse(ran.stdout);
  printHeld('run', ran, { set_mb: size, candidates: search.candidates, replays: search.replays });
  return new Map([
    ['validate', validated.peak_mb],
    ['run', ran.peak_mb],
  ]);
}

/** Sets of these sizes, in MB; what grew that should not, a sentence each, from the quarter of the largest on. */
export function benchLarge(sizes: readonly number[], printHeld: PrintHeld): readonly string[] {
  const peaks = new Map(sizes.map((megabytes) => [megabytes, benchSet(megabytes, printHeld)]));
  const largest = Math.max(...sizes);
  return [...(peaks.get(largest) ?? [])].flatMap(([verb, peak]) => {
    const before = peaks.get(largest / 4)?.get(verb) ?? Number.NaN;
    if (peak <= GROWTH_ALLOWED * before) return [];
    return [
      `${verb}: ${peak} MB resident at ${largest} MB, and ${before} MB at a quarter of it: memory follows the set`,
    ];
  });
}
