/** Real repositories for tests of whole runs: synthetic cases, real git, the built bundle as a real process. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SYNTHETIC_DOCUMENTS, SYNTHETIC_MANIFEST, syntheticCase } from '../../bench/synthetic.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { gitShell } from './git-shell.ts';
import { carryOut } from './staying.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const CLI = join(ROOT, 'dist', 'cli.js');
const COMMITTED_AT = '2026-05-12T06:00:00Z';

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** What was compiled once need not be compiled by each of many processes, whichever test starts them. */
export const COMPILED = join(tmpdir(), 'autotune-compiled');

/** The environment of a child: no identity, no configuration of whoever runs the tests. */
export function environment(more: Record<string, string> = {}): Record<string, string> {
  const own = { PATH: process.env['PATH'] ?? '', HOME: tmpdir() };
  return { ...own, GIT_CONFIG_NOSYSTEM: '1', NODE_COMPILE_CACHE: COMPILED, ...more };
}

const shell = gitShell(environment({ GIT_AUTHOR_DATE: COMMITTED_AT, GIT_COMMITTER_DATE: COMMITTED_AT }));

/** What git printed; throws what it complained of. */
export const git = (root: string, ...args: readonly string[]): string => gitBytes(root, ...args).toString();

export function gitBytes(root: string, ...args: readonly string[]): Buffer {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const { status, stdout, stderr } = shell(['-C', root, ...who, ...args]);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/**
 * Runs a verb in a process that stays, where none of the test's variables is about the process itself: what a fresh one
 * does with each verb is for `cli.test.ts` and the canaries.
 */
export function autotune(root: string, args: readonly string[], more: Record<string, string> = {}): Ran {
  const all = [...args, '--repo', root];
  if (!('PATH' in more || 'NODE_OPTIONS' in more))
    return carryOut({ entry: CLI, args: all, cwd: process.cwd(), env: environment(more) });
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...all], {
    encoding: 'utf8',
    env: environment(more),
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

/** The same without waiting, for runs at the same time. */
export function autotuneLater(root: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args, '--repo', root], { env: environment() });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function edit(root: string, path: string, change: (text: string) => string): void {
  const file = join(root, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

export function commitAll(root: string, message: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', message);
}

/** An empty commit of a later day, which is what the time of a local run is told by. */
export function commitOnDay(root: string, day: string): void {
  const at = { GIT_AUTHOR_DATE: day, GIT_COMMITTER_DATE: day };
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const args = ['-C', root, ...who, 'commit', '-q', '--allow-empty', '-m', 'a later day'];
  const { status, stderr } = spawnSync('git', args, { encoding: 'utf8', env: environment(at) });
  if (status !== 0) throw new Error(`git commit: ${stderr}`);
}

const lines = (cases: readonly GoldenCase[]) => cases.map((golden) => `${JSON.stringify(golden)}\n`).join('');

type Making = {
  readonly change?: (golden: GoldenCase, i: number) => GoldenCase;
  readonly documents?: Record<string, string>;
  readonly search?: number;
  readonly test?: number;
};
const made = new Map<string, string>();

/**
 * A committed, stamped repository; `change` may alter each case, `documents` replace or add files. One whose cases are as
 * they are made is made once in a worker, and then copied.
 */
export function makeRepository(options: Making = {}): string {
  if (options.change !== undefined) return makeAnew(options);
  const key = JSON.stringify(options);
  const template = made.get(key) ?? makeAnew(options);
  made.set(key, template);
  return copyRepository(template);
}

function makeAnew(options: Making): string {
  const { change = (golden) => golden, documents = {}, search = 160, test = 155 } = options;
  const root = join(mkdtempSync(join(tmpdir(), 'autotune-test-')), 'repo');
  mkdirSync(root);
  for (const [path, text] of Object.entries({ ...SYNTHETIC_DOCUMENTS, ...documents })) write(root, path, text);
  write(root, 'goldens/bench.answer/manifest.yaml', SYNTHETIC_MANIFEST);
  const cases = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => change(syntheticCase(from + i, 12), from + i));
  write(root, 'goldens/bench.answer/search.jsonl', lines(cases(0, search)));
  write(root, 'goldens/bench.answer/test.jsonl', lines(cases(Math.max(1000, search), test)));
  git(root, 'init', '-q', '-b', 'main', '--template=');
  const { status, stderr } = autotune(root, ['goldens', 'stamp']);
  if (status !== 0) throw new Error(`goldens stamp: ${stderr}`);
  commitAll(root, 'import');
  return root;
}

/** A copy of everything, `.git` included. */
export function copyRepository(root: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'autotune-test-')), 'repo');
  cpSync(root, copy, { recursive: true });
  return copy;
}

/** Every ref with its commit. */
export function refs(root: string): string {
  return git(root, 'for-each-ref', '--format=%(refname) %(objectname)');
}

/** Runs a script against the sources, from the project's root. */
export function runScript(script: string, args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '-e', script, ...args],
    {
      encoding: 'utf8',
      env: environment(),
      cwd: ROOT,
    },
  );
  return { status, stdout, stderr };
}
