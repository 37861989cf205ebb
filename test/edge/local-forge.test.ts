import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryClock } from '../../src/edge/clock/repository.ts';
import { dryRunForge } from '../../src/edge/dry-run.ts';
import { gitLedger } from '../../src/edge/git/ledger.ts';
import { localForge } from '../../src/edge/local/forge.ts';
import type { PullRequest } from '../../src/ports/forge.ts';
import { note } from '../contracts/entries.ts';
import { AT, BRANCH, commitTo, forgeContract, PACK, proposalOn, textOf } from '../contracts/forge.ts';
import { appendTo } from '../contracts/ledger.ts';
import {
  describeRepository,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from './temporary-repository.ts';

const world = async (options: Parameters<typeof temporaryRepository>[0]) => {
  const shop = await temporaryRepository(options);
  return {
    forge: localForge(shop.repository),
    another: async () => localForge(shop.repository),
    advanceBase: async (files: Readonly<Record<string, string>>) => void shop.commit(files),
    changedPaths: async (from: string, to: string) => shop.git('diff', '--name-only', from, to).split('\n'),
    commitAsPerson: async (branch: string) => {
      const commit = shop.git('commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'mine');
      shop.git('update-ref', `refs/heads/${branch}`, commit);
    },
    closeAsPerson: async ({ branch }: PullRequest) => void shop.git('branch', '-q', '-D', branch),
    reopenAsPerson: async ({ branch, head }: PullRequest) => void shop.git('branch', '-q', branch, head),
    mergeAsPerson: async ({ branch }: PullRequest) => void shop.git('merge', '-q', '--no-ff', '-m', 'merge', branch),
    sameCommits: true,
  };
};

forgeContract('a checkout', () => world({}));
forgeContract('a checkout of a sha256 repository', () => world({ format: 'sha256' }));

/** A repository with one proposal on its branch. */
async function shopWithProposal() {
  const shop = await temporaryRepository();
  const forge = localForge(shop.repository);
  const base = (await forge.base()).commit;
  const commit = await commitTo(forge, proposalOn(base));
  return { shop, forge, base, commit };
}

describe('a checkout of a proposal', () => {
  it.each([
    ['by its branch', ['checkout', '-q', BRANCH]],
    ['by its commit', ['checkout', '-q', '--detach', BRANCH]],
  ] as const)('is no base, %s', async (_, switching) => {
    const { shop } = await shopWithProposal();
    shop.git(...switching);
    await expect(localForge(shop.repository).base()).rejects.toMatchObject({ code: 'BASE_NOT_ON_DEFAULT' });
  });

  it('is a base once the proposal was merged as it is', async () => {
    const { shop, commit } = await shopWithProposal();
    shop.git('merge', '-q', '--ff-only', BRANCH);
    shop.git('checkout', '-q', '--detach', BRANCH);
    expect((await localForge(shop.repository).base()).commit).toBe(commit);
  });

  it('is a base where a branch of the same commit was checked out by another name', async () => {
    const { shop, commit } = await shopWithProposal();
    shop.git('checkout', '-q', '-b', 'mine', BRANCH);
    expect(await localForge(shop.repository).base()).toEqual({ commit, branch: 'mine' });
  });
});

const AUTOTUNE = {
  GIT_AUTHOR_NAME: 'autotune',
  GIT_AUTHOR_EMAIL: 'autotune@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'autotune',
  GIT_COMMITTER_EMAIL: 'autotune@users.noreply.github.com',
};

/** Does something on the proposal branch in a working tree of its own. */
function onBranch(shop: TemporaryRepository, act: (git: (...args: string[]) => string) => void): void {
  const folder = join(temporaryFolder(), 'tree');
  shop.git('worktree', 'add', '-q', folder, BRANCH);
  act((...args) => shop.git('-C', folder, ...args));
  shop.git('worktree', 'remove', '--force', folder);
}

describe('a proposal branch', () => {
  it('is pushed without force and merged without conflict after an update on a moved base', async () => {
    const { shop, forge, commit } = await shopWithProposal();
    const base = shop.commit({ 'README.md': 'Moved.\n' });
    const updated = await commitTo(forge, proposalOn(base, { expected: commit }));
    expect(shop.git('merge-base', '--is-ancestor', commit, updated)).toBe('');
    expect(shop.git('diff', '--name-only', `main...${BRANCH}`).split('\n')).toHaveLength(2);
    shop.git('merge', '-q', '--no-ff', '-m', 'merge', BRANCH);
    expect(shop.git('show', `HEAD:${PACK}`)).toBe('top_k: 6');
  });

  it('is ours again when a proposal is built on a base that an earlier one became', async () => {
    const { shop, forge } = await shopWithProposal();
    shop.git('merge', '-q', '--ff-only', BRANCH);
    const { commit: base } = await forge.base();
    const branch = 'autotune/support.triage/ba9876543210';
    const commit = await commitTo(forge, proposalOn(base, { branch, id: 'at_4567', json: '{}' }));
    expect(await forge.findBranch(branch)).toMatchObject({ commit, parent: base, ours: true });
  });

  it('keeps the executable bit of a file that it replaces', async () => {
    const shop = await temporaryRepository();
    shop.git('update-index', '--chmod=+x', PACK);
    shop.git('commit', '-q', '-m', 'executable');
    const forge = localForge(shop.repository);
    await commitTo(forge, proposalOn((await forge.base()).commit));
    expect(shop.git('ls-tree', BRANCH, PACK)).toMatch(/^100755 blob/);
  });

  it('never replaces a link or a folder by a file', async () => {
    const shop = await temporaryRepository();
    symlinkSync('/etc/passwd', join(shop.root, 'link'));
    shop.commit({ 'folder/a': 'a' });
    const forge = localForge(shop.repository);
    const base = (await forge.base()).commit;
    for (const path of ['link', 'folder']) {
      const files = new Map([[path, 'x']]);
      await expect(forge.commitProposal(proposalOn(base, { files }))).rejects.toThrow('not a regular file');
    }
  });

  it('is continued from where it was pushed in a fresh clone', async () => {
    const { shop, base, commit } = await shopWithProposal();
    const folder = join(temporaryFolder(), 'clone');
    shop.git('clone', '-q', shop.root, folder);
    const clone = await describeRepository(folder);
    const forge = localForge(clone.repository);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit, parent: base, ours: true });
    expect(await forge.commitProposal(proposalOn(base))).toBe('moved');
    const updated = await commitTo(forge, proposalOn(base, { expected: commit, json: '{}' }));
    expect(clone.git('rev-parse', BRANCH)).toBe(updated);
  });

  it('is neither moved nor deleted while somebody has it checked out', async () => {
    const { shop, forge, base, commit } = await shopWithProposal();
    shop.git('checkout', '-q', BRANCH);
    const asked = proposalOn(base, { expected: commit, json: '{}' });
    await expect(forge.commitProposal(asked)).rejects.toMatchObject({ code: 'GIT_FAILED', message: /checked out/ });
    expect(shop.git('rev-parse', 'HEAD')).toBe(commit);
    expect(await forge.deleteBranch(BRANCH, commit)).toBe('moved');
    shop.git('checkout', '-q', 'main');
    expect(await forge.commitProposal(asked)).not.toBe('moved');
  });

  it.each<[string, (shop: TemporaryRepository) => void]>([
    ['a commit on top', (shop) => onBranch(shop, (git) => git('commit', '-q', '--allow-empty', '-m', 'mine'))],
    ['an amended message', (shop) => onBranch(shop, (git) => git('commit', '-q', '--amend', '-m', 'mine'))],
    [
      'an amended commit',
      (shop) => onBranch(shop, (git) => git('commit', '-q', '--amend', '--no-edit', '--allow-empty')),
    ],
    [
      'a rebase',
      (shop) => {
        shop.commit({ 'README.md': 'x' });
        onBranch(shop, (git) => git('rebase', '-q', 'main'));
      },
    ],
    [
      'a merge of the base',
      (shop) => {
        shop.commit({ 'README.md': 'x' });
        onBranch(shop, (git) => git('merge', '-q', '--no-edit', 'main'));
      },
    ],
    ['the base instead of it', (shop) => shop.git('update-ref', `refs/heads/${BRANCH}`, 'main')],
    [
      'an orphan in autotune’s name',
      (shop) => shop.git('update-ref', `refs/heads/${BRANCH}`, forgeCommit(shop, BRANCH, [])),
    ],
    [
      'three parents in autotune’s name',
      (shop) => {
        const others = [shop.commit({ a: 'a' }), shop.commit({ b: 'b' })];
        shop.git('update-ref', `refs/heads/${BRANCH}`, forgeCommit(shop, BRANCH, ['main~2', ...others]));
      },
    ],
  ])('is not ours with %s', async (_, act) => {
    const { shop, forge } = await shopWithProposal();
    act(shop);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ ours: false });
  });

  it.each<[string, (json: string) => string]>([
    ['no trailer', () => 'tune'],
    ['a trailer of another proposal', (message) => message.replace('at_0123', 'at_9999')],
    ['the digest of another file', (message) => message.replace(/sha256:\w{4}/, 'sha256:0000')],
    ['two trailers', (message) => `${message}${message.slice(message.indexOf('Autotune-Proposal'))}`],
    ['the trailer inside a line', (message) => message.replace('Autotune-Proposal', 'x Autotune-Proposal')],
  ])('is not ours with %s, even in autotune’s name', async (_, spoil) => {
    const { shop, forge, base } = await shopWithProposal();
    const forged = forgeCommit(shop, BRANCH, [base], spoil(proposalOn(base).message));
    shop.git('update-ref', `refs/heads/${BRANCH}`, forged);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ ours: false });
  });

  it('is not ours when a commit under an update is not', async () => {
    const { shop, forge, base, commit } = await shopWithProposal();
    onBranch(shop, (git) => git('commit', '-q', '--allow-empty', '-m', 'mine'));
    const foreign = shop.git('rev-parse', BRANCH);
    shop.git('update-ref', `refs/heads/${BRANCH}`, commit);
    const update = await commitTo(forge, proposalOn(base, { expected: commit, json: '{}' }));
    const forged = forgeCommit(shop, update, [base, foreign], proposalOn(base, { json: '{}' }).message);
    shop.git('update-ref', `refs/heads/${BRANCH}`, forged);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ ours: false });
  });
});

/** A commit of an existing tree that claims to be autotune's. */
function forgeCommit(
  shop: TemporaryRepository,
  tree: string,
  parents: readonly string[],
  message = proposalOn('').message,
): string {
  const flags = parents.flatMap((parent) => ['-p', parent]);
  return shop.gitAs(AUTOTUNE, 'commit-tree', `${tree}^{tree}`, ...flags, '-m', message);
}

describe('a checkout', () => {
  it('is left as it is by every verb, staged and dirty files too', async () => {
    const shop = await temporaryRepository();
    shop.write('staged.txt', 'staged');
    shop.git('add', 'staged.txt');
    shop.write(PACK, 'top_k: 11\n');
    shop.write('untracked.txt', 'untracked');
    const before = shop.fingerprint();
    const forge = localForge(shop.repository);
    const { commit: base } = await forge.base();
    const first = await commitTo(forge, proposalOn(base));
    await commitTo(forge, proposalOn(base, { expected: first, json: '{}' }));
    await forge.findBranch(BRANCH);
    await forge.uncommitted(['packs', 'staged.txt']);
    await forge.readAt(base, PACK);
    const { request } = await forge.upsertPullRequest(textOf());
    await forge.upsertComment(request, { kind: 'scorecard', text: 'T', at: AT });
    await forge.deleteBranch(BRANCH, request.head);
    await forge.closePullRequest(request, AT);
    await repositoryClock(shop.repository).now();
    expect(shop.fingerprint()).toBe(before);
  });

  it('lists what differs from its commit below the given paths', async () => {
    const shop = await temporaryRepository();
    shop.commit({
      'packs/support/old.yaml': 'old',
      'packs/support/gone.yaml': 'gone',
      '.gitignore': 'ignored*\n.DS_Store\n*~\n',
    });
    const forge = localForge(shop.repository);
    expect(await forge.uncommitted(['packs', 'goldens'])).toEqual([]);
    shop.write(PACK, 'top_k: 11\n');
    shop.write('packs/support/staged ü.yaml', 'staged');
    shop.git('add', 'packs/support/staged ü.yaml');
    shop.git('mv', 'packs/support/old.yaml', 'packs/support/new.yaml');
    rmSync(join(shop.root, 'packs/support/gone.yaml'));
    for (const path of [
      'packs/x/untracked.yaml',
      'packs/ignored.yaml',
      'packs/.DS_Store',
      'packs/a.yaml~',
      'elsewhere',
    ]) {
      shop.write(path, 'x');
    }
    expect(await forge.uncommitted(['packs', 'goldens'])).toEqual([
      'packs/ignored.yaml',
      'packs/support/gone.yaml',
      'packs/support/new.yaml',
      'packs/support/old.yaml',
      'packs/support/pack.yaml',
      'packs/support/staged ü.yaml',
      'packs/x/untracked.yaml',
    ]);
    expect(await forge.uncommitted([PACK])).toEqual([PACK]);
    expect(await forge.uncommitted(['goldens'])).toEqual([]);
    expect(await forge.uncommitted(['pack*', ':(top)packs'])).toEqual([]);
    expect(await forge.uncommitted([])).toEqual([]);
  });

  it('gives HEAD as the base where no branch is checked out', async () => {
    const shop = await temporaryRepository();
    shop.git('checkout', '-q', '--detach');
    expect(await localForge(shop.repository).base()).toEqual({ commit: shop.git('rev-parse', 'HEAD'), branch: 'HEAD' });
  });

  it('has no base before its first commit', async () => {
    const shop = await temporaryRepository();
    shop.git('checkout', '-q', '--orphan', 'empty');
    await expect(localForge(shop.repository).base()).rejects.toMatchObject({ code: 'REPO_NOT_FOUND' });
  });

  it('refuses a file at a commit that is not UTF-8', async () => {
    const shop = await temporaryRepository();
    shop.write('bad.yaml', Buffer.from([0x61, 0x0a, 0xff]));
    const commit = shop.commit({});
    await expect(localForge(shop.repository).readAt(commit, 'bad.yaml')).rejects.toMatchObject({
      code: 'DOC_SYNTAX',
      message: /^bad\.yaml:2: /,
    });
  });

  it('says what is in the way when a branch name is taken', async () => {
    const shop = await temporaryRepository();
    shop.git('branch', 'autotune');
    const forge = localForge(shop.repository);
    const asked = proposalOn((await forge.base()).commit);
    await expect(forge.commitProposal(asked)).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: /refs\/heads\/autotune/,
    });
  });
});

describe('a pull request', () => {
  it('is Markdown on the ledger branch with its record beside it, and no event', async () => {
    const { shop, forge } = await shopWithProposal();
    const ledger = gitLedger(shop.repository);
    await appendTo(ledger, note('a'));
    const text = textOf({ title: 'Tune\n# it', body: 'Line\n\n- list\n\n' });
    const { request } = await forge.upsertPullRequest(text);
    await forge.upsertComment(request, { kind: 'scorecard', text: 'Well.', at: AT });
    const show = (name: string) => shop.git('show', `autotune/ledger:pull-requests/at_0123.${name}`);
    expect(show('md')).toBe('# Tune\\u000a# it\n\nLine\n\n- list');
    expect(show('scorecard.md')).toBe('Well.');
    expect(JSON.parse(show('json'))).toMatchObject({ number: 1, id: 'at_0123', branch: BRANCH, state: 'open' });
    expect((await ledger.read()).events).toHaveLength(1);
    expect(await appendTo(ledger, note('b'))).not.toBe('moved');
  });

  it('leaves the texts of an earlier one of the same proposal as they were', async () => {
    const { shop, forge } = await shopWithProposal();
    const { request } = await forge.upsertPullRequest(textOf());
    await forge.upsertComment(request, { kind: 'notice', text: 'Closed.', at: AT });
    await forge.closePullRequest(request, AT);
    await forge.upsertPullRequest(textOf({ body: 'Once more.' }));
    const names = shop.git('ls-tree', '-r', '--name-only', 'autotune/ledger', 'pull-requests/').split('\n');
    expect(names.map((name) => name.replace('pull-requests/at_0123.', ''))).toEqual([
      '2.json',
      '2.md',
      'json',
      'md',
      'notice.md',
    ]);
  });

  it('is open in a clone that has only the remote’s branch, which is not the clone’s to delete', async () => {
    const { shop, forge } = await shopWithProposal();
    const { request } = await forge.upsertPullRequest(textOf());
    const folder = join(temporaryFolder(), 'clone');
    shop.git('clone', '-q', shop.root, folder);
    const clone = localForge((await describeRepository(folder)).repository);
    expect(await clone.listOpen()).toEqual([request]);
    expect(await clone.deleteBranch(BRANCH, request.head)).toBe('absent');
    expect(await clone.closePullRequest(request, AT)).toBe('closed');
    expect(await clone.listOpen()).toEqual([]);
  });

  it('is not opened without a branch', async () => {
    const { repository } = await temporaryRepository();
    await expect(localForge(repository).upsertPullRequest(textOf())).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('is refused where its record was tampered with', async () => {
    const { shop, forge } = await shopWithProposal();
    await forge.upsertPullRequest(textOf());
    const folder = join(temporaryFolder(), 'tree');
    shop.git('worktree', 'add', '-q', folder, 'autotune/ledger');
    writeFileSync(join(folder, 'pull-requests/at_0123.json'), '{"number": 1, "state": "merged"}');
    shop.git('-C', folder, 'commit', '-q', '-a', '-m', 'tampered');
    await expect(forge.listOpen()).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});

describe('the forge of a dry run', () => {
  it('writes nothing, whatever it is asked', async () => {
    const { shop, forge, base, commit } = await shopWithProposal();
    const { request } = await forge.upsertPullRequest(textOf());
    const before = shop.git('for-each-ref');
    const dry = dryRunForge(forge);
    await dry.commitProposal(proposalOn(base, { expected: commit, json: '{}' }));
    await dry.upsertPullRequest(textOf({ body: 'Other.' }));
    await dry.upsertPullRequest(textOf({ branch: 'autotune/support.triage/ba9876543210' }));
    await dry.upsertComment(request, { kind: 'notice', text: 'T', at: AT });
    await dry.upsertCheck({ commit, conclusion: 'neutral', title: 'T', summary: '', annotations: [], at: AT });
    await dry.deleteBranch(BRANCH, commit);
    await dry.closePullRequest(request, AT);
    expect(shop.git('for-each-ref')).toBe(before);
    expect(await dry.listOpen()).toEqual([request]);
  });
});

describe('the repository clock', () => {
  it('gives the instant of the commit, in UTC', async () => {
    const shop = await temporaryRepository();
    shop.gitAs({ GIT_COMMITTER_DATE: '2026-05-13T01:02:03+02:00' }, 'commit', '-q', '--allow-empty', '-m', 'later');
    expect(await repositoryClock(shop.repository).now()).toBe('2026-05-12T23:02:03Z');
  });

  it('gives the instant it was told', async () => {
    const { repository } = await temporaryRepository();
    expect(await repositoryClock(repository, '2030-01-01T00:00:00Z').now()).toBe('2030-01-01T00:00:00Z');
  });
});
