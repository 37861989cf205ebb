/**
 * Lines of a file of any size, in batches, with the digest of its bytes taken in the same pass. Memory holds one
 * piece of the file and one unfinished line, whatever the file's size.
 */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { DamagedLine, LineReader } from '../../ports/workspace.ts';
import { keepHeapSmall } from '../small-heap.ts';
import type { Seal } from './seal.ts';
import { decodeAround, decodeText, syntaxError } from './text.ts';

const PIECE = 64 * 1024;
export const LINE_LIMIT = 32 * 1024 * 1024;
const LINE_FEED = 10;

const SEALED = /\.age$/;

/** The bytes of a file from its beginning, as they are kept. */
export type Pieces = () => AsyncGenerator<Buffer>;

/**
 * @param pieces asked when the lines are
 * @param name what problems call the file; `.age` at its end means sealed, `.gz` at the end of what is left means gzip
 * @param damaged told of each line that is no text, before its batch is given; without it the first ends the reading
 */
export function readLines(pieces: Pieces, name: string, seal: Seal, damaged?: (line: DamagedLine) => void): LineReader {
  let digest: string | null = null;
  return {
    async *[Symbol.asyncIterator]() {
      digest = null;
      const hash = createHash('sha256');
      const opened = hashed(readOpened(pieces, name, seal), hash);
      const text = name.replace(SEALED, '').endsWith('.gz') ? gunzip(opened, name) : opened;
      yield* splitLines(text, name, (bytes, line) =>
        damaged === undefined ? decodeText(bytes, name, line) : decodeAround(bytes, line, damaged),
      );
      digest = `sha256:${hash.digest('hex')}`;
    },
    digest() {
      if (digest !== null) return digest;
      throw new AutotuneError('INTERNAL', `${excerpt(name, 200)} was not read to its end`);
    },
  };
}

/** The bytes of a file; of a sealed one those that were sealed. */
export function readOpened(pieces: Pieces, name: string, seal: Seal): AsyncGenerator<Buffer> {
  return SEALED.test(name) ? seal.open(pieces(), name) : pieces();
}

/** `sha256:<hex>` over the bytes as they are kept. */
export async function digestOfPieces(pieces: Pieces): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces()) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

async function* hashed(pieces: AsyncGenerator<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/** The bytes of a file as they are on disk. The next piece is read while somebody is at work on the last. */
export async function* readPieces(locate: () => Promise<string>): AsyncGenerator<Buffer> {
  const file = await open(await locate(), constants.O_RDONLY | constants.O_NOFOLLOW);
  let next: ReturnType<typeof readPiece> | null = null;
  try {
    keepHeapSmall((await file.stat()).size);
    for (;;) {
      const { bytesRead, buffer } = await (next ?? readPiece(file));
      if (bytesRead === 0) return;
      next = readPiece(file);
      // What goes wrong is told to who asks for it.
      next.catch(() => undefined);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // Nobody asks any more for what is still being read.
    await next?.catch(() => undefined);
    await file.close();
  }
}

function readPiece(file: FileHandle) {
  return file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, null);
}

async function* gunzip(pieces: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const source = Readable.from(pieces, { objectMode: false, highWaterMark: PIECE });
  const unzipped = createGunzip({ chunkSize: PIECE });
  source.on('error', (error) => unzipped.destroy(error));
  try {
    yield* source.pipe(unzipped);
    // What stands behind the last gzip member belongs to the digest, too.
    for await (const _ of source);
  } catch (error) {
    if (isAutotuneError(error) || !isZlibError(error)) throw error;
    throw syntaxError(name, 0, `the file is not whole gzip data (${excerpt(error.message)})`, 'gzip');
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

type Decode = (bytes: Buffer, firstLine: number) => string;

async function* splitLines(
  pieces: AsyncGenerator<Buffer>,
  name: string,
  decode: Decode,
): AsyncGenerator<readonly string[]> {
  let unfinished: Buffer[] = [];
  let held = 0;
  let line = 1;
  for await (const piece of pieces) {
    const first = piece.indexOf(LINE_FEED);
    if (held + (first < 0 ? piece.length : first) > LINE_LIMIT) throw tooLong(name, line);
    if (first < 0) {
      unfinished.push(piece);
      held += piece.length;
      continue;
    }
    const last = piece.lastIndexOf(LINE_FEED);
    const whole = piece.subarray(0, last);
    const lines = linesOf(decode(held === 0 ? whole : Buffer.concat([...unfinished, whole]), line));
    line += lines.length;
    unfinished = last + 1 < piece.length ? [piece.subarray(last + 1)] : [];
    held = piece.length - last - 1;
    yield lines;
  }
  if (held > 0) yield linesOf(decode(Buffer.concat(unfinished), line));
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (!text.includes('\r')) return lines;
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function tooLong(name: string, line: number): AutotuneError {
  return new AutotuneError(
    'DOC_TOO_LARGE',
    `${excerpt(name, 200)}:${line}: the line is longer than ${LINE_LIMIT} bytes`,
  );
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
