/** Looks for words in everything that a command leaves: what it printed, every git object, every file, temporary ones too. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CLI, environment, git, gitBytes } from '../making/repository.ts';
import { start } from '../making/staying.ts';

/** Where the held-out set itself stands: the one place where its words belong. */
const HELDOUT = /^goldens\/[^/]+\/test\.jsonl(?:\.gz)?$/;

export type Command = {
  readonly root: string;
  readonly args: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
  /** A module that is loaded before the program. */
  readonly beside?: string;
};

export type Traces = {
  readonly root: string;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Folders that were empty before: the home and the place for temporary files that the command was given. */
  readonly folders: readonly string[];
};

/** Runs the built program with a home and a temporary folder of its own. */
export async function trace({ root, args, more = {}, beside }: Command): Promise<Traces> {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-canary-'));
  const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')];
  mkdirSync(home);
  mkdirSync(temporary);
  const env = environment({ HOME: home, TMPDIR: temporary, ...more });
  const asked = { entry: CLI, args, cwd: root, env, ...(beside === undefined ? {} : { beside }) };
  const { status, stdout, stderr } = await start(asked).ended;
  return { root, status, stdout, stderr, folders: [home, temporary] };
}

/** Every place where one of the words stands. */
export function leaks({ root, stdout, stderr, folders }: Traces, words: readonly string[]): string[] {
  const has = (said: string) => words.some((word) => said.includes(word));
  const printed = Object.entries({ stdout, stderr }).flatMap(([name, text]) => (has(text) ? [name] : []));
  const files = [root, ...folders].flatMap((folder) =>
    filesBelow(folder)
      .filter((path) => !(folder === root && HELDOUT.test(relative(root, path))))
      .filter((path) => has(path) || has(readFileSync(path, 'latin1')))
      .map((path) => `file ${relative(folder, path)}`),
  );
  const objects = objectsOf(root).flatMap(({ name, text }) => (has(text) ? [`object ${name}`] : []));
  return [...printed, ...files, ...objects];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Every object of the repository, reachable or not, but the held-out set itself. */
function objectsOf(root: string): { name: string; text: string }[] {
  const own = new Set(
    git(root, 'rev-list', '--objects', '--all')
      .split('\n')
      .flatMap((line) => (HELDOUT.test(line.slice(line.indexOf(' ') + 1)) ? [line.split(' ')[0] ?? ''] : [])),
  );
  const stdout = gitBytes(root, 'cat-file', '--batch-all-objects', '--unordered', '--batch').toString('latin1');
  const objects: { name: string; text: string }[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at);
    const [oid = '', kind = '', size = '0'] = stdout.slice(at, end).split(' ');
    if (!own.has(oid)) objects.push({ name: `${kind} ${oid}`, text: stdout.slice(end + 1, end + 1 + Number(size)) });
    at = end + 1 + Number(size) + 1;
  }
  return objects;
}
