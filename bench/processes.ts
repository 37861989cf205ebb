/** Measures whole processes of the committed bundle: seconds from start to exit and peak resident memory. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SYNTHETIC_DOCUMENTS, SYNTHETIC_MANIFEST, syntheticCase } from './synthetic.ts';

/** The Node that runs the bundle: this one, or the one that `BENCH_NODE` names. */
const NODE = process.env['BENCH_NODE'] ?? process.execPath;
export const NODE_VERSION = spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout.trim();

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CLI = join(ROOT, 'dist', 'cli.js');
const REPORT_PEAK =
  "process.on('exit', () => process.stderr.write('peak_rss_kb=' + process.resourceUsage().maxRSS + '\\n'));";

export type Measured = { readonly seconds: number; readonly peak_mb: number; readonly stdout: string };

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Runs the bundle once, with more variables where they are given. Throws where it exits with another code than these. */
export function measure(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  accepted: readonly number[] = [0],
): Measured {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    NODE,
    ['--import', `data:text/javascript,${encodeURIComponent(REPORT_PEAK)}`, CLI, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...more } },
  );
  const seconds = (performance.now() - started) / 1000;
  if (!accepted.includes(status ?? -1))
    throw new Error(`autotune ${args.join(' ')} exited with ${status}:\n${stderr}${stdout}`);
  const peak = /peak_rss_kb=(\d+)/.exec(stderr)?.[1] ?? '0';
  return { seconds, peak_mb: Math.round(Number(peak) / 1024), stdout };
}

export function git(directory: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'core.hooksPath=/dev/null'];
  const { status, stdout, stderr } = spawnSync('git', ['-C', directory, ...identity, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout;
}

/** A committed copy of this repository's sample, without what earlier runs left. */
export function sampleCopy(): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'autotune-bench-')), 'sample');
  git(ROOT, 'clone', '-q', '--no-local', '--single-branch', ROOT, copy);
  return copy;
}

/** A repository with synthetic sets, stamped; each is about as large as asked, the held-out one 200 cases by default. */
export function syntheticRepository(megabytes: number, heldoutMegabytes?: number): string {
  const root = join(mkdtempSync(join(tmpdir(), 'autotune-bench-')), 'synthetic');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(SYNTHETIC_DOCUMENTS)) write(path, text);
  write('goldens/bench.answer/manifest.yaml', SYNTHETIC_MANIFEST);
  const bytesPerCase = JSON.stringify(syntheticCase(12_345)).length + 1;
  const casesIn = (size: number) => Math.ceil((size * 1024 * 1024) / bytesPerCase);
  const count = casesIn(megabytes);
  const lines = (from: number, many: number) =>
    Array.from({ length: many }, (_, i) => `${JSON.stringify(syntheticCase(from + i))}\n`).join('');
  write('goldens/bench.answer/search.jsonl', lines(0, count));
  write(
    'goldens/bench.answer/test.jsonl',
    lines(2 * count, heldoutMegabytes === undefined ? 200 : casesIn(heldoutMegabytes)),
  );
  measure(['goldens', 'stamp', '--repo', root]);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'synthetic');
  return root;
}
