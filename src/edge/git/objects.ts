/** Reads git objects by name through a `cat-file --batch` that stays. */
import type { Repository } from './git.ts';
import { gitFailure } from './git.ts';

export type GitObject = { readonly id: string; readonly type: string; readonly bytes: Buffer };

const LINE_FEED = 10;
const REFUSED_PART = /^(?:|\.{1,2}|\.git[. ]*|git~\d+)$/i;
const REFUSED_CHARACTER = /[\p{Cc}\\"]/u;

/** Whether a path can stand in a tree and be checked out anywhere: relative, nothing special, no way up or into .git. */
export function isTreePath(path: string): boolean {
  return !REFUSED_CHARACTER.test(path) && !path.split('/').some((part) => REFUSED_PART.test(part));
}

const BATCH = ['cat-file', '--batch'];
/** So many names are one question: what they have to say is held together until it is whole. */
const FEW = 16;

/** The objects of the given names (no line feed in them), in their order; null where a name has none. */
export async function readObjects(
  repository: Repository,
  names: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  const parts = Array.from({ length: Math.ceil(names.length / FEW) }, (_, i) => names.slice(i * FEW, (i + 1) * FEW));
  return (await Promise.all(parts.map((part) => readFew(repository, part)))).flat();
}

async function readFew(repository: Repository, names: readonly string[]): Promise<readonly (GitObject | null)[]> {
  const question = names.map((name) => `${name}\n`).join('');
  const answer = await repository.stay(BATCH).ask(question, (bytes) => objectsIn(bytes, names.length)?.end ?? null);
  const found = objectsIn(answer, names.length);
  if (found === null) throw gitFailure(BATCH, 'the answer ended early');
  return found.objects;
}

/** So many objects from the beginning of what git answered, and where they end; null where they are not all there. */
function objectsIn(bytes: Buffer, count: number): { objects: (GitObject | null)[]; end: number } | null {
  const objects: (GitObject | null)[] = [];
  let at = 0;
  while (objects.length < count) {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end < 0) return null;
    const [, id, type, size] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(bytes.toString('utf8', at, end)) ?? [];
    at = end + 1;
    if (id === undefined || type === undefined) {
      objects.push(null);
      continue;
    }
    const after = at + Number(size);
    if (bytes.length <= after) return null;
    objects.push({ id, type, bytes: bytes.subarray(at, after) });
    at = after + 1;
  }
  return { objects, end: at };
}

/** The commit that a name leads to, or null; asked of the git that stays, so the name must not be anybody's expression. */
export async function findCommit(repository: Repository, name: string): Promise<string | null> {
  const [object] = await readObjects(repository, [`${name}^{commit}`]);
  return object?.id ?? null;
}

/** An entry of a tree: its mode as git writes it, e.g. `100644`, and the id of its object. */
export type TreeEntry = { readonly mode: string; readonly id: string };

/** What stands in a folder at a commit, by name; empty where there is no folder. */
export async function readFolder(
  repository: Repository,
  commit: string,
  folder: string,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  const [tree] = await readObjects(repository, [`${commit}:${folder}`]);
  if (tree?.type !== 'tree') return entries;
  const { bytes, id } = tree;
  // An entry is its mode, a space, its name, a zero byte, and the bytes of an id as long as the tree's own.
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const next = end + 1 + id.length / 2;
    const entry = { mode: bytes.toString('utf8', at, space), id: bytes.toString('hex', end + 1, next) };
    entries.set(bytes.toString('utf8', space + 1, end), entry);
    at = next;
  }
  return entries;
}

/** The bytes of one file at a commit, or null where there is none. */
export async function readBlob(repository: Repository, commit: string, path: string): Promise<Buffer | null> {
  if (!isTreePath(path)) return null;
  const [object] = await readObjects(repository, [`${commit}:${path}`]);
  return object?.type === 'blob' ? object.bytes : null;
}
