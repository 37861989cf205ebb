/** Replaces a file in one step: a crash leaves the old content or the new one, never a part of either. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';

type Chunks = Iterable<string> | AsyncIterable<string>;
type Pieces = AsyncIterable<Uint8Array>;

const PIECE = 256 * 1024;
const OS_BYTE = 9;

/** The bytes of a text in pieces, as gzip where the name asks for it. */
export function encoded(name: string, chunks: Chunks): Pieces {
  return name.endsWith('.gz') ? gzip(chunks) : gather(chunks);
}

/** Writes beside the file, syncs, and renames over it. */
export async function replaceFile(path: string, pieces: Pieces): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  const before = await stat(path).catch(() => null);
  const file = await open(temporary, 'wx', before === null ? 0o666 : before.mode & 0o777);
  try {
    try {
      if (before !== null) await file.chmod(before.mode & 0o777);
      for await (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function* gather(chunks: Chunks): AsyncGenerator<Buffer> {
  let held: string[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < PIECE) continue;
    yield Buffer.from(held.join(''));
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.from(held.join(''));
}

/** Node writes no time into the header; the system's byte is set to "unknown", so that machines agree on it too. */
async function* gzip(chunks: Chunks): AsyncGenerator<Buffer> {
  const source = Readable.from(gather(chunks), { objectMode: false });
  const zipped = createGzip({ level: constants.Z_BEST_COMPRESSION });
  source.on('error', (error) => zipped.destroy(error));
  let position = 0;
  for await (const piece of source.pipe(zipped) as AsyncIterable<Buffer>) {
    if (position <= OS_BYTE && OS_BYTE < position + piece.length) piece[OS_BYTE - position] = 255;
    position += piece.length;
    yield piece;
  }
}

/** A rename is only sure to survive a power cut once its folder is synced; some systems cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
