import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/edge/git/git.ts';
import { isSurelyAbsent, onlyHead, plainBranch } from '../../src/edge/git/plain-refs.ts';
import { findBranchHead, findLocal } from '../../src/edge/git/refs.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from './temporary-repository.ts';

const BRANCH = 'autotune/support/0123';

/** The same repository, where git may be asked for objects, and for nothing else. */
function mute({ repository }: TemporaryRepository): TemporaryRepository['repository'] {
  return { ...repository, git: () => Promise.reject(new Error('git was asked')) };
}

describe('a branch in a plain file', () => {
  it('is found without asking git for it', async () => {
    const shop = await temporaryRepository();
    const commit = shop.git('rev-parse', 'HEAD');
    shop.git('branch', BRANCH);
    expect(await findBranchHead(mute(shop), BRANCH)).toEqual({ commit, local: true });
    expect(await findLocal(mute(shop), 'autotune/', [BRANCH])).toEqual(new Map([[BRANCH, commit]]));
  });

  it('goes before what git has packed', async () => {
    const shop = await temporaryRepository();
    shop.git('branch', BRANCH);
    shop.git('pack-refs', '--all');
    expect(await plainBranch(shop.repository, BRANCH)).toBeNull();
    expect(await findBranchHead(shop.repository, BRANCH)).toEqual({
      commit: shop.git('rev-parse', 'HEAD'),
      local: true,
    });
    const moved = shop.commit({ 'later.txt': 'later' });
    shop.git('update-ref', `refs/heads/${BRANCH}`, moved);
    expect(await findBranchHead(mute(shop), BRANCH)).toEqual({ commit: moved, local: true });
  });

  it('is asked of git where one of several is packed', async () => {
    const shop = await temporaryRepository();
    const commit = shop.git('rev-parse', 'HEAD');
    shop.git('branch', 'autotune/packed');
    shop.git('pack-refs', '--all');
    shop.git('branch', BRANCH);
    expect(await findLocal(shop.repository, 'autotune/', [BRANCH, 'autotune/packed', 'autotune/gone'])).toEqual(
      new Map([
        ['autotune/packed', commit],
        [BRANCH, commit],
      ]),
    );
  });

  it('is asked of git in a linked working tree', async () => {
    const shop = await temporaryRepository();
    shop.git('branch', BRANCH);
    const folder = join(temporaryFolder(), 'linked');
    shop.git('worktree', 'add', '-q', '--detach', folder);
    const linked = await openRepository(folder, process.env);
    expect(await plainBranch(linked, BRANCH)).toBeNull();
    expect(await findBranchHead(linked, BRANCH)).toEqual({ commit: shop.git('rev-parse', 'HEAD'), local: true });
    expect(await onlyHead(shop.repository)).toBeNull();
  });

  it.each<[string, string, (head: string) => string]>([
    ['an alias', BRANCH, () => 'ref: refs/heads/main\n'],
    ['damaged', BRANCH, (head) => `${head.slice(0, 20)}\n`],
    ['empty', BRANCH, () => ''],
    ['a lock that was left', `${BRANCH}.lock`, (head) => `${head}\n`],
    ['outside its folder', '../../elsewhere', (head) => `${head}\n`],
  ])('is not taken from a file that is %s', async (_, name, textOf) => {
    const shop = await temporaryRepository();
    const path = join(shop.root, '.git', 'refs', 'heads', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textOf(shop.git('rev-parse', 'HEAD')));
    expect(await plainBranch(shop.repository, name)).toBeNull();
  });

  it.each<[string, (shop: TemporaryRepository) => string]>([
    ['nothing', () => '0123456789012345678901234567890123456789'],
    ['a file', ({ git }) => git('rev-parse', 'HEAD^{tree}')],
  ])('is refused where what it names is %s', async (_, nameOf) => {
    const shop = await temporaryRepository();
    const path = join(shop.root, '.git', 'refs', 'heads', BRANCH);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${nameOf(shop)}\n`);
    await expect(findBranchHead(shop.repository, BRANCH)).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });
});

describe('a branch that is nowhere', () => {
  it('is known to be absent without asking git for it, in a clone with packed refs too', async () => {
    const shop = await temporaryRepository();
    expect(await findBranchHead(mute(shop), BRANCH)).toBeNull();
    shop.git('branch', 'autotune/other');
    shop.git('pack-refs', '--all');
    shop.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await isSurelyAbsent(shop.repository, BRANCH)).toBe(true);
    expect(await findBranchHead(mute(shop), BRANCH)).toBeNull();
  });

  it.each<[string, (shop: TemporaryRepository) => void]>([
    ['it is packed', ({ git }) => git('branch', BRANCH) + git('pack-refs', '--all')],
    ['a remote has it', ({ git }) => git('update-ref', `refs/remotes/origin/${BRANCH}`, 'HEAD')],
    [
      'a remote has it, packed',
      ({ git }) => git('update-ref', `refs/remotes/origin/${BRANCH}`, 'HEAD') + git('pack-refs', '--all'),
    ],
    ['it is an alias', ({ git }) => git('symbolic-ref', `refs/heads/${BRANCH}`, 'refs/heads/main')],
    ['a branch stands in its way', ({ git }) => git('branch', 'autotune')],
    ['others are below it', ({ git }) => git('branch', `${BRANCH}/more`)],
    ['packed refs are damaged', ({ root }) => writeFileSync(join(root, '.git', 'packed-refs'), '0123 refs/heads/a\n')],
    ['packed refs are cut off', ({ root, git }) => cutOff(join(root, '.git', 'packed-refs'), git('rev-parse', 'HEAD'))],
    ['refs are kept in tables', ({ root }) => mkdirSync(join(root, '.git', 'reftable'))],
    ['it is a linked working tree', ({ root }) => writeFileSync(join(root, '.git', 'commondir'), '.\n')],
  ])('is for git to tell where %s', async (_, arrange) => {
    const shop = await temporaryRepository();
    arrange(shop);
    expect(await isSurelyAbsent(shop.repository, BRANCH)).toBe(false);
  });

  it('is for git to tell where its name is none that git takes as it is', async () => {
    const shop = await temporaryRepository();
    expect(await isSurelyAbsent(shop.repository, 'autotune/../x')).toBe(false);
  });
});

function cutOff(path: string, commit: string): void {
  writeFileSync(path, `# pack-refs with: peeled fully-peeled sorted \n${commit} refs/heads/autotune/supp`);
}
