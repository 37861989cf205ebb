/** What it costs to start and do nothing: processes of the bundles, one after the other, against that of Node itself. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './processes.ts';

type Start = { readonly name: string; readonly args: readonly string[]; readonly status: number };

/** An event without a verb is the shortest way through GitHub's door: inputs, error, summary, outputs, report. */
const STARTS: readonly Start[] = [
  { name: 'node_ms', args: ['-e', '0'], status: 0 },
  { name: 'cli_ms', args: [join(ROOT, 'dist/cli.js'), '--version'], status: 0 },
  { name: 'action_ms', args: [join(ROOT, 'dist/action.js')], status: 1 },
];

/** Median and best of so many rounds, in milliseconds; the programs take turns, so that a busy machine slows all alike. */
export function benchStartup(rounds: number): Record<string, number> {
  const env = runnerEnvironment();
  const taken = new Map(STARTS.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, args, status } of STARTS) {
      const started = performance.now();
      const ended = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      const time = performance.now() - started;
      if (ended.status !== status)
        throw new Error(`${name} exited with ${ended.status}: ${ended.stdout}${ended.stderr}`);
      taken.get(name)?.push(time);
    }
  }
  const figures = [...taken].flatMap(([name, times]): [string, number][] => {
    const sorted = times.sort((a, b) => a - b);
    return [
      [name, sorted[Math.floor(sorted.length / 2)] ?? 0],
      [`${name.replace('_ms', '')}_best_ms`, sorted[0] ?? 0],
    ];
  });
  return { rounds, ...Object.fromEntries(figures) };
}

function runnerEnvironment(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-bench-'));
  const [output, summary] = ['output', 'summary'].map((name) => join(folder, name));
  for (const file of [output, summary]) writeFileSync(file ?? '', '');
  return {
    PATH: process.env['PATH'] ?? '',
    GITHUB_EVENT_NAME: 'issues',
    GITHUB_OUTPUT: output ?? '',
    GITHUB_STEP_SUMMARY: summary ?? '',
    RUNNER_TEMP: folder,
    'INPUT_GITHUB-TOKEN': 'ghs_0123456789abcdefghij',
  };
}
