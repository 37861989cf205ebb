/**
 * Numbers in memory up to a limit, in a file without a name beyond it: a set of any size is searched in the same memory,
 * and a small one never reaches the disk. They are written in blocks, so that it is not a system call for each list.
 */
import { AutotuneError } from '../../kit/errors.ts';
import type { Scratch } from '../../ports/scratch.ts';
import { openUnnamedFile, type UnnamedFile } from './unnamed-file.ts';

/** Numbers of a block. */
const BLOCK = 32 * 1024;
/** So many numbers are held in memory, in whole blocks: 8 MB. */
const HELD = 1024 * 1024;

/**
 * @param held how many numbers stay in memory before any are written
 * @param open asked once for the file, when the first block is to be written; null where there is none
 */
export function spillingScratch(
  held: number = HELD,
  open: () => UnnamedFile | null = () => openUnnamedFile(),
): Scratch {
  let filling = openBlocks(0, held, open);
  let [lastFrom, last]: [number, Float64Array] = [-1, new Float64Array()];
  return {
    put(numbers) {
      // What was read last may be a view of a block that is written over.
      lastFrom = -1;
      return filling.put(numbers);
    },
    read(from, count) {
      if (from !== lastFrom || count !== last.length) [lastFrom, last] = [from, filling.read(from, count)];
      return last;
    },
    clear() {
      lastFrom = -1;
      filling.close();
      filling = openBlocks(filling.end(), held, open);
    },
  };
}

/** Blocks from a place on that nobody was told before: what was put earlier is not mistaken for what is put now. */
function openBlocks(start: number, held: number, open: () => UnnamedFile | null) {
  /** The blocks before the one that is filled; null for one that is in the file. */
  const full: (Float64Array | null)[] = [];
  let filled: Float64Array = new Float64Array();
  let used = 0;
  let buffer = new Float64Array();
  let file: UnnamedFile | null | undefined;

  const finish = () => {
    const isWritten = full.length * BLOCK >= held && write(filled);
    full.push(isWritten ? null : filled);
    // What is in the file is written over next.
    if (!isWritten) filled = new Float64Array(BLOCK);
    used = 0;
  };
  const write = (block: Float64Array): boolean => {
    if (file === undefined) file = open();
    try {
      file?.write(bytesOf(block), full.length * block.byteLength);
      return file !== null;
    } catch {
      return false;
    }
  };
  return {
    put(numbers: Float64Array): number {
      if (numbers.length > BLOCK) throw new RangeError(`more than ${BLOCK} numbers at once`);
      if (filled.length === 0) filled = new Float64Array(BLOCK);
      if (used + numbers.length > BLOCK) finish();
      filled.set(numbers, used);
      used += numbers.length;
      return start + full.length * BLOCK + used - numbers.length;
    },
    read(from: number, count: number): Float64Array {
      const at = (from - start) % BLOCK;
      const number = Math.floor((from - start) / BLOCK);
      const block = number === full.length ? filled : full[number];
      if (block === undefined || at + count > BLOCK) throw unreadable('nobody put them there');
      if (block !== null) return block.subarray(at, at + count);
      if (buffer.length !== count) buffer = new Float64Array(count);
      readInto(file ?? null, buffer, (from - start) * Float64Array.BYTES_PER_ELEMENT);
      return buffer;
    },
    end: () => start + (full.length + 1) * BLOCK,
    close: () => file?.close(),
  };
}

function readInto(file: UnnamedFile | null, numbers: Float64Array, position: number): void {
  let had = 0;
  try {
    had = file?.read(bytesOf(numbers), position) ?? 0;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : 'the file cannot be read');
  }
  if (had < numbers.byteLength) throw unreadable('the file is shorter than what was written');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function unreadable(why: string): AutotuneError {
  return new AutotuneError('SCRATCH_UNREADABLE', `numbers that were put aside cannot be had again: ${why}`);
}
