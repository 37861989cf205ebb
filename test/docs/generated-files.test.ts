/** "Is it current?" must be able to say no: what is generated is compared with what is on disk, file by file. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { differences, type GeneratedFiles, writeGenerated } from '../../scripts/generated-files.ts';

const EXPECTED: GeneratedFiles = new Map([
  ['out/a.txt', { content: 'a\n', executable: true }],
  ['out/deep/b.txt', { content: new TextEncoder().encode('b\n') }],
  ['page.md', { content: '# Page\n' }],
]);

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'generated-'));
});

afterEach(() => rm(root, { recursive: true }));

test('names what is missing, what differs and what is left over, and nothing else', async () => {
  await mkdir(join(root, 'out'));
  await writeFile(join(root, 'out/a.txt'), 'a \n');
  await writeFile(join(root, 'out/old.txt'), 'old\n');
  await writeFile(join(root, 'other.md'), 'not ours\n');
  expect(await differences(root, EXPECTED, ['out'])).toEqual([
    { path: 'out/a.txt', kind: 'differs' },
    { path: 'out/deep/b.txt', kind: 'missing' },
    { path: 'out/old.txt', kind: 'left over' },
    { path: 'page.md', kind: 'missing' },
  ]);
});

test('leaves nothing to differ after writing, and touches nothing that is not its own', async () => {
  await mkdir(join(root, 'out/deep'), { recursive: true });
  await writeFile(join(root, 'out/deep/old.txt'), 'old\n');
  await writeFile(join(root, 'other.md'), 'not ours\n');
  await writeGenerated(root, EXPECTED, ['out']);
  expect(await differences(root, EXPECTED, ['out'])).toEqual([]);
  expect((await stat(join(root, 'out/a.txt'))).mode & 0o111).toBe(0o111);
  expect(await readFile(join(root, 'other.md'), 'utf8')).toBe('not ours\n');
  expect(await writeGenerated(root, EXPECTED, ['out'])).toEqual([]);
});
