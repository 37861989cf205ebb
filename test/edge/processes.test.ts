import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/core/ledger/verify.ts';
import { gitLedger } from '../../src/edge/git-ledger.ts';
import { localForge } from '../../src/edge/local-forge.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from './temporary-repository.ts';

let folder = '';
let writer = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotune-writer-'));
  writer = join(folder, 'writer.mjs');
  const entry = join(import.meta.dirname, 'writer-process.ts');
  buildSync({ entryPoints: [entry], outfile: writer, bundle: true, format: 'esm', platform: 'node', target: 'node20' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(shop: TemporaryRepository, task: 'run' | 'append', names: readonly string[], git = ''): ChildProcess {
  const env = { ...process.env, PATH: `${git}${delimiter}${process.env['PATH']}` };
  return spawn(process.execPath, [writer, shop.root, task, ...names], { env, stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<number | string | null> {
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

async function notesOf(shop: TemporaryRepository): Promise<readonly unknown[]> {
  const { events } = await gitLedger(shop.repository).read();
  return verify(events).map((event) => (event.kind === 'note' ? event.body['text'] : event.kind));
}

describe('sixteen processes on one ledger', () => {
  it('get all of their events in, on one valid chain, in the order each wrote them', async () => {
    const shop = await temporaryRepository();
    const before = shop.fingerprint();
    const names = Array.from({ length: 16 }, (_, index) => `writer-${index}`);
    const codes = await Promise.all(names.map((name) => end(start(shop, 'append', [name]))));
    expect(codes).toEqual(names.map(() => 0));
    const notes = await notesOf(shop);
    expect(notes.toSorted()).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]).toSorted());
    for (const name of names) expect(notes.indexOf(`${name} begins`)).toBeLessThan(notes.indexOf(`${name} ends`));
    expect(shop.fingerprint()).toBe(before);
    expect(shop.git('fsck', '--strict')).not.toMatch(/error|missing|broken/);
  });
});

/** A git that stands before the real one and strikes at its n-th start. */
function strikingGit(strike: { at: number; how: 'before' | 'midway' | 'after' | 'child' }): {
  path: string;
  calls(): number;
} {
  const path = temporaryFolder();
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const deeds = {
    before: 'kill -9 $PPID; exit 137',
    midway: `head -c ${strike.at * 90} | ${real} "$@"; kill -9 $PPID; exit 137`,
    after: `${real} "$@"; kill -9 $PPID; exit 137`,
    child: `${real} "$@"; kill -9 $$`,
  };
  const script = `#!/bin/sh
count=$(($(cat '${path}/count') + 1))
echo $count > '${path}/count'
if [ $count = ${strike.at} ]; then ${deeds[strike.how]}; fi
exec ${real} "$@"
`;
  writeFileSync(join(path, 'count'), '0');
  writeFileSync(join(path, 'git'), script, { mode: 0o755 });
  return { path, calls: () => Number(readFileSync(join(path, 'count'), 'utf8')) };
}

describe('a run that is killed', () => {
  it.each(['before', 'midway', 'after', 'child'] as const)(
    'at any git command (%s) leaves a ledger that verifies, and the next run finishes the work',
    async (how) => {
      const shop = await temporaryRepository();
      const checkout = shop.fingerprint();
      const calm = strikingGit({ at: 0, how });
      expect(await end(start(shop, 'run', ['p0'], calm.path))).toBe(0);
      const state = shop.git('for-each-ref');
      for (let at = 1; at <= calm.calls(); at += 1) {
        for (const ref of shop.git('for-each-ref', '--format=%(refname)', 'refs/heads/autotune').split('\n')) {
          shop.git('update-ref', '-d', ref);
        }
        const name = `${how} ${at}`;
        expect(await end(start(shop, 'run', ['p0'], strikingGit({ at, how }).path)), name).not.toBe(0);
        expect(['p0 begins', 'p0 ends'].slice(0, (await notesOf(shop)).length), name).toEqual(await notesOf(shop));
        expect(await end(start(shop, 'run', ['p0'])), name).toBe(0);
        expect(shop.git('for-each-ref'), name).toBe(state);
      }
      expect(await notesOf(shop)).toEqual(['p0 begins', 'p0 ends']);
      const [branch = ''] = state.match(/autotune\/support.triage\/\w+/) ?? [];
      expect(await localForge(shop.repository).findBranch(branch)).toMatchObject({ ours: true });
      expect(shop.fingerprint()).toBe(checkout);
      expect(shop.git('fsck', '--strict')).not.toMatch(/error|missing|broken/);
    },
    60_000,
  );
});
