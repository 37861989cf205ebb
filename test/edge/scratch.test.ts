/** Numbers put aside in memory and in a file: the same come back, none is ever another, and nothing is left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spillingScratch } from '../../src/edge/files/scratch.ts';
import { openUnnamedFile, type UnnamedFile } from '../../src/edge/files/unnamed-file.ts';
import type { Scratch } from '../../src/ports/scratch.ts';

const PAGE = 512;
const BLOCK = 32 * 1024;

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'autotune-scratch-'));
const pageOf = (seed: number, length = PAGE) => Float64Array.from({ length }, (_, i) => seed + i / 7);

/** Puts so many pages; what stands where. */
function putPages(scratch: Scratch, count: number, first = 0): Map<number, Float64Array> {
  const put = new Map<number, Float64Array>();
  for (let i = 0; i < count; i++) put.set(scratch.put(pageOf(first + i)), pageOf(first + i));
  return put;
}

function expectAll(scratch: Scratch, put: ReadonlyMap<number, Float64Array>): void {
  for (const [place, page] of put) expect(scratch.read(place, page.length)).toEqual(page);
}

/** A real file that fails from its nth write on, or holds less than was written. */
function failing(how: { readonly writes?: number; readonly shorter?: boolean }): () => UnnamedFile {
  let left = how.writes ?? Number.POSITIVE_INFINITY;
  return () => {
    const file = openUnnamedFile(emptyFolder());
    if (file === null) throw new Error('no file in a folder of our own');
    return {
      ...file,
      write(bytes, position) {
        left -= 1;
        if (left < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        file.write(how.shorter === true ? bytes.subarray(0, 1000) : bytes, position);
      },
    };
  };
}

describe('numbers that are put aside', () => {
  it('come back as they were, from memory and from the file, in any order and of any length', () => {
    const lists = fc.array(fc.record({ length: fc.nat(3 * PAGE), seed: fc.integer() }), { maxLength: 120 });
    fc.assert(
      fc.property(lists, fc.constantFrom(0, BLOCK, 3 * BLOCK), (asked, held) => {
        const scratch = spillingScratch(held, () => openUnnamedFile(emptyFolder()));
        const put = asked.map(({ length, seed }) => {
          const numbers = pageOf(seed, length);
          return { place: scratch.put(numbers), numbers };
        });
        for (const { place, numbers } of [...put].reverse()) {
          expect(scratch.read(place, numbers.length)).toEqual(numbers);
          expect(scratch.read(place, numbers.length)).toEqual(numbers);
        }
        scratch.clear();
      }),
      { numRuns: 30 },
    );
  });

  it('are copied: what the page is used for next does not change them', () => {
    const scratch = spillingScratch(0, () => openUnnamedFile(emptyFolder()));
    const page = pageOf(1);
    const places = Array.from({ length: 200 }, (_, i) => scratch.put(page.fill(i)));
    expect(places.map((place) => scratch.read(place, PAGE)[PAGE - 1])).toEqual(places.map((_, i) => i));
    scratch.clear();
  });

  it('stay in memory up to the limit: no file is opened for a small set', () => {
    let opened = 0;
    const scratch = spillingScratch(2 * BLOCK, () => {
      opened++;
      return null;
    });
    const put = putPages(scratch, (3 * BLOCK) / PAGE);
    expect(opened).toBe(0);
    expectAll(scratch, put);
    scratch.put(pageOf(0));
    expect(opened).toBe(1);
  });

  it('are refused once they were let go of, though others were put since', () => {
    const scratch = spillingScratch(0, () => openUnnamedFile(emptyFolder()));
    const [gone = -1] = putPages(scratch, 200).keys();
    scratch.clear();
    const put = putPages(scratch, 200, 1000);
    expect(() => scratch.read(gone, PAGE)).toThrow(expect.objectContaining({ code: 'SCRATCH_UNREADABLE' }));
    expectAll(scratch, put);
    scratch.clear();
  });
});

describe('a disk that does not do', () => {
  it('leaves the numbers in memory where no file can be made', () => {
    const scratch = spillingScratch(0, () => openUnnamedFile(join(emptyFolder(), 'not-there')));
    expectAll(scratch, putPages(scratch, 500));
  });

  it('leaves in memory what it has no more room for, and keeps what it took', () => {
    const scratch = spillingScratch(0, failing({ writes: 3 }));
    expectAll(scratch, putPages(scratch, (8 * BLOCK) / PAGE));
    scratch.clear();
  });

  it('is told of where the file is shorter than what was written: no number is made up', () => {
    const scratch = spillingScratch(0, failing({ shorter: true }));
    const [, second = -1] = putPages(scratch, BLOCK / PAGE + 1).keys();
    expect(() => scratch.read(second, PAGE)).toThrow(expect.objectContaining({ code: 'SCRATCH_UNREADABLE' }));
    scratch.clear();
  });
});

describe('a file without a name', () => {
  it('stands in no folder while it is used, and gives back what was written', () => {
    const folder = emptyFolder();
    const file = openUnnamedFile(folder);
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
    file?.write(bytes, 70_000);
    expect(readdirSync(folder)).toEqual([]);
    const back = new Uint8Array(bytes.length);
    expect(file?.read(back, 70_000)).toBe(bytes.length);
    expect(back).toEqual(bytes);
    expect(file?.read(back, 169_000)).toBe(1000);
    expect(file?.read(back, 170_000)).toBe(0);
    file?.close();
  });

  it('is gone with a process that is killed while it uses it', async () => {
    const folder = emptyFolder();
    const script = `
      import { spillingScratch } from './src/edge/files/scratch.ts';
      const scratch = spillingScratch(0);
      for (let i = 0; i < 300; i++) scratch.put(new Float64Array(512).fill(i));
      process.stdout.write(String(scratch.read(0, 512)[0]));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('0');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(folder)).toEqual([]);
  });
});
