import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/core/ledger/verify.ts';
import { openRepository } from '../../src/edge/git/git.ts';
import { gitLedger } from '../../src/edge/git/ledger.ts';
import { findBranchHead, swapBranch } from '../../src/edge/git/refs.ts';
import { note } from '../contracts/entries.ts';
import { AT, appendTo, ledgerContract } from '../contracts/ledger.ts';
import {
  describeRepository,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from './temporary-repository.ts';

const world = async (options: Parameters<typeof temporaryRepository>[0]) => {
  const { repository } = await temporaryRepository(options);
  return { ledger: gitLedger(repository), another: () => gitLedger(repository), sameHeads: true };
};

ledgerContract('a git branch', () => world({}));
ledgerContract('a branch of a sha256 repository', () => world({ format: 'sha256' }));

const REF = 'refs/heads/autotune/ledger';

/** Commits a change of the ledger branch's files, as somebody with another tool would. */
function rewriteLedger(shop: TemporaryRepository, change: (folder: string) => void): void {
  const folder = join(temporaryFolder(), 'ledger');
  shop.git('worktree', 'add', '-q', folder, 'autotune/ledger');
  change(folder);
  shop.git('-C', folder, 'add', '--all');
  shop.git('-C', folder, 'commit', '-q', '--allow-empty', '-m', 'by hand');
  shop.git('worktree', 'remove', '--force', folder);
}

/** A repository whose ledger has three events, and the events' paths, the oldest first. */
async function shopWithLedger(): Promise<{ shop: TemporaryRepository; paths: readonly string[] }> {
  const shop = await temporaryRepository();
  const ledger = gitLedger(shop.repository);
  for (const text of ['a', 'b', 'c']) await appendTo(ledger, note(text));
  const { events } = await ledger.read();
  const paths = verify(events).map(
    ({ hash }) => events.find(({ text }) => text.includes(`"hash": "${hash}"`))?.path ?? '',
  );
  return { shop, paths };
}

describe('the ledger branch', () => {
  it('is an orphan, written by autotune at the given instant', async () => {
    const { shop } = await shopWithLedger();
    const people = shop.git('log', '--format=%an <%ae> %cn <%ce> %ad %cd', '--date=iso-strict', REF).split('\n');
    expect(new Set(people).size).toBe(1);
    expect(people[0]).toMatch(
      /^(autotune <autotune@users\.noreply\.github\.com> ){2}(2026-05-12T06:00:00(Z|\+00:00) ?){2}$/,
    );
    expect(shop.git('rev-list', '--count', 'main', '--not', REF)).toBe('1');
    expect(shop.git('rev-list', '--count', REF, '--not', 'main')).toBe('3');
  });

  it('leaves the files, the index and HEAD as they are, staged and dirty ones too', async () => {
    const shop = await temporaryRepository();
    shop.write('staged.txt', 'staged');
    shop.git('add', 'staged.txt');
    shop.write('packs/support/pack.yaml', 'top_k: 11\n');
    shop.write('untracked.txt', 'untracked');
    const before = shop.fingerprint();
    await appendTo(gitLedger(shop.repository), note('a'));
    await gitLedger(shop.repository).read();
    expect(shop.fingerprint()).toBe(before);
  });

  it('passes git’s own check', async () => {
    const { shop } = await shopWithLedger();
    expect(shop.git('fsck', '--strict', '--full')).not.toMatch(/error|missing|broken/);
  });

  it('works where the checkout is detached, linked, or named strangely', async () => {
    const shop = await temporaryRepository({ folder: 'wörld of $HOME "quotes" `x` \'y\'' });
    shop.git('checkout', '-q', '--detach');
    await appendTo(gitLedger(shop.repository), note('detached'));
    const linked = join(temporaryFolder(), 'linked tree');
    shop.git('worktree', 'add', '-q', linked, '-b', 'topic');
    const other = await describeRepository(linked);
    expect(await appendTo(gitLedger(other.repository), note('linked'))).not.toBe('moved');
    expect((await gitLedger(shop.repository).read()).events).toHaveLength(2);
  });

  it('runs no hook and follows no variable of its caller', async () => {
    const shop = await temporaryRepository();
    const trace = join(shop.root, 'trace');
    mkdirSync(join(shop.root, '.git/hooks'));
    for (const hook of ['reference-transaction', 'post-commit', 'pre-commit']) {
      writeFileSync(join(shop.root, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> '${trace}'\n`, { mode: 0o755 });
    }
    shop.git('config', 'core.hooksPath', join(shop.root, '.git/hooks'));
    const elsewhere = await temporaryRepository();
    const caller = {
      ...process.env,
      GIT_DIR: join(elsewhere.root, '.git'),
      GIT_WORK_TREE: elsewhere.root,
      GIT_INDEX_FILE: '/x',
    };
    await appendTo(gitLedger(await openRepository(shop.root, caller)), note('a'));
    expect(shop.git('log', '--oneline', REF)).not.toBe('');
    expect(elsewhere.git('for-each-ref', REF)).toBe('');
    expect(shop.git('status', '--porcelain')).toBe('');
  });

  it('is found below a subdirectory, and nowhere outside a repository', async () => {
    const { shop } = await shopWithLedger();
    const below = await openRepository(join(shop.root, 'packs/support'), process.env);
    expect(below.root).toBe(shop.root);
    const outside = temporaryFolder();
    const missing = expect.objectContaining({ code: 'REPO_NOT_FOUND' });
    await expect(openRepository(outside, process.env)).rejects.toEqual(missing);
    await expect(openRepository(join(outside, 'nothing'), process.env)).rejects.toEqual(missing);
    await expect(openRepository(join(shop.root, '.git'), process.env)).rejects.toEqual(missing);
    await expect(openRepository(shop.root, { PATH: outside })).rejects.toEqual(missing);
  });

  it.each<[string, (shop: TemporaryRepository) => string]>([
    ['is checked out', (shop) => shop.git('checkout', '-q', 'autotune/ledger')],
    [
      'is checked out in a linked tree',
      (shop) => shop.git('worktree', 'add', '-q', join(temporaryFolder(), 'l'), 'autotune/ledger'),
    ],
  ])('is not moved while it %s', async (_, checkOut) => {
    const { shop } = await shopWithLedger();
    checkOut(shop);
    const before = shop.git('rev-parse', REF);
    await expect(appendTo(gitLedger(shop.repository), note('x'))).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: /checked out/,
    });
    expect(shop.git('rev-parse', REF)).toBe(before);
    expect(shop.git('status', '--porcelain')).toBe('');
  });

  it('is not moved by a writer who read it before it was checked out', async () => {
    const { shop } = await shopWithLedger();
    const ledger = gitLedger(shop.repository);
    const { head } = await ledger.read();
    shop.git('checkout', '-q', 'autotune/ledger');
    await expect(ledger.append(head, [{ path: 'runs/x', text: 'x' }], 'm', AT)).rejects.toThrow('checked out');
    expect(shop.git('status', '--porcelain')).toBe('');
  });

  it('is not created under an unborn checkout of it', async () => {
    const shop = await temporaryRepository();
    shop.git('checkout', '-q', '--orphan', 'autotune/ledger');
    await expect(appendTo(gitLedger(shop.repository), note('x'))).rejects.toThrow('checked out');
  });

  it('is continued, not forgotten, in a fresh clone', async () => {
    const { shop } = await shopWithLedger();
    const folder = join(temporaryFolder(), 'clone');
    shop.git('clone', '-q', shop.root, folder);
    const clone = await describeRepository(folder);
    expect(await gitLedger(clone.repository).append(null, [], 'anew', AT)).toBe('moved');
    expect((await gitLedger(clone.repository).read()).events).toHaveLength(3);
    expect(await appendTo(gitLedger(clone.repository), note('d'))).not.toBe('moved');
    expect(clone.git('rev-parse', `${REF}~1`)).toBe(shop.git('rev-parse', REF));
    expect((await gitLedger(clone.repository).read()).events).toHaveLength(4);
  });

  it('is not guessed where two remotes disagree about it', async () => {
    const { shop } = await shopWithLedger();
    shop.git('update-ref', 'refs/remotes/one/autotune/ledger', REF);
    shop.git('update-ref', 'refs/remotes/two/autotune/ledger', `${REF}~1`);
    shop.git('update-ref', '-d', REF);
    await expect(gitLedger(shop.repository).read()).rejects.toThrow('several remotes');
  });
});

describe('a branch that moved meanwhile', () => {
  const cases: readonly [string, (shop: TemporaryRepository) => void][] = [
    ['to an ancestor', (shop) => shop.git('update-ref', REF, `${REF}~1`)],
    ['to a descendant', (shop) => rewriteLedger(shop, () => undefined)],
    ['to an unrelated commit', (shop) => shop.git('update-ref', REF, 'main')],
    ['away', (shop) => shop.git('update-ref', '-d', REF)],
  ];

  it.each(cases)('is left alone when it went %s between reading and writing', async (_, move) => {
    const { shop } = await shopWithLedger();
    const found = await findBranchHead(shop.repository, 'autotune/ledger');
    const commit = shop.git('commit-tree', `${REF}^{tree}`, '-p', REF, '-m', 'prepared');
    move(shop);
    const before = shop.git('for-each-ref', REF);
    expect(await swapBranch(shop.repository, 'autotune/ledger', found, commit)).toBe('moved');
    expect(shop.git('for-each-ref', REF)).toBe(before);
  });

  it.each(cases.slice(0, 3))('is left alone when it was thought absent and %s it is', async (_, move) => {
    const { shop } = await shopWithLedger();
    const commit = shop.git('commit-tree', `${REF}^{tree}`, '-m', 'orphan');
    move(shop);
    const before = shop.git('for-each-ref', REF);
    expect(await swapBranch(shop.repository, 'autotune/ledger', null, commit)).toBe('moved');
    expect(shop.git('for-each-ref', REF)).toBe(before);
  });

  it('says which lock is in the way when a killed git left one', async () => {
    const { shop } = await shopWithLedger();
    const lock = join(shop.root, '.git', `${REF}.lock`);
    writeFileSync(lock, '');
    await expect(appendTo(gitLedger(shop.repository), note('x'))).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: /ledger\.lock/,
    });
    rmSync(lock);
    expect(await appendTo(gitLedger(shop.repository), note('x'))).not.toBe('moved');
  });
});

describe('a ledger whose history was rewritten by hand', () => {
  it.each<[string, RegExp, (folder: string, paths: readonly string[]) => void]>([
    ['the newest event is removed', /removed an event/, (folder, paths) => removeFile(folder, paths.at(-1) ?? '')],
    ['the first event is removed', /removed an event/, (folder, paths) => removeFile(folder, paths[0] ?? '')],
    ['an event is changed', /changed an event/, (folder, paths) => writeFileSync(join(folder, paths[1] ?? ''), '{}')],
    ['an event is made executable', /changed an event/, (folder, paths) => makeExecutable(folder, paths[1] ?? '')],
    [
      'an event is a link',
      /with mode 120000/,
      (folder) => symlinkSync('/etc/passwd', join(folder, 'events/link.json')),
    ],
  ])('does not verify when %s', async (_, message, change) => {
    const { shop, paths } = await shopWithLedger();
    rewriteLedger(shop, (folder) => change(folder, paths));
    await expectBroken(shop, message);
  });

  it('does not verify when what was removed is put back', async () => {
    const { shop, paths } = await shopWithLedger();
    const [first = ''] = paths;
    const text = shop.git('show', `${REF}:${first}`);
    rewriteLedger(shop, (folder) => removeFile(folder, first));
    rewriteLedger(shop, (folder) => writeFileSync(join(folder, first), `${text}\n`));
    await expectBroken(shop, /removed an event/);
  });

  it('does not verify when two histories are merged, whatever the merge keeps', async () => {
    const { shop } = await shopWithLedger();
    const tree = `${REF}~1^{tree}`;
    const merge = shop.git('commit-tree', tree, '-p', `${REF}~1`, '-p', REF, '-m', 'merge');
    shop.git('update-ref', REF, merge);
    await expectBroken(shop, /merges two histories/);
  });

  it('does not verify when an event is not UTF-8', async () => {
    const { shop } = await shopWithLedger();
    rewriteLedger(shop, (folder) => writeFileSync(join(folder, 'events/bad.json'), Buffer.from([0x22, 0xff, 0x22])));
    await expect(gitLedger(shop.repository).read()).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
      message: /bad\.json is not UTF-8/,
    });
  });

  it('is read whatever git is configured to show', async () => {
    const { shop } = await shopWithLedger();
    const settings = {
      'log.showRoot': 'false',
      'log.follow': 'true',
      'diff.renames': 'copies',
      'log.showSignature': 'true',
      'color.ui': 'always',
      'core.abbrev': '5',
      'log.diffMerges': 'first-parent',
      'format.pretty': 'oneline',
      'log.date': 'relative',
      'diff.noprefix': 'true',
      'core.quotePath': 'true',
    };
    for (const [key, value] of Object.entries(settings)) shop.git('config', key, value);
    expect((await gitLedger(shop.repository).read()).events).toHaveLength(3);
  });

  it.each<[string, (shop: TemporaryRepository) => void]>([
    ['is damaged', (shop) => writeFileSync(join(shop.root, '.git', REF), 'garbage\n')],
    ['is empty', (shop) => writeFileSync(join(shop.root, '.git', REF), '')],
    ['names a commit that is not there', (shop) => writeFileSync(join(shop.root, '.git', REF), `${'1'.repeat(40)}\n`)],
    ['is an alias of another branch', (shop) => shop.git('symbolic-ref', REF, 'refs/heads/main')],
  ])('fails instead of starting anew when the ref %s', async (_, damage) => {
    const { shop } = await shopWithLedger();
    damage(shop);
    await expect(gitLedger(shop.repository).read()).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await expect(gitLedger(shop.repository).append(null, [], 'm', AT)).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });
});

async function expectBroken(shop: TemporaryRepository, message: RegExp): Promise<void> {
  const failure = await gitLedger(shop.repository)
    .read()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'LEDGER_BROKEN',
    problems: expect.arrayContaining([expect.objectContaining({ message: expect.stringMatching(message) })]),
  });
  await expect(gitLedger(shop.repository).append(shop.git('rev-parse', REF), [], 'm', AT)).rejects.toMatchObject({
    code: 'LEDGER_BROKEN',
  });
}

function removeFile(folder: string, path: string): void {
  rmSync(join(folder, path));
}

function makeExecutable(folder: string, path: string): void {
  chmodSync(join(folder, path), 0o755);
}
