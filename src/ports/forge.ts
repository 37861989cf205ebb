/**
 * Everything autotune can do to a repository's proposals. There is no verb that merges, approves, enables auto-merge
 * or deploys, and none that writes to the default branch: their absence is the guarantee (N5).
 */
export type Base = {
  /** The commit that is read and that proposals are built on: the checkout's head, which the default branch contains. */
  readonly commit: string;
  /** The branch that proposals are for. */
  readonly branch: string;
};

/** What a branch of ours is for: `autotune/<intent>/<12 hex>`, or the same with `release-` or `goldens-` before the digits. */
export type BranchKind = 'proposal' | 'release' | 'goldens';

export type ProposalBranch = {
  readonly branch: string;
  readonly commit: string;
  /** The commit of the base that the branch was built on. */
  readonly parent: string;
  /** Whether every commit beyond the base was written by autotune and is as it was written. */
  readonly ours: boolean;
  /** The proposal that the head commit carries, by its trailer; null where the branch is bare, a release's, or not ours. */
  readonly proposal: { readonly id: string; readonly path: string } | null;
};

export type ProposalCommit = {
  /** `autotune/<intent>/<12 hex>`, or `autotune/<intent>/release-<12 hex>`. */
  readonly branch: string;
  /** The branch's commit as it was read, or null where there is no branch: compare-and-swap. */
  readonly expected: string | null;
  /** The commit to build on: the base. */
  readonly parent: string;
  /** Path to whole new text. */
  readonly files: ReadonlyMap<string, string>;
  /**
   * Ends with the trailer `Autotune-Proposal: <id> sha256:<digest of the proposal's file>`, or, on the branch of a
   * release, with `Autotune-Release: <path, as a URI writes it> sha256:<digest>` for each of the files; on one of
   * goldens, with `Autotune-Goldens: …` likewise.
   */
  readonly message: string;
  readonly at: string;
};

/** A pull request that autotune opened: known by its author and its repository, never by what its text says. */
export type PullRequest = {
  readonly number: number;
  /** Where a person reads it; null where there is no such place. */
  readonly url: string | null;
  readonly branch: string;
  /** The head commit as the forge gave it. */
  readonly head: string;
  /** The branch it would be merged into. */
  readonly base: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly createdAt: string;
  /** When it was merged or closed; null while it is open, and where the forge does not know. */
  readonly closedAt: string | null;
};

export type PullRequestText = {
  /** The proposal's id, or `release_<12 hex>`. */
  readonly id: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  /** Who is asked to review: `@user` or `@org/team`. Asked for once, by the run that creates the pull request or the one that finishes what that left. */
  readonly reviewers: readonly string[];
  readonly at: string;
};

/**
 * One comment that is edited in place; `kind` tells the scorecard from a notice of hold or closing, and from what the
 * monitor says of a release.
 */
export type StickyComment = {
  readonly kind: 'scorecard' | 'notice' | 'monitor';
  readonly text: string;
  readonly at: string;
};

export type ProposalCheck = {
  /** The head commit of a proposal's branch. */
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
  /** On lines, counted from 1, of files of the commit. */
  readonly annotations: readonly { readonly path: string; readonly line: number; readonly message: string }[];
  readonly at: string;
};

/** How a change came to the base: the head of a merged pull request and its number, or a commit that was pushed, with neither. */
export type Brought = {
  readonly head: string;
  /** When it was merged; null where the forge does not know, as of a push. */
  readonly closedAt: string | null;
  readonly number: number | null;
};

/**
 * How a check had ended on a commit when that was merged: `missing` where it had not ended by then or never ran,
 * `unknown` where the forge keeps no checks, does not know the commit, or not when it was merged.
 */
export type CheckAtMerge = 'passed' | 'failed' | 'missing' | 'unknown';

export type Forge = {
  readonly name: 'local' | 'github';
  base(): Promise<Base>;
  /** The paths below the given folders or files that differ from the base commit in the checkout. */
  uncommitted(paths: readonly string[]): Promise<readonly string[]>;
  /** The text of a file at a commit, or null. */
  readAt(commit: string, path: string): Promise<string | null>;
  /** The text of a file where the base branch is now, which may be later than `base()`; null where there is none. */
  readAtTip(path: string): Promise<string | null>;
  /** A proposal branch, or null where there is none. */
  findBranch(branch: string): Promise<ProposalBranch | null>;
  /** Creates or moves a proposal branch by compare-and-swap; `moved` when somebody else was faster. */
  commitProposal(commit: ProposalCommit): Promise<{ commit: string } | 'moved'>;
  /** Deletes a proposal branch that is still at `expected`; `moved`, with nothing changed, where it is elsewhere or in use. */
  deleteBranch(branch: string, expected: string): Promise<'deleted' | 'absent' | 'moved'>;
  /** Every open pull request of ours of a kind, proposals unless another is named, oldest first. */
  listOpen(kind?: BranchKind): Promise<readonly PullRequest[]>;
  /** The newest pull request of ours for a branch, open or not; null where there never was one. */
  findPullRequest(branch: string): Promise<PullRequest | null>;
  /** How many proposals' pull requests of ours were created at or after an instant. */
  countCreatedSince(instant: string): Promise<number>;
  /** Who closed a pull request, for the record; null where the forge does not tell. */
  closerOf(request: PullRequest): Promise<{ readonly id: string; readonly login: string } | null>;
  /**
   * Creates the pull request of a branch that exists, or brings title and body of its open one up to date; `unchanged`
   * writes nothing. Never reopens: where the newest one is closed, a new one is created.
   */
  upsertPullRequest(text: PullRequestText): Promise<{
    readonly operation: 'created' | 'updated' | 'unchanged';
    readonly request: PullRequest;
  }>;
  /** Keeps one comment of each kind, ours by author and marker, edited in place; the same text writes nothing. */
  upsertComment(request: PullRequest, comment: StickyComment): Promise<'created' | 'updated' | 'unchanged'>;
  /** Closes a pull request, merging nothing; `unchanged` where it is not open any more. Its branch stays. */
  closePullRequest(request: PullRequest, at: string): Promise<'closed' | 'unchanged'>;
  /** Posts the check of a proposal's commit, once for the same content. */
  upsertCheck(check: ProposalCheck): Promise<'created' | 'updated' | 'unchanged'>;
  /** What brought a file to a commit of the base; null where the forge does not tell. */
  broughtBy(path: string, commit: string): Promise<Brought | null>;
  /** How the check of a name had ended on what was merged, by then. What ended later is none of it. */
  checkAtMerge(brought: Pick<Brought, 'head' | 'closedAt'>, name: string): Promise<CheckAtMerge>;
  /** What a person has to know or click because of the identity that is used, in sentences; e.g. that checks wait for approval. */
  notices(): Promise<readonly string[]>;
};
