/**
 * The files of one commit or tree as a workspace, read from git's objects and never from a working tree. It keeps what
 * the workspace on disk keeps: links are left out and refused, nothing outside the tree is reachable.
 */
import { AutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { digestOfPieces, readLines, readOpened } from '../files/lines.ts';
import type { Seal } from '../files/seal.ts';
import { decodeText } from '../files/text.ts';
import { absent, assertNotLarger, linked, partsOf } from '../files/workspace.ts';
import { keepHeapSmall } from '../small-heap.ts';
import { gitFailure, type Repository } from './git.ts';
import { readObjects } from './objects.ts';

type Entry = { readonly path: string; readonly isLink: boolean; readonly blob: string; readonly size: number };
type Entries = ReadonlyMap<string, Entry>;

/** The folders of the root that every run reads: they are listed by one git, and the rest of the tree never. */
const TOGETHER: readonly string[] = ['.github', 'goldens', 'packs'];
/** Bytes up to which a file is read whole by the git that stays, rather than in pieces by one of its own. */
const SMALL = 1024 * 1024;

/** @param tree a commit or tree as its id says it */
export function treeWorkspace(repository: Repository, tree: string, seal: Seal): Workspace {
  const known = new Map<string, Promise<Entries>>();
  const entriesNear = (path: string): Promise<Entries> => {
    const [first = ''] = partsOf(path);
    const names = TOGETHER.includes(first) ? TOGETHER : [first].filter((name) => name !== '');
    const entries = known.get(names.join()) ?? readEntries(repository, tree, names);
    known.set(names.join(), entries);
    return entries;
  };
  const find = async (path: string): Promise<Entry | null> => {
    const name = partsOf(path).join('/');
    const entries = await entriesNear(path);
    if (wayOf(name).some((on) => entries.get(on)?.isLink === true)) throw linked(path);
    return entries.get(name) ?? null;
  };
  const pieces = (path: string) =>
    async function* (): AsyncGenerator<Buffer> {
      const entry = await find(path);
      if (entry === null) throw absent(path);
      if (entry.size <= SMALL) return yield await readWhole(repository, entry.blob);
      keepHeapSmall(entry.size);
      yield* repository.stream(['cat-file', 'blob', entry.blob]);
    };
  const below = async (folder: string, isLink: boolean) => {
    const name = partsOf(folder).join('/');
    const entries = [...(await entriesNear(folder)).values()].filter((entry) => entry.isLink === isLink);
    return entries.filter(({ path }) => name === '' || path.startsWith(`${name}/`) || (isLink && leadsTo(path, name)));
  };
  return {
    canUnseal: seal.hasIdentity,
    list: async (folder) => (await below(folder, false)).map(({ path }) => path).sort(),
    async links(folder) {
      const found = await below(folder, true);
      return Promise.all(
        found.map(async ({ path, blob }) => ({ path, leadsTo: await endOf(repository, tree, path, blob) })),
      );
    },
    async read(path, limit) {
      const entry = await find(path);
      if (entry === null) return null;
      assertNotLarger(path, entry.size, limit);
      return decodeText(await readWhole(repository, entry.blob), path);
    },
    lines: (path, damaged) => readLines(pieces(path), path, seal, damaged),
    async *bytes(path) {
      yield* readOpened(pieces(path), path, seal);
    },
    digest: (path) => digestOfPieces(pieces(path)),
    replace: never,
    create: never,
    seal: never,
    remove: never,
  };
}

async function never(): Promise<never> {
  throw new AutotuneError('INTERNAL', 'a commit is only read');
}

/** A path and every folder on the way to it. */
function wayOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

function leadsTo(link: string, folder: string): boolean {
  return folder === link || folder.startsWith(`${link}/`);
}

const LIST = ['ls-tree', '-r', '-z', '-l', '--full-tree'];
const ENTRY = /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t([\s\S]*)$/;

/** Files and links below names of the root; of the whole tree where there are none. */
async function readEntries(repository: Repository, tree: string, names: readonly string[]): Promise<Entries> {
  const { stdout } = await repository.git([...LIST, tree, ...(names.length === 0 ? [] : ['--', ...names])]);
  const entries = new Map<string, Entry>();
  for (const line of stdout.toString('utf8').split('\0')) {
    const [, mode, type, blob = '', size, path = ''] = ENTRY.exec(line) ?? [];
    if (type !== 'blob') continue;
    // A size that git cannot tell is of an object that is not there: for it to be left out would be to forget a file.
    if (!/^\d+$/.test(size ?? '')) throw gitFailure(LIST, `${blob} is lost`);
    entries.set(path, { path, isLink: mode === '120000', blob, size: Number(size) });
  }
  return entries;
}

async function readWhole(repository: Repository, blob: string): Promise<Buffer> {
  const [object] = await readObjects(repository, [blob]);
  if (object?.type !== 'blob') throw gitFailure(['cat-file'], `${blob} is lost`);
  return object.bytes;
}

/** What stands in the tree where a link leads; what leads out of it, or to another link, leads to nothing here. */
async function endOf(
  repository: Repository,
  tree: string,
  path: string,
  blob: string,
): Promise<'file' | 'folder' | 'nothing'> {
  const [target] = await readObjects(repository, [blob]);
  const written = target?.bytes.toString('utf8') ?? '';
  const parts = path.split('/').slice(0, -1);
  for (const part of written.split('/')) {
    if (part === '..' && parts.pop() === undefined) return 'nothing';
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  const name = parts.join('/');
  if (written.startsWith('/') || /[\n\0]/.test(name)) return 'nothing';
  const [object] = await readObjects(repository, [`${tree}:${name}`]);
  if (object === undefined || object === null) return 'nothing';
  return object.type === 'tree' ? 'folder' : 'file';
}
