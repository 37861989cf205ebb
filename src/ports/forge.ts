/**
 * Everything autotune can do to a repository's proposals. There is no verb that merges, approves, enables auto-merge
 * or deploys, and none that writes to the default branch: their absence is the guarantee (N5).
 */
export type Base = {
  /** The commit that proposals are built on: the head of the default branch (local forge: of the checkout). */
  readonly commit: string;
  readonly branch: string;
};

export type ProposalBranch = {
  readonly branch: string;
  readonly commit: string;
  /** The commit that the branch was built on. */
  readonly parent: string;
  /** Whether every commit beyond the base was written by autotune and is as it was written. */
  readonly ours: boolean;
};

export type ProposalCommit = {
  /** `autotune/<intent>/<12 hex>`. */
  readonly branch: string;
  /** The branch's commit as it was read, or null where there is no branch: compare-and-swap. */
  readonly expected: string | null;
  /** The commit to build on: the base for a new branch. */
  readonly parent: string;
  /** Path to whole new text. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
  readonly at: string;
};

export type PullRequest = {
  readonly id: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly at: string;
};

export type Forge = {
  readonly name: 'local' | 'github';
  base(): Promise<Base>;
  /** The paths below the given folders or files that differ from the base commit in the checkout. */
  uncommitted(paths: readonly string[]): Promise<readonly string[]>;
  /** The text of a file at a commit, or null. */
  readAt(commit: string, path: string): Promise<string | null>;
  /** A proposal branch, or null where there is none. */
  findBranch(branch: string): Promise<ProposalBranch | null>;
  /** Creates or moves a proposal branch by compare-and-swap; `moved` when somebody else was faster. */
  commitProposal(commit: ProposalCommit): Promise<{ commit: string } | 'moved'>;
  /** Creates the pull request or brings it up to date; `unchanged` writes nothing. */
  upsertPullRequest(request: PullRequest): Promise<{
    operation: 'created' | 'updated' | 'unchanged';
    /** Where it is shown; a local forge has no such place. */
    pullRequest?: { number: number; url: string };
  }>;
};
