/** What one job hands to another as a file, wherever it is put: its size and kind are bounded before it is read. */
import { constants, type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { ShardFiles } from '../../ports/workspace.ts';
import { encoded, replaceFile } from './replace.ts';
import { decodeText } from './text.ts';
import { nodeWorkspace } from './workspace.ts';

const LIMIT = 4 * 1024 * 1024;

/** Opening what waits for a writer must not wait, and a link could lead to anything. */
const READING = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The text of a plan. Throws `PLAN_INVALID` for what is no regular file, is beyond 4 MiB or is not UTF-8. */
export async function readPlanFile(path: string): Promise<{ path: string; text: string }> {
  const file = await open(path, READING).catch((error: unknown) =>
    refuse(path, `cannot be opened (${causeOf(error)})`),
  );
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

/**
 * Writes a text in one step, whole or not at all, into a folder that is made where it is not there. What stands there is
 * replaced only if it begins like what is written. Throws `USAGE` where the place is taken or cannot be written.
 * @param opening how every file of this kind begins
 */
export async function writeHandedFile(
  path: string,
  opening: string,
  chunks: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  if (!(await mayReplace(path, opening))) {
    throw new AutotuneError('USAGE', `${excerpt(path, 200)} is there and is something else`, { hint: OTHER_PLACE });
  }
  await mkdir(dirname(path), { recursive: true })
    .then(() => replaceFile(path, encoded('plain', chunks)))
    .catch((error: unknown) => {
      if (isAutotuneError(error)) throw error;
      const message = `${excerpt(path, 200)} cannot be written (${causeOf(error)})`;
      throw new AutotuneError('USAGE', message, { hint: OTHER_PLACE });
    });
}

const OTHER_PLACE = 'Name a new file in a folder that can be written.';

async function mayReplace(path: string, opening: string): Promise<boolean> {
  const file = await open(path, READING).catch(causeOf);
  if (typeof file === 'string') return file === 'ENOENT' || file === 'ENOTDIR';
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return false;
    const bytes = Buffer.alloc(opening.length);
    await file.read(bytes, 0, bytes.length, 0);
    return stats.size === 0 || bytes.toString('latin1') === opening;
  } finally {
    await file.close();
  }
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
