/** What one job hands to another as a file, wherever it is put: its size and kind are bounded before it is read. */
import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { ShardFiles } from '../../ports/workspace.ts';
import { encoded, replaceFile } from './replace.ts';
import { decodeText } from './text.ts';
import { nodeWorkspace } from './workspace.ts';

const LIMIT = 4 * 1024 * 1024;

/** The text of a plan. Throws `PLAN_INVALID` for what is no regular file, is beyond 4 MiB or is not UTF-8. */
export async function readPlanFile(path: string): Promise<{ path: string; text: string }> {
  // Opening what waits for a writer must not wait, and a link could lead to anything.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: unknown) => refuse(path, `cannot be opened (${causeOf(error)})`));
  try {
    return { path, text: decodeText(await bytesOf(file, path), path) };
  } catch (error) {
    if (error instanceof AutotuneError && error.code === 'DOC_SYNTAX') {
      throw new AutotuneError('PLAN_INVALID', error.message, { problems: error.problems });
    }
    throw error;
  } finally {
    await file.close();
  }
}

/** Writes a text in one step, whole or not at all. Throws `USAGE` where the place cannot be written. */
export async function writeHandedFile(path: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  await replaceFile(path, encoded('plain', chunks)).catch((error: unknown) => {
    if (isAutotuneError(error)) throw error;
    throw new AutotuneError('USAGE', `${excerpt(path, 200)} cannot be written (${causeOf(error)})`);
  });
}

/** The folder in which other jobs left their shards. Throws `SHARDS_INCOMPLETE` where it is none. */
export async function openShardFiles(folder: string): Promise<ShardFiles> {
  const stats = await stat(folder).catch(() => null);
  if (stats?.isDirectory() === true) return nodeWorkspace(folder);
  throw new AutotuneError('SHARDS_INCOMPLETE', `${excerpt(folder, 200)} is no folder`);
}

async function bytesOf(file: FileHandle, path: string): Promise<Buffer> {
  const stats = await file.stat();
  if (!stats.isFile()) return refuse(path, 'is no regular file');
  // The size is what it was said to be a moment ago; no more than that is read.
  const bytes = Buffer.alloc(Math.min(stats.size, LIMIT) + 1);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  if (stats.size > LIMIT || bytesRead > LIMIT) return refuse(path, `has more than ${LIMIT} bytes`);
  return bytes.subarray(0, bytesRead);
}

function refuse(path: string, why: string): never {
  throw new AutotuneError('PLAN_INVALID', `${excerpt(path, 200)} ${why}`);
}

function causeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
