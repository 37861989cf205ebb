/**
 * The checkout as files on disk. Nothing outside the root is reachable: a path is walked part by part, and a symbolic
 * link on the way is refused.
 */
import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt, type Problem } from '../../kit/problem.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { isTreePath } from '../git/objects.ts';
import { createFiles } from './create.ts';
import { digestOfPieces, readLines, readOpened, readPieces } from './lines.ts';
import { encoded, replaceFile } from './replace.ts';
import { openSeal, type Seal } from './seal.ts';
import { decodeText } from './text.ts';

const READ_LIMIT = 4 * 1024 * 1024;

/** The workspace of a directory, usually the root of a checkout. Without a seal of its own it opens no sealed file. */
export function nodeWorkspace(root: string, seal: Seal = openSeal(undefined)): Workspace {
  const pieces = (path: string) => () => readPieces(() => locateFile(root, path));
  return {
    canUnseal: seal.hasIdentity,

    async list(folder) {
      const found = await locate(root, folder, 'skip');
      if (found?.kind !== 'folder') return [];
      const files: string[] = [];
      await collect(found.absolute, pathOf(folder), (entry, path) => {
        if (entry.isFile()) files.push(path);
      });
      return files.sort();
    },

    async links(folder) {
      const links: string[] = [];
      const found = await locate(root, folder, 'skip', (path) => links.push(path));
      if (found?.kind === 'folder') {
        await collect(found.absolute, pathOf(folder), (entry, path) => {
          if (entry.isSymbolicLink()) links.push(path);
        });
      }
      return Promise.all(links.sort().map(async (path) => ({ path, leadsTo: await endOf(join(root, path)) })));
    },

    async read(path, limit = READ_LIMIT) {
      const found = await locate(root, path, 'refuse');
      return found?.kind === 'file' ? readText(found.absolute, path, limit) : null;
    },

    lines: (path, damaged) => readLines(pieces(path), path, seal, damaged),

    async *bytes(path) {
      yield* readOpened(pieces(path), path, seal);
    },

    digest: (path) => digestOfPieces(pieces(path)),

    async replace(path, chunks, recipients = []) {
      const found = await locate(root, path, 'refuse');
      const isSealed = path.endsWith('.age');
      const written = encoded(isSealed ? path.slice(0, -'.age'.length) : path, chunks);
      if (isSealed && recipients.length === 0) {
        throw new AutotuneError('INTERNAL', `${excerpt(path, 200)} would be written so that nobody can open it`);
      }
      await replaceFile(found?.absolute ?? join(root, path), isSealed ? seal.close(written, recipients) : written);
    },

    async seal(from, to, recipients) {
      const found = await locate(root, to, 'refuse');
      const opened = readOpened(pieces(from), from, seal);
      await replaceFile(found?.absolute ?? join(root, to), seal.close(opened, recipients));
    },

    async create(files) {
      for (const path of files.keys()) await locate(root, path, 'refuse');
      await createFiles(root, files);
    },

    async remove(path) {
      const found = await locate(root, path, 'refuse');
      if (found?.kind === 'file') await rm(found.absolute);
    },
  };
}

type Place = { readonly absolute: string; readonly kind: 'file' | 'folder' };

/** Walks a path below the root; null where it leads to nothing, or to something that is neither file nor folder. */
async function locate(
  root: string,
  path: string,
  links: 'refuse' | 'skip',
  passed: (link: string) => void = () => {},
): Promise<Place | null> {
  const parts = partsOf(path);
  let absolute = root;
  let kind: Place['kind'] = 'folder';
  for (const part of parts) {
    absolute = join(absolute, part);
    const stats = await lstat(absolute).catch(unlessAbsent);
    if (stats?.isSymbolicLink() === true && links === 'refuse') {
      throw linked(path);
    }
    if (stats?.isSymbolicLink() === true) passed(relative(root, absolute).replaceAll('\\', '/'));
    if (!stats?.isFile() && !stats?.isDirectory()) return null;
    kind = stats.isFile() ? 'file' : 'folder';
  }
  return { absolute, kind };
}

/** The parts of a path below the root; throws for one that leads elsewhere. */
export function partsOf(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.some((part) => part === '..' || /[\\\0]/.test(part))) {
    throw refusal(path, 'the path leads outside the repository', 'a path inside the repository');
  }
  // What cannot be committed again must not be found out by the commit, after everything else was done.
  if (parts.length > 0 && !isTreePath(parts.join('/'))) {
    const expected = 'a path without quotes, control characters and folders of git';
    throw refusal(path, 'no proposal can carry a file of this name', expected);
  }
  return parts;
}

/** What a file that has to be there and is not is told with. */
export function absent(path: string): AutotuneError {
  return new AutotuneError('CONFIG_MISSING', `${excerpt(path, 200)} is not there`);
}

async function locateFile(root: string, path: string): Promise<string> {
  const found = await locate(root, path, 'refuse');
  if (found?.kind === 'file') return found.absolute;
  throw absent(path);
}

/** `packs` of `./packs/`. */
function pathOf(folder: string): string {
  return folder.replaceAll(/^\.(?:\/|$)|\/+$/g, '');
}

async function collect(directory: string, prefix: string, visit: (entry: Dirent, path: string) => void): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (!entry.isDirectory()) visit(entry, path);
    else if (entry.name !== '.git') await collect(join(directory, entry.name), path, visit);
  }
}

/** What kind of thing a link leads to; nothing is read of it. */
async function endOf(link: string): Promise<'file' | 'folder' | 'nothing'> {
  const stats = await stat(link).catch(() => null);
  if (stats === null) return 'nothing';
  return stats.isDirectory() ? 'folder' : 'file';
}

async function readText(absolute: string, path: string, limit: number): Promise<string> {
  const file = await open(absolute, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    assertNotLarger(path, (await file.stat()).size, limit);
    return decodeText(await file.readFile(), path);
  } finally {
    await file.close();
  }
}

/** Throws `DOC_TOO_LARGE` for a text of more than `limit` bytes. */
export function assertNotLarger(path: string, size: number, limit = READ_LIMIT): void {
  if (size <= limit) return;
  throw new AutotuneError('DOC_TOO_LARGE', `${excerpt(path, 200)} has ${size} bytes; the limit is ${limit}`);
}

/** What a path through a symbolic link is refused with. */
export function linked(file: string): AutotuneError {
  const message = 'the path goes through a symbolic link, which could lead outside';
  return refusal(file, message, 'a regular file', 'DOC_LINK');
}

function refusal(
  file: string,
  message: string,
  expected: string,
  code: 'DOC_SHAPE' | 'DOC_LINK' = 'DOC_SHAPE',
): AutotuneError {
  const problem: Problem = { severity: 'error', code, file, line: 0, column: 0, message, expected };
  return new AutotuneError('DOCUMENTS_INVALID', `${excerpt(file, 200)}: ${message}`, { problems: [problem] });
}

function unlessAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return null;
  throw error;
}
