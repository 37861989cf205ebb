/** Commits, merges and trees read from git's objects: refs are data, links are not followed, nothing is checked out. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSeal } from '../../src/edge/files/seal.ts';
import { nodeWorkspace } from '../../src/edge/files/workspace.ts';
import { openRepository } from '../../src/edge/git/git.ts';
import { gitHistory } from '../../src/edge/git/history.ts';
import { treeWorkspace } from '../../src/edge/git/tree-workspace.ts';
import { sha256 } from '../../src/kit/canonical.ts';
import { readAll } from '../contracts/workspace.ts';
import { temporaryRepository } from './temporary-repository.ts';

const openedAt = async (root: string) => {
  const repository = await openRepository(root, process.env);
  const filesAt = (tree: string) => treeWorkspace(repository, tree, openSeal(undefined));
  return { history: gitHistory(repository), filesAt };
};

async function world() {
  const made = await temporaryRepository();
  return { ...made, ...(await openedAt(made.root)) };
}

describe('the name of a commit', () => {
  it('is a branch, a tag, an id or what git makes of them', async () => {
    const { history, git } = await world();
    const head = git('rev-parse', 'HEAD');
    git('tag', '-a', 'v1', '-m', 'one');
    for (const name of ['main', 'v1', 'HEAD', head, head.slice(0, 10), 'refs/heads/main']) {
      expect(await history.commitOf(name)).toBe(head);
    }
  });

  it.each([
    '',
    'nope',
    '--all',
    '--help',
    '-h',
    '--show-toplevel',
    'main..HEAD',
    '^main',
    'HEAD:README.md',
    'a\nb',
    'a\0b',
    '0'.repeat(40),
  ])('is refused when it is %j', async (name) => {
    const { history } = await world();
    await expect(history.commitOf(name)).rejects.toMatchObject({ code: 'REF_NOT_FOUND' });
  });
});

describe('the branch of a name', () => {
  it('is the one that git takes the name for, here or on a remote, and none for a tag or an id', async () => {
    const { history, git } = await world();
    const head = git('rev-parse', 'HEAD');
    git('tag', 'v1');
    git('update-ref', 'refs/remotes/origin/autotune/bench/0a', head);
    git('branch', 'copy/autotune/bench/0a');
    const names = ['main', 'HEAD', 'refs/heads/main', 'origin/autotune/bench/0a', 'copy/autotune/bench/0a'];
    expect(await Promise.all(names.map((name) => history.branchOf(name)))).toEqual([
      ...['main', 'main', 'main', 'autotune/bench/0a', 'copy/autotune/bench/0a'],
    ]);
    for (const name of ['v1', head, 'nope', '', '--all', 'main..HEAD', '^main', 'a\nb', 'a\0b']) {
      expect({ name, branch: await history.branchOf(name) }).toEqual({ name, branch: null });
    }
  });
});

describe('what a merge gives', () => {
  it('is the tree of both sides, and nothing moves', async () => {
    const { history, filesAt, git, commit, fingerprint } = await world();
    git('checkout', '-q', '-b', 'side');
    const side = commit({ 'packs/support/pack.yaml': 'top_k: 6\n' });
    git('checkout', '-q', 'main');
    const main = commit({ 'README.md': 'Two shops.\n' });
    const before = fingerprint();
    const merged = await history.merge(main, side);
    if (typeof merged === 'string' || !('tree' in merged)) throw new Error('it does not merge');
    expect(await history.changes(main, merged.tree)).toEqual([
      { path: 'packs/support/pack.yaml', before: 'file', after: 'file' },
    ]);
    expect(await filesAt(merged.tree).read('README.md')).toBe('Two shops.\n');
    expect(fingerprint()).toBe(before);
  });

  it('is the paths in the way, or that there is no history in common', async () => {
    const { history, git, commit } = await world();
    git('checkout', '-q', '-b', 'side');
    const side = commit({ 'packs/support/pack.yaml': 'top_k: 6\n', 'b c': '1' });
    git('checkout', '-q', 'main');
    const main = commit({ 'packs/support/pack.yaml': 'top_k: 7\n', 'b c': '2' });
    expect(await history.merge(main, side)).toEqual({ conflicts: ['b c', 'packs/support/pack.yaml'] });
    git('checkout', '-q', '--orphan', 'other');
    expect(await history.merge(main, commit({ x: '' }))).toBe('unrelated');
  });
});

describe('what changed', () => {
  it('is told with what stood there and what stands there, whatever a path looks like', async () => {
    const { history, git, write, root } = await world();
    const from = git('rev-parse', 'HEAD');
    const odd = ':100644 100644 abc def M';
    write(odd, 'x');
    write('run.sh', 'x');
    execFileSync('chmod', ['+x', join(root, 'run.sh')]);
    execFileSync('ln', ['-s', '/etc/passwd', join(root, 'link')]);
    git('rm', '-q', 'README.md');
    git('add', '--all');
    git('update-index', '--add', '--cacheinfo', `160000,${from},module`);
    git('commit', '-q', '-m', 'odd');
    const to = git('rev-parse', 'HEAD');
    expect(await history.changes(from, to)).toEqual([
      { path: odd, before: null, after: 'file' },
      { path: 'README.md', before: 'file', after: null },
      { path: 'link', before: null, after: 'link' },
      { path: 'module', before: null, after: 'submodule' },
      { path: 'run.sh', before: null, after: 'executable' },
    ]);
    expect(await history.changes(to, to)).toEqual([]);
  });
});

describe('the files of a commit', () => {
  it('are those that the same checkout has on disk', async () => {
    const { filesAt, commit, root } = await world();
    const files = { 'b/a.yaml': '', 'b/a/x y': 'tëxt\r\n', 'b/ü': 'u', '.github/c': 'c', 'd/e.jsonl.gz': 'z' };
    const id = commit({ ...files, 'd/big': 'x'.repeat(5_000_000) });
    const [tree, disk] = [filesAt(id), nodeWorkspace(root)];
    for (const folder of ['b', './b/', 'b/a', '.github', 'none', 'b/ü', '.']) {
      expect(await tree.list(folder)).toEqual(await disk.list(folder));
    }
    for (const path of ['b/a/x y', 'b/a.yaml', 'b', 'none', 'none/b', 'b/ü/x']) {
      expect(await tree.read(path)).toEqual(await disk.read(path));
    }
    for (const path of ['b/a/x y', 'd/big']) {
      expect(await tree.digest(path)).toBe(await disk.digest(path));
      expect(await readAll(tree, path)).toEqual(await readAll(disk, path));
    }
    await expect(tree.read('d/big')).rejects.toMatchObject({ code: 'DOC_TOO_LARGE' });
    await expect(tree.digest('none')).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    await expect(tree.read('../x')).rejects.toMatchObject({ code: 'DOCUMENTS_INVALID' });
  });

  it('stay what they were when the working tree goes on', async () => {
    const { filesAt, git, commit, write } = await world();
    const id = commit({ a: 'then' });
    write('a', 'now');
    git('add', 'a');
    expect(await filesAt(id).read('a')).toBe('then');
  });

  it('are opened where they are zipped, and left closed where they are sealed', async () => {
    const { filesAt, git, write } = await world();
    const zipped = gzipSync('x\ny\n');
    write('a.gz', zipped);
    write('b.age', 'age-encryption.org/v1\n');
    git('add', '--all');
    git('commit', '-q', '-m', 'sets');
    const tree = filesAt(git('rev-parse', 'HEAD'));
    expect(await readAll(tree, 'a.gz')).toEqual({ lines: ['x', 'y'], digest: sha256(zipped) });
    await expect(readAll(tree, 'b.age')).rejects.toMatchObject({ code: 'HELDOUT_SEALED' });
  });

  it('hold links that are told, left out and never followed', async () => {
    const { filesAt, git, commit, root } = await world();
    const outside = mkdtempSync(join(tmpdir(), 'autotune-outside-'));
    commit({ 'a/b': 'b', 'c/d': 'd' });
    for (const [to, at] of [
      ['b', 'a/file'],
      ['../c', 'a/folder'],
      ['../../x', 'a/out'],
      [outside, 'a/absolute'],
      ['c', 'way'],
    ]) {
      execFileSync('ln', ['-s', to ?? '', join(root, at ?? '')]);
    }
    git('add', '--all');
    git('commit', '-q', '-m', 'links');
    const tree = filesAt(git('rev-parse', 'HEAD'));
    expect(await tree.list('a')).toEqual(['a/b']);
    expect(await tree.links('a')).toEqual([
      { path: 'a/absolute', leadsTo: 'nothing' },
      { path: 'a/file', leadsTo: 'file' },
      { path: 'a/folder', leadsTo: 'folder' },
      { path: 'a/out', leadsTo: 'nothing' },
    ]);
    expect(await tree.links('way/deep')).toEqual([{ path: 'way', leadsTo: 'folder' }]);
    for (const path of ['a/file', 'a/folder/d', 'way/d']) {
      await expect(tree.read(path)).rejects.toMatchObject({ code: 'DOCUMENTS_INVALID' });
    }
  });

  it('cannot be written', async () => {
    const { filesAt, git } = await world();
    const tree = filesAt(git('rev-parse', 'HEAD'));
    await expect(tree.replace('a', ['x'])).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(tree.remove('README.md')).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('that are lost are told, and not taken for empty ones', async () => {
    const { filesAt, git, root, commit } = await world();
    const id = commit({ 'a/set.jsonl': 'one\n' });
    const blob = git('rev-parse', `${id}:a/set.jsonl`);
    execFileSync('rm', ['-f', join(root, '.git/objects', blob.slice(0, 2), blob.slice(2))]);
    await expect(readAll(filesAt(id), 'a/set.jsonl')).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });
});
