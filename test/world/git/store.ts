/** The world's one git repository: bare, real, and the truth about every object and ref that the interfaces show. */
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Commit, type Identity, parseCommit, printCommit } from './commit.ts';
import { type FileDiff, parseDiff } from './diff.ts';
import { type Objects, openObjects, ZERO } from './objects.ts';
import { remembering } from './remember.ts';
import { gitBy } from './run-git.ts';
import { shellGit as tryGit } from './shell-git.ts';
import { changedTree, entryAt, listTree, type TreeChange, type TreeEntry } from './tree.ts';

/** `before` is what must hold: an object id, ZERO for "no such ref", or undefined for whatever it may be. */
export type RefUpdate = { readonly ref: string; readonly before?: string; readonly after: string };

export type GitStore = {
  /** The folder of the bare repository. */
  readonly directory: string;
  /** Every ref below a prefix, by its full name. */
  refs(prefix?: string): Promise<ReadonlyMap<string, string>>;
  /** The commit a ref, an object id or a branch name stands for; undefined if there is none. */
  commitAt(name: string): Promise<string | undefined>;
  kindOf(sha: string): Promise<string | undefined>;
  commit(sha: string): Promise<Commit>;
  /** The exact bytes of an object. */
  content(sha: string): Promise<Buffer>;
  /** The entries below a tree-ish, or undefined if there is no such tree. */
  tree(treeish: string, options?: { readonly recursive?: boolean }): Promise<readonly TreeEntry[] | undefined>;
  entry(treeish: string, path: string): Promise<TreeEntry | undefined>;
  writeBlob(content: Buffer): Promise<string>;
  /** A tree that is `base` but for the changes; throws if one removes what is not there. */
  writeTree(base: string | undefined, changes: readonly TreeChange[]): Promise<string>;
  writeCommit(commit: Omit<Commit, 'sha'>): Promise<string>;
  /** All or none; false if one of the refs is not where it was said to be. */
  moveRefs(updates: readonly RefUpdate[]): Promise<boolean>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** Ids reachable from `head` and not from `without`, newest first. */
  log(head: string, options?: { readonly without?: string; readonly path?: string }): Promise<readonly string[]>;
  diff(base: string, head: string): Promise<readonly FileDiff[]>;
  /** The tree of a real three-way merge, or undefined where the two conflict. */
  merge(base: string, head: string): Promise<string | undefined>;
  fetchFrom(repository: string, refspec: string): Promise<void>;
  /** Forgets where refs were: somebody else has moved them. */
  refresh(): void;
  fsck(): Promise<string>;
  remove(): Promise<void>;
};

const { git, gitBytes } = gitBy(tryGit);

/** What GitHub's git server allows, and git's own does not unless told. */
const SERVED = '[http]\n\treceivepack = true\n[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n';

export async function createGitStore(name: string, defaultBranch: string): Promise<GitStore> {
  const root = await mkdtemp(join(tmpdir(), 'world-'));
  const directory = join(root, `${name}.git`);
  await git(root, ['init', '-q', '--bare', '--template=', '-b', defaultBranch, directory]);
  await appendFile(join(directory, 'config'), SERVED);
  const objects = openObjects(directory);
  const parts = { ...readsOf(directory, objects), ...writesOf(directory, objects), directory };
  const remove = async () => {
    objects.close();
    await rm(root, { recursive: true, force: true });
  };
  return remembering({ ...parts, refresh: () => undefined, remove });
}

function readsOf(directory: string, objects: Objects) {
  const lines = async (args: readonly string[]) =>
    (await git(directory, args)).split('\n').filter((line) => line !== '');
  const content = async (sha: string) => {
    const bytes = await objects.read(sha);
    if (bytes === undefined) throw new Error(`no object ${sha}`);
    return bytes;
  };
  return {
    refs: async (prefix = 'refs/') => {
      const found = await lines(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
      return new Map(found.map((line) => [line.slice(41), line.slice(0, 40)]));
    },
    commitAt: async (name: string) => (await objects.find(`${name}^{commit}`))?.sha,
    kindOf: async (sha: string) => (await objects.find(sha))?.kind,
    commit: async (sha: string) => parseCommit(sha, (await content(sha)).toString()),
    content,
    tree: (treeish: string, { recursive = false } = {}) => listTree(objects, treeish, { recursive }),
    entry: (treeish: string, path: string) => entryAt(objects, treeish, path),
    isAncestor: async (ancestor: string, descendant: string) =>
      (await tryGit(directory, ['merge-base', '--is-ancestor', ancestor, descendant])).code === 0,
    mergeBase: async (one: string, other: string) => {
      const { code, stdout } = await tryGit(directory, ['merge-base', one, other]);
      return code === 0 ? stdout.toString().trim() : undefined;
    },
    log: (head: string, options: { readonly without?: string; readonly path?: string } = {}) =>
      lines([
        'rev-list',
        '--topo-order',
        head,
        ...(options.without === undefined ? [] : [`^${options.without}`]),
        ...(options.path === undefined ? [] : ['--', options.path]),
      ]),
    diff: async (base: string, head: string) => parseDiff((args) => gitBytes(directory, ['diff', ...args, base, head])),
    fsck: async () => (await gitBytes(directory, ['fsck', '--full', '--strict', '--no-dangling'])).toString(),
  };
}

function writesOf(directory: string, objects: Objects) {
  return {
    writeBlob: (content: Buffer) => objects.write('blob', content),
    writeTree: (base: string | undefined, changes: readonly TreeChange[]) => changedTree(objects, base, changes),
    writeCommit: (commit: Omit<Commit, 'sha'>) => objects.write('commit', Buffer.from(printCommit(commit))),
    moveRefs: async (updates: readonly RefUpdate[]) => {
      const commands = updates.map(({ ref, before, after }) => {
        const verb = after === ZERO ? `delete ${ref}` : `update ${ref} ${after}`;
        return `${verb}${before === undefined ? '' : ` ${before}`}\n`;
      });
      const input = `start\n${commands.join('')}commit\n`;
      return (await tryGit(directory, ['update-ref', '--stdin'], { input })).code === 0;
    },
    merge: async (base: string, head: string) => {
      const { code, stdout } = await tryGit(directory, ['merge-tree', '--write-tree', base, head]);
      return code === 0 ? stdout.toString().trim().split('\n')[0] : undefined;
    },
    fetchFrom: async (repository: string, refspec: string) => {
      await git(directory, ['fetch', '-q', '--no-tags', '--update-head-ok', repository, refspec]);
    },
  };
}

/** Who wrote, at which instant, in git's own terms. */
export const identity = (name: string, email: string, at: Date): Identity => ({
  name,
  email,
  seconds: Math.floor(at.getTime() / 1000),
  zone: '+0000',
});
