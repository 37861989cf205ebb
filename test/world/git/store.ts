/** The world's one git repository: bare, real, and the truth about every object and ref that the interfaces show. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Commit, type Identity, parseCommit, printCommit } from './commit.ts';
import { type FileDiff, parseDiff } from './diff.ts';
import { remembering } from './remember.ts';
import { git, gitBytes, tryGit } from './run-git.ts';

export const ZERO = '0'.repeat(40);

export type TreeEntry = {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly size?: number;
  readonly path: string;
};

/** A path that gets other content, or with `sha: null` none. */
export type TreeChange = { readonly path: string; readonly mode?: string; readonly sha: string | null };

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

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What GitHub's git server allows, and git's own does not unless told. */
const SERVED = ['http.receivepack', 'uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant'];

export async function createGitStore(name: string, defaultBranch: string): Promise<GitStore> {
  const root = await mkdtemp(join(tmpdir(), 'world-'));
  const directory = join(root, `${name}.git`);
  await git(root, ['init', '-q', '--bare', '-b', defaultBranch, directory]);
  for (const key of SERVED) await git(directory, ['config', key, 'true']);
  const parts = { ...readsOf(directory), ...writesOf(directory), directory, refresh: () => undefined };
  return remembering({ ...parts, remove: () => rm(root, { recursive: true, force: true }) });
}

function readsOf(directory: string) {
  const lines = async (args: readonly string[]) =>
    (await git(directory, args)).split('\n').filter((line) => line !== '');
  const first = async (args: readonly string[]) => {
    const { code, stdout } = await tryGit(directory, args);
    return code === 0 ? stdout.toString().trim() : undefined;
  };
  const tree: GitStore['tree'] = async (treeish, { recursive = false } = {}) => {
    const flags = recursive ? ['-r', '-t'] : [];
    const { code, stdout } = await tryGit(directory, ['ls-tree', '-z', '--long', ...flags, treeish]);
    return code === 0 ? parseEntries(stdout.toString()) : undefined;
  };
  return {
    refs: async (prefix = 'refs/') => {
      const found = await lines(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
      return new Map(found.map((line) => [line.slice(41), line.slice(0, 40)]));
    },
    commitAt: (name: string) => first(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]),
    kindOf: (sha: string) => first(['cat-file', '-t', sha]),
    commit: async (sha: string) =>
      parseCommit(sha, (await gitBytes(directory, ['cat-file', 'commit', sha])).toString()),
    content: async (sha: string) =>
      gitBytes(directory, ['cat-file', await git(directory, ['cat-file', '-t', sha]), sha]),
    tree,
    entry: async (treeish: string, path: string) => {
      const { stdout } = await tryGit(directory, ['ls-tree', '-z', '--long', '--full-tree', treeish, '--', path]);
      return parseEntries(stdout.toString())[0];
    },
    isAncestor: async (ancestor: string, descendant: string) =>
      (await tryGit(directory, ['merge-base', '--is-ancestor', ancestor, descendant])).code === 0,
    mergeBase: (one: string, other: string) => first(['merge-base', one, other]),
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

function writesOf(directory: string) {
  return {
    writeBlob: (content: Buffer) => git(directory, ['hash-object', '-w', '--stdin'], { input: content }),
    writeTree: (base: string | undefined, changes: readonly TreeChange[]) => writeTree(directory, base, changes),
    writeCommit: (commit: Omit<Commit, 'sha'>) =>
      git(directory, ['hash-object', '-w', '-t', 'commit', '--stdin'], { input: printCommit(commit) }),
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

async function writeTree(directory: string, base: string | undefined, changes: readonly TreeChange[]): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'world-index-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    await git(directory, ['read-tree', base ?? EMPTY_TREE], { env }).catch(async (error) => {
      if (base !== undefined) throw error;
    });
    const removed = changes.filter(({ sha }) => sha === null).map(({ path }) => path);
    const known = new Set((await git(directory, ['ls-files', '-z'], { env })).split('\0'));
    const absent = removed.find((path) => !known.has(path));
    if (absent !== undefined) throw new Error(`A path was requested for deletion which does not exist: ${absent}`);
    const lines = changes.map(({ path, mode, sha }) =>
      sha === null ? `0 ${ZERO}\t${path}\0` : `${mode ?? '100644'} ${sha}\t${path}\0`,
    );
    await git(directory, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    return await git(directory, ['write-tree'], { env });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function parseEntries(text: string): readonly TreeEntry[] {
  return text.split('\0').flatMap((line) => {
    const match = /^(\d+) (blob|tree|commit) ([0-9a-f]{40}) +(\d+|-)\t(.*)$/s.exec(line);
    if (match === null) return [];
    const [, mode = '', type, sha = '', size = '', path = ''] = match;
    const kind = type === 'tree' || type === 'commit' ? type : 'blob';
    return [{ mode, type: kind, sha, path, ...(size === '-' ? {} : { size: Number(size) }) }];
  });
}

/** Who wrote, at which instant, in git's own terms. */
export const identity = (name: string, email: string, at: Date): Identity => ({
  name,
  email,
  seconds: Math.floor(at.getTime() / 1000),
  zone: '+0000',
});
