/** Sealed files on disk: opened by their recipients, by nobody else, whole or not at all, and never in plain text. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ageKeyring, openSeal } from '../../src/edge/files/seal.ts';
import { nodeWorkspace } from '../../src/edge/files/workspace.ts';
import { sha256 } from '../../src/kit/canonical.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { readAll } from '../contracts/workspace.ts';

type Key = { readonly identity: string; readonly recipient: string };
let [alice, bob, mallory]: Key[] = [];
const key = (one: Key | undefined): Key => one ?? { identity: '', recipient: '' };
beforeAll(async () => {
  [alice, bob, mallory] = await Promise.all([1, 2, 3].map(() => ageKeyring.generate()));
});

const folder = () => mkdtempSync(join(tmpdir(), 'autotune-seal-'));
const as = (root: string, ...identities: readonly string[]) => nodeWorkspace(root, openSeal(identities.join('\n')));

/** A folder with `set.jsonl` and its sealed twin. */
async function sealed(content: string | Buffer, name = 'set.jsonl', ...to: readonly string[]): Promise<string> {
  const root = folder();
  writeFileSync(join(root, name), content);
  await nodeWorkspace(root).seal(name, `${name}.age`, to.length > 0 ? to : [key(alice).recipient]);
  return root;
}

async function bytesOf(workspace: Workspace, path: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of workspace.bytes(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a sealed file', () => {
  it('gives back every byte that was sealed, whatever the size', async () => {
    const sizes = fc.oneof(
      fc.nat(300),
      fc.constantFrom(65535, 65536, 65537, 131072, 131073, 200_000),
      fc.integer({ min: 65_500, max: 65_600 }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(255), async (size, seed) => {
        const content = Buffer.from(Array.from({ length: size }, (_, i) => (i * 31 + seed) % 256));
        const root = await sealed(content);
        expect(await bytesOf(as(root, key(alice).identity), 'set.jsonl.age')).toEqual(content);
        expect(readFileSync(join(root, 'set.jsonl.age')).subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
      }),
      { numRuns: 25 },
    );
  });

  it('reads as the lines and with the digest of what was sealed, gzipped or not', async () => {
    const text = `${'ä'.repeat(70_000)}\n\nlast`;
    for (const [name, content] of [
      ['set.jsonl', Buffer.from(text)],
      ['set.jsonl.gz', gzipSync(text)],
    ] as const) {
      const workspace = as(await sealed(content, name), key(alice).identity);
      expect(await readAll(workspace, `${name}.age`)).toEqual({ lines: text.split('\n'), digest: sha256(content) });
    }
  });

  it('opens for each of several recipients, and with any of several identities', async () => {
    const root = await sealed('a\n', 'set.jsonl', key(alice).recipient, key(bob).recipient);
    for (const identities of [[key(alice).identity], [key(bob).identity], [key(mallory).identity, key(bob).identity]]) {
      expect(await bytesOf(as(root, ...identities), 'set.jsonl.age')).toEqual(Buffer.from('a\n'));
    }
  });

  it('reads an identity as age-keygen writes it, comments and all', async () => {
    const root = await sealed('a\n');
    const text = `# created: some day\r\n# public key: ${key(alice).recipient}\r\n${key(alice).identity}\r\n`;
    expect(await bytesOf(as(root, text), 'set.jsonl.age')).toEqual(Buffer.from('a\n'));
  });

  it.each([undefined, '', ' \n', '# a comment alone'])('stays closed where the identity is %j', async (identity) => {
    const workspace = nodeWorkspace(await sealed('a\n'), openSeal(identity));
    expect(workspace.canUnseal).toBe(false);
    await expect(readAll(workspace, 'set.jsonl.age')).rejects.toMatchObject({ code: 'HELDOUT_SEALED' });
  });

  it('stays closed for an identity of somebody else', async () => {
    const workspace = as(await sealed('a\n'), key(mallory).identity);
    await expect(readAll(workspace, 'set.jsonl.age')).rejects.toMatchObject({ code: 'IDENTITY_REFUSED' });
  });

  it('refuses an identity with a typing error without quoting it, not even as a cause', async () => {
    const root = await sealed('a\n');
    const { identity } = key(alice);
    const wrong = [
      identity.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q')),
      identity.slice(0, -9),
      'age1',
      'secret',
    ];
    for (const typed of wrong) {
      const error: unknown = await readAll(as(root, typed), 'set.jsonl.age').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'IDENTITY_REFUSED' });
      expect(error).not.toHaveProperty('cause');
      expect(JSON.stringify(error) + String(error)).not.toContain(typed.slice(20) || typed);
    }
  });

  it('is refused when it is cut off anywhere', async () => {
    const root = await sealed('x'.repeat(140_000));
    const whole = readFileSync(join(root, 'set.jsonl.age'));
    const header = whole.length - 140_000 - 3 * 16 - 16;
    const ends = [0, 1, 21, 22, header - 1, header, header + 16, header + 16 + 65_552, header + 16 + 2 * 65_552];
    for (const end of [...ends, whole.length - 1]) {
      writeFileSync(join(root, 'set.jsonl.age'), whole.subarray(0, end));
      const reading = bytesOf(as(root, key(alice).identity), 'set.jsonl.age');
      await expect(reading, `cut at ${end}`).rejects.toMatchObject({ code: 'SEAL_DAMAGED' });
    }
    writeFileSync(join(root, 'set.jsonl.age'), Buffer.concat([whole, Buffer.from('x')]));
    await expect(bytesOf(as(root, key(alice).identity), 'set.jsonl.age')).rejects.toMatchObject({
      code: 'SEAL_DAMAGED',
    });
  });

  it('is refused when any bit of it is another one', async () => {
    const root = await sealed('{"case_id":"secret"}\n'.repeat(20));
    const whole = readFileSync(join(root, 'set.jsonl.age'));
    const refusal = expect.stringMatching(/^(?:SEAL_DAMAGED|IDENTITY_REFUSED)$/);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        writeFileSync(join(root, 'set.jsonl.age'), changed);
        const error: unknown = await bytesOf(as(root, key(alice).identity), 'set.jsonl.age').catch((thrown) => thrown);
        expect(error).toMatchObject({ code: refusal });
        expect(String(error)).not.toContain('secret');
      }),
      { numRuns: 150 },
    );
  });

  it('does not take long text for a recipient, and does not quote it', async () => {
    const root = folder();
    writeFileSync(join(root, 'a'), 'x');
    for (const wrong of ['', 'age1', 'age1qqqqqq', key(alice).identity]) {
      const error: unknown = await nodeWorkspace(root)
        .seal('a', 'a.age', [wrong])
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'USAGE' });
      if (wrong.length > 10) expect(String(error)).not.toContain(wrong);
      expect(readdirSync(root)).toEqual(['a']);
    }
  });
});

describe('writing a sealed file', () => {
  const onDisk = (root: string) =>
    readdirSync(root)
      .map((name) => readFileSync(join(root, name)).toString('latin1'))
      .join('');

  it('puts no plain text on the disk at any moment, and leaves nothing behind when it fails', async () => {
    const root = folder();
    let seen = 0;
    async function* lines(fails: boolean) {
      for (let i = 0; i < 40; i++) {
        yield `zqcanary${'x'.repeat(60_000)}\n`;
        seen += onDisk(root).length;
        expect(onDisk(root)).not.toContain('zqcanary');
      }
      if (fails) throw new Error('the reader of the other set fails');
    }
    const workspace = as(root, key(alice).identity);
    await expect(workspace.replace('a.jsonl.age', lines(true), [key(alice).recipient])).rejects.toThrow('other set');
    expect(readdirSync(root)).toEqual([]);
    await workspace.replace('a.jsonl.age', lines(false), [key(alice).recipient]);
    expect(seen).toBeGreaterThan(100_000);
    expect((await readAll(workspace, 'a.jsonl.age')).lines).toHaveLength(40);
  });

  it('compresses what is to be compressed inside the seal', async () => {
    const root = folder();
    const workspace = as(root, key(alice).identity);
    await workspace.replace('a.jsonl.gz.age', ['one\n', 'two\n'], [key(alice).recipient]);
    expect(gunzipSync(await bytesOf(workspace, 'a.jsonl.gz.age')).toString()).toBe('one\ntwo\n');
    expect((await readAll(workspace, 'a.jsonl.gz.age')).lines).toEqual(['one', 'two']);
  });

  it('seals by the name of the file alone', async () => {
    const root = folder();
    await nodeWorkspace(root).replace('a.jsonl', ['x\n'], [key(alice).recipient]);
    expect(readFileSync(join(root, 'a.jsonl'), 'utf8')).toBe('x\n');
  });

  it('refuses to write one that nobody could open', async () => {
    const root = folder();
    for (const recipients of [undefined, []]) {
      await expect(nodeWorkspace(root).replace('a.age', ['x'], recipients)).rejects.toMatchObject({ code: 'INTERNAL' });
    }
    expect(readdirSync(root)).toEqual([]);
  });

  it('seals a file again onto itself, for others', async () => {
    const root = await sealed('x'.repeat(300_000));
    await as(root, key(alice).identity).seal('set.jsonl.age', 'set.jsonl.age', [key(bob).recipient]);
    expect((await bytesOf(as(root, key(bob).identity), 'set.jsonl.age')).length).toBe(300_000);
    await expect(bytesOf(as(root, key(alice).identity), 'set.jsonl.age')).rejects.toMatchObject({
      code: 'IDENTITY_REFUSED',
    });
  });
});
