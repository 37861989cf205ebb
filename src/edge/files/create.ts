/**
 * Creates files that are not there yet, all of them or none. They are written aside first and then moved into place,
 * a missing folder whole, so that a crash leaves each part there or not there and a second try completes it.
 */
import { link, lstat, mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';

const ASIDE = '.autotune-init-';

/**
 * @param files text by path; the paths were checked to lead to no link and not outside
 * Throws `INIT_REFUSED` where something stands in the way or the system refuses; what was made until then is gone again.
 */
export async function createFiles(root: string, files: ReadonlyMap<string, string>): Promise<void> {
  if (files.size === 0) return;
  const places = new Set<string>();
  for (const path of files.keys()) places.add(await topmostMissing(root, path));
  const aside = await mkdtemp(join(root, ASIDE)).catch(refused);
  const moved: string[] = [];
  try {
    for (const [path, text] of files) await writeSynced(join(aside, path), text);
    for (const place of places) {
      await moveNew(join(aside, place), join(root, place));
      moved.push(place);
    }
  } catch (error) {
    for (const place of moved) await takeBack(root, place, files);
    return refused(error);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** The first part of a path that does not exist: the file itself, or the outermost folder that has to be made for it. */
async function topmostMissing(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  for (const [i] of parts.entries()) {
    const place = parts.slice(0, i + 1).join('/');
    const stats = await lstat(join(root, place)).catch(() => null);
    if (stats === null) return place;
    if (!stats.isDirectory()) throw new AutotuneError('INIT_REFUSED', `${excerpt(place, 200)} stands in the way`);
  }
  throw new AutotuneError('INIT_REFUSED', `${excerpt(path, 200)} stands in the way`);
}

async function writeSynced(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Neither way replaces a file, or a folder that has anything in it, that somebody else made in the meantime. */
async function moveNew(from: string, to: string): Promise<void> {
  const isFolder = (await lstat(from)).isDirectory();
  await (isFolder ? rename(from, to) : link(from, to));
}

/** Removes our files of a place, and its folders as far as nobody else put anything into them. */
async function takeBack(root: string, place: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const path of files.keys()) {
    if (path === place || path.startsWith(`${place}/`)) await rm(join(root, path), { force: true });
  }
  await removeEmpty(join(root, place));
}

async function removeEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return;
  for (const entry of entries) if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
  await rmdir(folder).catch(() => undefined);
}

function refused(cause: unknown): never {
  if (cause instanceof AutotuneError) throw cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  throw new AutotuneError('INIT_REFUSED', `nothing was created: ${excerpt(said, 300)}`, { cause });
}
