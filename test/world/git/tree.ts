/** A folder as git stores it, byte for byte, and the tree that another one is with some paths changed. */
import type { Objects } from './objects.ts';

/** As stored: folders have the mode `40000`. */
type Stored = { readonly mode: string; readonly name: string; readonly sha: string };

export type TreeEntry = {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly size?: number;
  readonly path: string;
};

/** A path that gets other content, or with `sha: null` none. */
export type TreeChange = { readonly path: string; readonly mode?: string; readonly sha: string | null };

const FOLDER = '40000';

function parseTree(bytes: Buffer): readonly Stored[] {
  const entries: Stored[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    const [mode = '', name = ''] = bytes.toString('utf8', at, end).split(/ (.*)/s);
    entries.push({ mode, name, sha: bytes.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

/** Folders sort as if their name ended with a slash. */
function printTree(entries: readonly Stored[]): Buffer {
  const keyed = entries.map((entry) => ({
    key: Buffer.from(entry.mode === FOLDER ? `${entry.name}/` : entry.name),
    bytes: Buffer.concat([Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.sha, 'hex')]),
  }));
  return Buffer.concat(keyed.sort((one, other) => Buffer.compare(one.key, other.key)).map(({ bytes }) => bytes));
}

const typeOf = (mode: string) => (mode === FOLDER ? 'tree' : mode === '160000' ? 'commit' : 'blob');

async function described(objects: Objects, { mode, name, sha }: Stored, folder: string): Promise<TreeEntry> {
  const type = typeOf(mode);
  const size = type === 'blob' ? { size: (await objects.find(sha))?.size ?? 0 } : {};
  return { mode: mode.padStart(6, '0'), type, sha, path: `${folder}${name}`, ...size };
}

/** The entries below a tree-ish, or undefined if there is no such tree. */
export async function listTree(
  objects: Objects,
  treeish: string,
  { recursive, folder = '' }: { readonly recursive: boolean; readonly folder?: string },
): Promise<readonly TreeEntry[] | undefined> {
  const bytes = await objects.read(`${treeish}^{tree}`);
  if (bytes === undefined) return undefined;
  const listed = parseTree(bytes).map(async (stored) => {
    const entry = await described(objects, stored, folder);
    if (!recursive || entry.type !== 'tree') return [entry];
    return [entry, ...((await listTree(objects, entry.sha, { recursive, folder: `${entry.path}/` })) ?? [])];
  });
  return (await Promise.all(listed)).flat();
}

/** The entry at a path below a tree-ish. */
export async function entryAt(objects: Objects, treeish: string, path: string): Promise<TreeEntry | undefined> {
  const [, folder = '', name] = /^(.*\/)?([^/]+)$/s.exec(path) ?? [];
  const bytes = await objects.read(`${treeish}^{tree}${folder === '' ? '' : `:${folder}`}`);
  const stored = bytes && parseTree(bytes).find((entry) => entry.name === name);
  return stored && described(objects, stored, folder);
}

/** Writes a tree that is `base` but for the changes; throws if one removes what is not there. Resolves to its id. */
export async function changedTree(
  objects: Objects,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  const bytes = base === undefined ? Buffer.alloc(0) : await objects.read(`${base}^{tree}`);
  if (bytes === undefined) throw new Error(`no tree ${base}`);
  const changed = await changedEntries(
    objects,
    parseTree(bytes),
    changes.map((change) => ({ ...change, below: change.path })),
  );
  return objects.write('tree', printTree(changed));
}

/** `below` is the path from the folder on that is at hand. */
type Change = TreeChange & { readonly below: string };

async function changedEntries(
  objects: Objects,
  stored: readonly Stored[],
  changes: readonly Change[],
): Promise<readonly Stored[]> {
  const entries = new Map(stored.map((entry) => [entry.name, entry]));
  const folders = new Map<string, Change[]>();
  for (const change of changes) {
    const [name = '', rest] = change.below.split(/\/(.*)/s);
    if (rest !== undefined) folders.set(name, [...(folders.get(name) ?? []), { ...change, below: rest }]);
    else if (change.sha !== null) entries.set(name, { mode: change.mode ?? '100644', name, sha: change.sha });
    else if (!entries.delete(name)) throw new Error(absent(change));
  }
  for (const [name, inner] of folders) {
    const now = entries.get(name);
    const bytes = now?.mode === FOLDER ? await objects.read(now.sha) : undefined;
    const left = await changedEntries(objects, bytes === undefined ? [] : parseTree(bytes), inner);
    if (left.length === 0) entries.delete(name);
    else entries.set(name, { mode: FOLDER, name, sha: await objects.write('tree', printTree(left)) });
  }
  return [...entries.values()];
}

const absent = ({ path }: TreeChange) => `A path was requested for deletion which does not exist: ${path}`;
