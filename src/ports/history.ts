/** What may be asked of the commits of a repository. Only git's objects answer: no working tree, no index. */

/** What stands at a path: a plain file, one that may be executed, a symbolic link, or a commit of another repository. */
export type EntryKind = 'file' | 'executable' | 'link' | 'submodule';

export type PathChange = {
  readonly path: string;
  /** Null where nothing stood there. */
  readonly before: EntryKind | null;
  /** Null where nothing stands there any more. */
  readonly after: EntryKind | null;
};

export type History = {
  /** The commit that a name stands for: a branch, a tag or an id. Throws `REF_NOT_FOUND`. */
  commitOf(name: string): Promise<string>;
  /** The branch that a name stands for, here or on a remote, without the remote; null for a tag, an id or nothing. */
  branchOf(name: string): Promise<string | null>;
  /**
   * The tree that merging `head` into `base` gives, or the paths that stand in the way; `unrelated` where the two have
   * no commit in common, or none that this clone has. Both are commits.
   */
  merge(base: string, head: string): Promise<Merged>;
  /** The paths that differ between two commits or trees, by path; a file that was moved is one gone and one added. */
  changes(from: string, to: string): Promise<readonly PathChange[]>;
};

export type Merged = { readonly tree: string } | { readonly conflicts: readonly string[] } | 'unrelated';
