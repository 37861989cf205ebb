/** What every maker of the Workspace port keeps, told as cases. A maker gives a workspace over the given files. */
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kit/canonical.ts';
import type { Workspace } from '../../src/ports/workspace.ts';

export type WorkspaceWorld = {
  readonly workspace: Workspace;
  /** The bytes of a file as they are kept, or null. */
  bytes(path: string): Promise<Buffer | null>;
};

type Files = Readonly<Record<string, string | Buffer>>;

/** All lines of a file and its digest. */
export async function readAll(workspace: Workspace, path: string): Promise<{ lines: string[]; digest: string }> {
  const reader = workspace.lines(path);
  const lines: string[] = [];
  for await (const batch of reader) for (const line of batch) lines.push(line);
  return { lines, digest: reader.digest() };
}

export function workspaceContract(name: string, make: (files: Files) => Promise<WorkspaceWorld>): void {
  describe(`${name} as a Workspace`, () => {
    it('lists the files below a folder by path, deep ones too', async () => {
      const { workspace } = await make({ 'b/z': '', 'b/a/x y': '', 'b/a.yaml': '', 'b-c': '', 'b/ü': '', a: '' });
      expect(await workspace.list('b')).toEqual(['b/a.yaml', 'b/a/x y', 'b/z', 'b/ü']);
      expect(await workspace.list('b/')).toEqual(await workspace.list('b'));
      expect(await workspace.list('.')).toEqual(['a', 'b-c', 'b/a.yaml', 'b/a/x y', 'b/z', 'b/ü']);
    });

    it('lists a folder whose name begins with a dot', async () => {
      const { workspace } = await make({ '.github/workflows/a.yml': '', '.github/b': '', 'c/.d/e': '' });
      expect(await workspace.list('.github/workflows')).toEqual(['.github/workflows/a.yml']);
      expect(await workspace.list('./.github/')).toEqual(['.github/b', '.github/workflows/a.yml']);
      expect(await workspace.list('c')).toEqual(['c/.d/e']);
    });

    it.each(['none', 'a', 'a/b'])('finds no files in %s, which is no folder', async (folder) => {
      const { workspace } = await make({ a: '' });
      expect(await workspace.list(folder)).toEqual([]);
    });

    it('reads a text, and null where there is none', async () => {
      const { workspace } = await make({ 'a/b': 'tëxt\r\n', empty: '' });
      expect(await workspace.read('a/b')).toBe('tëxt\r\n');
      expect(await workspace.read('empty')).toBe('');
      for (const path of ['none', 'a', 'a/b/c', 'none/b']) expect(await workspace.read(path)).toBeNull();
    });

    it.each(['../x', 'a/../../x', '/etc/passwd', 'a\\b', 'a\0b', 'a\nb', 'a"b', '.git/config', 'a/.GIT/x'])(
      'refuses the path %j',
      async (path) => {
        const { workspace } = await make({ a: '' });
        const refused = expect.objectContaining({ code: 'DOCUMENTS_INVALID' });
        await expect(workspace.read(path)).rejects.toEqual(refused);
        await expect(workspace.list(path)).rejects.toEqual(refused);
        await expect(readAll(workspace, path)).rejects.toEqual(refused);
        await expect(workspace.replace(path, ['x'])).rejects.toEqual(refused);
        await expect(workspace.digest(path)).rejects.toEqual(refused);
        await expect(workspace.remove(path)).rejects.toEqual(refused);
        await expect(workspace.create(new Map([[path, 'x']]))).rejects.toEqual(refused);
        await expect(workspace.seal('a', path, [])).rejects.toEqual(refused);
        await expect(workspace.seal(path, 'a', [])).rejects.toEqual(refused);
        await expect(workspace.bytes(path)[Symbol.asyncIterator]().next()).rejects.toEqual(refused);
      },
    );

    it('gives the bytes of a file and their digest as they are kept, zipped ones too', async () => {
      const kept = Buffer.from(gzipSync('x\ny'));
      const { workspace } = await make({ 'a.gz': kept, empty: '' });
      const pieces: Uint8Array[] = [];
      for await (const piece of workspace.bytes('a.gz')) pieces.push(piece);
      expect(Buffer.concat(pieces)).toEqual(kept);
      expect(await workspace.digest('a.gz')).toBe(sha256(kept));
      expect(await workspace.digest('empty')).toBe(sha256(''));
      await expect(workspace.digest('none')).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    });

    it('removes a file, and minds nothing where there is none', async () => {
      const { workspace } = await make({ 'a/b': 'x', 'a/c': 'y' });
      await workspace.remove('a/b');
      await workspace.remove('a/b');
      await workspace.remove('a');
      expect(await workspace.list('.')).toEqual(['a/c']);
    });

    it('creates files in new folders and in those that are there', async () => {
      const { workspace, bytes } = await make({ 'a/b': 'x' });
      await workspace.create(
        new Map([
          ['a/c', 'tëxt'],
          ['a/d/e', 'y'],
          ['f/g/h', 'z'],
          ['i', ''],
        ]),
      );
      expect(await workspace.list('.')).toEqual(['a/b', 'a/c', 'a/d/e', 'f/g/h', 'i']);
      expect(String(await bytes('a/c'))).toBe('tëxt');
    });

    it.each(['a/b', 'a/b/c', 'a'])('creates none of the files when %s is taken', async (path) => {
      const { workspace } = await make({ 'a/b': 'x' });
      const refused = workspace.create(
        new Map([
          ['new/file', ''],
          [path, 'y'],
          ['z', ''],
        ]),
      );
      await expect(refused).rejects.toMatchObject({ code: 'INIT_REFUSED' });
      expect(await workspace.list('.')).toEqual(['a/b']);
      expect(await workspace.read('a/b')).toBe('x');
    });

    it('opens nothing that is sealed without an identity', async () => {
      const { workspace } = await make({ 'a.jsonl.age': 'age-encryption.org/v1\n' });
      expect(workspace.canUnseal).toBe(false);
      await expect(readAll(workspace, 'a.jsonl.age')).rejects.toMatchObject({ code: 'HELDOUT_SEALED' });
    });

    it('refuses a text beyond the limit, and takes one at it', async () => {
      const { workspace } = await make({ a: 'x'.repeat(10), b: 'x'.repeat(4 * 1024 * 1024 + 1) });
      expect(await workspace.read('a', 10)).toHaveLength(10);
      await expect(workspace.read('a', 9)).rejects.toMatchObject({ code: 'DOC_TOO_LARGE' });
      await expect(workspace.read('b')).rejects.toMatchObject({ code: 'DOC_TOO_LARGE' });
    });

    it.each<[string, Buffer, number]>([
      ['a byte order mark', Buffer.from('\ufeffa\nb\n'), 1],
      ['a byte order mark alone', Buffer.from('\ufeff'), 1],
      ['a stray byte in the first line', Buffer.from([0xff]), 1],
      ['a stray byte in the third line', Buffer.from([0x61, 0x0a, 0x0a, 0x61, 0x80, 0x0a, 0x61]), 3],
      ['an overlong form', Buffer.from([0x61, 0x0a, 0xc0, 0xaf, 0x0a]), 2],
      ['a half of a surrogate pair', Buffer.from([0x0a, 0xed, 0xa0, 0x80, 0x0a]), 2],
      ['a character that is cut off', Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 2],
    ])('refuses %s with its file and line', async (_, bytes, line) => {
      const { workspace } = await make({ 'a.yaml': bytes, 'a.gz': gzipSync(bytes) });
      const refused = (file: string) => {
        return {
          code: 'DOC_SYNTAX',
          message: expect.stringContaining(`${file}:${line}: `),
          problems: [{ file, line, code: 'DOC_SYNTAX' }],
        };
      };
      await expect(workspace.read('a.yaml')).rejects.toMatchObject(refused('a.yaml'));
      await expect(readAll(workspace, 'a.yaml')).rejects.toMatchObject(refused('a.yaml'));
      await expect(readAll(workspace, 'a.gz')).rejects.toMatchObject(refused('a.gz'));
    });

    it('tells who goes on of every line that is no text, and gives an empty one in its place', async () => {
      const long = 'x'.repeat(70_000);
      const bytes = Buffer.concat([
        Buffer.from('\ufeffa\n'),
        Buffer.from([0xff, 0x0a]),
        Buffer.from(`${long}\nb\n`),
        Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x0a, 0x0a, 0xe2, 0x82]),
      ]);
      const { workspace } = await make({ a: bytes, 'a.gz': gzipSync(bytes) });
      for (const path of ['a', 'a.gz']) {
        const told: unknown[] = [];
        const lines: string[] = [];
        for await (const batch of workspace.lines(path, ({ line, expected }) => told.push([line, expected]))) {
          lines.push(...batch);
        }
        expect(lines).toEqual(['a', '', long, 'b', '', '', '']);
        expect(told).toEqual([
          [1, 'UTF-8 without a byte order mark'],
          [2, 'UTF-8'],
          [5, 'UTF-8'],
          [7, 'UTF-8'],
        ]);
      }
    });

    it('takes a byte order mark anywhere else for the character that it is', async () => {
      const { workspace } = await make({ a: 'a\n\ufeffb' });
      expect((await readAll(workspace, 'a')).lines).toEqual(['a', '\ufeffb']);
    });

    it.each<[string, readonly string[]]>([
      ['', []],
      ['\n', ['']],
      ['a', ['a']],
      ['a\n', ['a']],
      ['a\n\nb', ['a', '', 'b']],
      ['a\r\nb\r\n', ['a', 'b']],
      ['a\rb\n\r\n\r', ['a\rb', '', '']],
      ['a\u2028b\u0085c\n', ['a\u2028b\u0085c']],
    ])('reads %j as the lines %j', async (text, lines) => {
      const { workspace } = await make({ a: text, 'a.gz': gzipSync(text) });
      expect(await readAll(workspace, 'a')).toEqual({ lines, digest: sha256(text) });
      expect(await readAll(workspace, 'a.gz')).toEqual({ lines, digest: sha256(gzipSync(text)) });
    });

    it('reads lines as they were written, wherever a piece of the file ends', async () => {
      const character = fc.constantFrom('a', 'ü', '語', '😀', '"', '\u2028');
      const line = fc.tuple(fc.array(character, { maxLength: 30 }), fc.integer({ min: 0, max: 40_000 }));
      await fc.assert(
        fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 60 }), fc.boolean(), async (parts, zipped) => {
          const lines = parts.map(([characters, times]) => characters.join('').repeat(Math.ceil(times / 20)));
          const text = lines.map((each) => `${each}\n`).join('');
          const bytes = zipped ? gzipSync(text, { level: 1 }) : Buffer.from(text);
          const path = zipped ? 'a.jsonl.gz' : 'a.jsonl';
          const { workspace } = await make({ [path]: bytes });
          expect(await readAll(workspace, path)).toEqual({ lines, digest: sha256(bytes) });
        }),
        { numRuns: 25 },
      );
    }, 30_000);

    it('reads gzip of several members as one file', async () => {
      const bytes = Buffer.concat([gzipSync('a\nb'), gzipSync('c\n'), gzipSync('d')]);
      const { workspace } = await make({ 'a.gz': bytes });
      expect(await readAll(workspace, 'a.gz')).toEqual({ lines: ['a', 'bc', 'd'], digest: sha256(bytes) });
    });

    it('reads gzip that is padded with zeros, as tapes and blocks do, and digests the padding', async () => {
      const bytes = Buffer.concat([gzipSync('a\nb\n'), Buffer.alloc(3_000_000)]);
      const { workspace } = await make({ 'a.gz': bytes });
      expect(await readAll(workspace, 'a.gz')).toEqual({ lines: ['a', 'b'], digest: sha256(bytes) });
    });

    it.each<[string, Buffer]>([
      ['cut off', gzipSync('a\n'.repeat(1000)).subarray(0, -4)],
      ['no gzip at all', Buffer.from('a\n')],
      ['damaged', gzipSync('a\n'.repeat(1000)).fill(1, 12, 16)],
      ['of a wrong checksum', Buffer.concat([gzipSync('a\n').subarray(0, -8), Buffer.alloc(8, 1)])],
    ])('refuses a .gz file that is %s', async (_, bytes) => {
      const { workspace } = await make({ 'a.gz': bytes });
      await expect(readAll(workspace, 'a.gz')).rejects.toMatchObject({
        code: 'DOC_SYNTAX',
        problems: [{ file: 'a.gz' }],
      });
    });

    it('refuses a line beyond 32 MiB with its line, zipped or not, and takes one at it', async () => {
      const most = 'x'.repeat(32 * 1024 * 1024);
      const { workspace } = await make({
        a: `ok\n${most}\n`,
        b: `ok\n${most}x`,
        'b.gz': gzipSync(`ok\n${most}x\n`, { level: 1 }),
      });
      expect((await readAll(workspace, 'a')).lines.map((line) => line.length)).toEqual([2, most.length]);
      for (const path of ['b', 'b.gz']) {
        await expect(readAll(workspace, path)).rejects.toMatchObject({
          code: 'DOC_TOO_LARGE',
          message: expect.stringContaining(`${path}:2`),
        });
      }
    });

    it('gives the digest only once the lines were read to the end', async () => {
      const { workspace } = await make({ a: 'a\nb\n' });
      const reader = workspace.lines('a');
      expect(() => reader.digest()).toThrow('not read to its end');
      for await (const _ of reader) break;
      expect(() => reader.digest()).toThrow('not read to its end');
      for await (const _ of reader);
      expect(reader.digest()).toBe(sha256('a\nb\n'));
    });

    it('reads a file again from its beginning', async () => {
      const { workspace } = await make({ a: 'a\nb\n' });
      const reader = workspace.lines('a');
      for (let round = 0; round < 2; round += 1) {
        const batches: unknown[] = [];
        for await (const batch of reader) batches.push(batch);
        expect(batches).toEqual([['a', 'b']]);
      }
    });

    it('says which file is missing when its lines are asked for', async () => {
      const { workspace } = await make({ 'a/b': '' });
      for (const path of ['none', 'a'])
        await expect(readAll(workspace, path)).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    });

    it('replaces a file, and creates one that is not there', async () => {
      const { workspace, bytes } = await make({ 'a/b': 'old' });
      await workspace.replace('a/b', ['n', 'ë', 'w']);
      await workspace.replace(
        'a/c',
        (async function* () {
          yield 'new';
        })(),
      );
      expect([(await bytes('a/b'))?.toString(), (await bytes('a/c'))?.toString()]).toEqual(['nëw', 'new']);
      expect(await workspace.list('a')).toEqual(['a/b', 'a/c']);
    });

    it('replaces a .gz file by gzip of the text, the same bytes for the same text', async () => {
      const { workspace, bytes } = await make({ 'a.gz': '', 'b.gz': '' });
      await workspace.replace('a.gz', ['line\n'.repeat(1000)]);
      await workspace.replace(
        'b.gz',
        Array.from({ length: 1000 }, () => 'line\n'),
      );
      const [one, two] = [await bytes('a.gz'), await bytes('b.gz')];
      expect(one).toEqual(two);
      expect(one?.readUInt32LE(4)).toBe(0);
      expect(one?.[9]).toBe(255);
      expect(gunzipSync(one ?? '').toString()).toBe('line\n'.repeat(1000));
    });

    it('keeps the old file, and nothing beside it, when the new text fails to come', async () => {
      const { workspace, bytes } = await make({ 'a/b': 'old', 'a/b.gz': 'old' });
      for (const path of ['a/b', 'a/b.gz']) {
        const chunks = function* () {
          yield 'x'.repeat(500_000);
          throw new Error('no more');
        };
        await expect(workspace.replace(path, chunks())).rejects.toThrow('no more');
        expect((await bytes(path))?.toString()).toBe('old');
      }
      expect(await workspace.list('a')).toEqual(['a/b', 'a/b.gz']);
    });
  });
}
