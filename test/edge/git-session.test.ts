import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/edge/git/git.ts';
import { readBlob } from '../../src/edge/git/objects.ts';
import { findBranchHead, swapBranch } from '../../src/edge/git/refs.ts';
import { lines, openSession } from '../../src/edge/git/session.ts';
import { autotune, makeRepository } from '../making/repository.ts';
import { deedsLike, strikingGit } from '../making/striking-git.ts';
import { temporaryFolder, temporaryRepository } from './temporary-repository.ts';

const CHECK = ['cat-file', '--batch-check'];

describe('a git that stays', () => {
  it('answers many questions in their order, by one process', async () => {
    const { repository, git } = await temporaryRepository();
    const head = git('rev-parse', 'HEAD');
    const session = repository.stay(CHECK);
    const answers = await Promise.all(['HEAD', 'nothing', 'HEAD'].map((name) => session.ask(`${name}\n`, lines(1))));
    const commit = expect.stringMatching(new RegExp(`^${head} commit \\d+\\n$`));
    expect(answers.map(String)).toEqual([commit, 'nothing missing\n', commit]);
    expect(repository.stay(CHECK)).toBe(session);
  });

  it('is asked in parts where a question is long, and hears them as one', async () => {
    const { repository, git } = await temporaryRepository();
    const names = ['HE', 'AD', '\nnøth', 'ing\n'];
    const answer = await repository.stay(CHECK).ask(names, lines(2));
    expect(String(answer)).toMatch(new RegExp(`^${git('rev-parse', 'HEAD')} commit \\d+\nnøthing missing\n$`));
  });

  it('asks for the next part only once the last was taken', async () => {
    const child = spawn('sleep', ['60']);
    const session = openSession(child, (said) => new Error(said));
    let made = 0;
    function* parts() {
      for (; made < 2000; made++) yield 'x'.repeat(64 * 1024);
    }
    const question = session.ask(parts(), lines(1));
    await expect.poll(() => made).toBeGreaterThan(0);
    child.kill();
    await expect(question).rejects.toThrow('SIGTERM');
    expect(made).toBeLessThan(100);
  });

  it('throws what keeps a part from being made, and is over', async () => {
    const { repository } = await temporaryRepository();
    const session = repository.stay(CHECK);
    function* parts() {
      yield 'HE';
      throw new RangeError('no more');
    }
    const waiting = [session.ask(parts(), lines(1)), session.ask('HEAD\n', lines(1))];
    await expect(waiting[0]).rejects.toThrow('no more');
    await expect(waiting[1]).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(session.isOver).toBe(true);
  });

  it('tells everybody who waits that it ended, with its words, and is followed by another', async () => {
    const { repository } = await temporaryRepository();
    const args = ['update-ref', '--stdin'];
    const session = repository.stay(args);
    const waiting = [session.ask('nonsense\n', lines(1)), session.ask('start\n', lines(1))];
    const failure = { code: 'GIT_FAILED', message: expect.stringContaining('unknown command: nonsense') };
    for (const question of waiting) await expect(question).rejects.toMatchObject(failure);
    expect(session.isOver).toBe(true);
    await expect(session.ask('start\n', lines(1))).rejects.toMatchObject(failure);
    expect(String(await repository.stay(args).ask('start\n', lines(1)))).toBe('start: ok\n');
  });

  it('reads what was written after it was started', async () => {
    const { repository, commit } = await temporaryRepository();
    expect(await readBlob(repository, 'HEAD', 'later.txt')).toBeNull();
    commit({ 'later.txt': 'x'.repeat(300_000) });
    expect((await readBlob(repository, 'HEAD', 'later.txt'))?.length).toBe(300_000);
  });

  it('leaves nothing behind when the run ends', () => {
    const root = makeRepository();
    const folders = ['.git', '.git/objects/pack'].map((path) => join(root, path));
    const before = folders.flatMap((folder) => readdirSync(folder));
    const calm = strikingGit('before', 0);
    expect(autotune(root, ['run'], { PATH: calm.path }).status).toBe(0);
    expect(deedsLike(calm, /fast-import/).length).toBeGreaterThanOrEqual(5);
    expect(folders.flatMap((folder) => readdirSync(folder)).filter((name) => !before.includes(name))).toEqual([]);
  });

  it('is asked most of what an unchanged run asks, so that few others are started', () => {
    const root = makeRepository();
    expect(autotune(root, ['run']).status).toBe(0);
    const calm = strikingGit('before', 0);
    expect(autotune(root, ['run'], { PATH: calm.path }).status).toBe(0);
    expect(deedsLike(calm, /./).length - deedsLike(calm, /cat-file --batch/).length).toBeLessThanOrEqual(6);
  });

  it('is done without where git is too old for it', async () => {
    const { root, git } = await temporaryRepository();
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const old = `#!/bin/sh\ncase " $* " in *" --stdin "*) echo 'fatal: unknown command: start' >&2; exit 128;; esac\nexec ${realGit()} "$@"\n`;
    writeFileSync(join(folder, 'git'), old, { mode: 0o755 });
    const PATH = `${folder}${delimiter}${process.env['PATH']}`;
    const repository = await openRepository(root, { ...process.env, PATH });
    const head = git('rev-parse', 'HEAD');
    expect(await swapBranch(repository, 'made', null, head)).toBe('done');
    expect(await swapBranch(repository, 'made', null, head)).toBe('moved');
    expect(await findBranchHead(repository, 'made')).toEqual({ commit: head, local: true });
  });
});

function realGit(): string {
  return spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
}
