import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/core/ledger/verify.ts';
import { gitLedger } from '../../src/edge/git/ledger.ts';
import { localForge } from '../../src/edge/local/forge.ts';
import { COMPILED } from '../making/repository.ts';
import { type Blow, deedsLike, strikingGit } from '../making/striking-git.ts';
import { type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

let folder = '';
let writer = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotune-writer-'));
  writer = join(folder, 'writer.mjs');
  const entry = join(import.meta.dirname, 'writer-process.ts');
  const shape = { bundle: true, format: 'esm', platform: 'node', target: 'node20' } as const;
  // As the bundle that is shipped: packages that are no ES modules ask for Node's own with require.
  const banner = {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  };
  buildSync({ entryPoints: [entry], outfile: writer, mainFields: ['module', 'main'], banner, ...shape });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(
  shop: TemporaryRepository,
  task: 'run' | 'append',
  names: readonly string[],
  path = process.env['PATH'],
): ChildProcess {
  const env = { ...process.env, PATH: path, NODE_COMPILE_CACHE: COMPILED };
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

/** Takes every branch of autotune away, so that a run has everything to do. */
function forgetEverything(shop: TemporaryRepository): void {
  for (const ref of shop.git('for-each-ref', '--format=%(refname)', 'refs/heads/autotune').split('\n')) {
    if (ref !== '') shop.git('update-ref', '-d', ref);
  }
}

/** Who is killed after a command that only reads leaves what is left after the one before. */
const CHANGING = /^(?!.*\b(?:cat-file|for-each-ref|ls-tree|rev-list|rev-parse|show|symbolic-ref|var)\b)/;

describe('a run that is killed', () => {
  it.each<[Blow, RegExp, string]>([
    ['after', CHANGING, 'after any git command that may change something'],
    ['midway', /fast-import/, 'while it writes a commit'],
    ['child', /update-ref/, 'though its git was killed after the deed was done'],
  ])(
    '(%s %s) leaves a ledger that verifies, and the next run finishes: %s',
    async (how, which) => {
      const shop = await temporaryRepository();
      const checkout = shop.fingerprint();
      const calm = strikingGit(how, 0);
      expect(await end(start(shop, 'run', ['p0'], calm.path))).toBe(0);
      const finished = shop.git('for-each-ref');
      const moments = deedsLike(calm, which);
      expect(moments.length).toBeGreaterThanOrEqual(4);
      for (const at of moments) {
        forgetEverything(shop);
        const code = await end(start(shop, 'run', ['p0'], strikingGit(how, at).path));
        // A run whose git is gone asks another one what became of the branch, and goes on.
        expect(code === 0, `${how} ${at}`).toBe(how === 'child');
        const notes = await notesOf(shop);
        expect(notes, `${how} ${at}`).toEqual(['p0 begins', 'p0 ends'].slice(0, notes.length));
        expect(await end(start(shop, 'run', ['p0'])), `${how} ${at}`).toBe(0);
        expect(shop.git('for-each-ref'), `${how} ${at}`).toBe(finished);
      }
      expect(await notesOf(shop)).toEqual(['p0 begins', 'p0 ends']);
      const [branch = ''] = finished.match(/autotune\/support.triage\/\w+/) ?? [];
      expect(await localForge(shop.repository).findBranch(branch)).toMatchObject({ ours: true });
      expect(shop.fingerprint()).toBe(checkout);
      expect(shop.git('fsck', '--strict')).not.toMatch(/error|missing|broken/);
    },
    120_000,
  );
});
