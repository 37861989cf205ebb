import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeWorkspace } from '../../src/edge/files/workspace.ts';
import { readAll, workspaceContract } from '../contracts/workspace.ts';
import { temporaryFolder } from './temporary-repository.ts';

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

workspaceContract('a folder on disk', async (files) => {
  const root = folderOf(files);
  return { workspace: nodeWorkspace(root), bytes: async (path) => readFileSync(join(root, path)) };
});

describe('a folder on disk', () => {
  const outside = () => folderOf({ secret: 'secret\n' });

  it('leaves symbolic links out of its lists, and git’s own folder', async () => {
    const root = folderOf({ 'a/b': '', '.git/config': '' });
    symlinkSync(join(outside(), 'secret'), join(root, 'a/link'));
    symlinkSync(outside(), join(root, 'a/folder'));
    symlinkSync('a', join(root, 'inside'));
    expect(await nodeWorkspace(root).list('.')).toEqual(['a/b']);
    expect(await nodeWorkspace(root).list('a/folder')).toEqual([]);
    expect(await nodeWorkspace(root).list('inside')).toEqual([]);
  });

  it('tells the links it leaves out, and the one on the way to a folder, with what they lead to', async () => {
    const root = folderOf({ 'a/b': '', 'a/deep/c': '' });
    symlinkSync(join(outside(), 'secret'), join(root, 'a/deep/link'));
    symlinkSync(outside(), join(root, 'a/folder'));
    symlinkSync('nowhere', join(root, 'a/broken'));
    symlinkSync('a', join(root, 'way'));
    const workspace = nodeWorkspace(root);
    expect(await workspace.links('a')).toEqual([
      { path: 'a/broken', leadsTo: 'nothing' },
      { path: 'a/deep/link', leadsTo: 'file' },
      { path: 'a/folder', leadsTo: 'folder' },
    ]);
    expect(await workspace.links('way/deep')).toEqual([{ path: 'way', leadsTo: 'folder' }]);
    expect(await workspace.links('none')).toEqual([]);
  });

  it.each(['link', 'folder/secret', 'broken', 'inside'])(
    'refuses to read or replace through the symbolic link %s',
    async (path) => {
      const root = folderOf({ here: 'x' });
      const target = outside();
      symlinkSync(join(target, 'secret'), join(root, 'link'));
      symlinkSync(target, join(root, 'folder'));
      symlinkSync('nowhere', join(root, 'broken'));
      symlinkSync('here', join(root, 'inside'));
      const workspace = nodeWorkspace(root);
      const refused = expect.objectContaining({
        code: 'DOCUMENTS_INVALID',
        message: expect.stringContaining('symbolic link'),
      });
      await expect(workspace.read(path)).rejects.toEqual(refused);
      await expect(readAll(workspace, path)).rejects.toEqual(refused);
      await expect(workspace.replace(path, ['x'])).rejects.toEqual(refused);
      expect(readFileSync(join(target, 'secret'), 'utf8')).toBe('secret\n');
    },
  );

  it('has no file where there is a pipe', async () => {
    const root = folderOf({});
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await nodeWorkspace(root).read('pipe')).toBeNull();
    expect(await nodeWorkspace(root).list('.')).toEqual([]);
  });

  it('keeps the mode of a file that it replaces', async () => {
    const root = folderOf({ a: 'old' });
    chmodSync(join(root, 'a'), 0o640);
    await nodeWorkspace(root).replace('a', ['new']);
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o640);
    expect(readdirSync(root)).toEqual(['a']);
  });

  it('gives a large file in batches of no more than 64 KiB', async () => {
    const root = folderOf({ a: `${'x'.repeat(1023)}\n`.repeat(64 * 1024) });
    const sizes: number[] = [];
    for await (const batch of nodeWorkspace(root).lines('a')) sizes.push(batch.length);
    expect(sizes).toEqual(Array.from({ length: 1024 }, () => 64));
  });
});
