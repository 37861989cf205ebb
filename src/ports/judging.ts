/**
 * What a host asks to be judged, and where the judgement is shown. There is a verb for a check and one for a comment,
 * and none that approves or merges.
 */
/** The branch that a change would be merged into, beside the one that everything is released from. */
export type MergeTarget = { readonly branch: string; readonly defaultBranch: string };

/** A change that waits to be merged, as the host's event names it; its commits are in the clone. */
export type JudgedChange = {
  /** Of the pull request; null for a group of a merge queue. */
  readonly number: number | null;
  /** Commits: what would be merged, and what it would be merged into. */
  readonly head: string;
  readonly base: string;
  readonly target: MergeTarget;
  /** The branch that the head is known by, `fork:` before it where that is a fork's; null for a group. */
  readonly branch: string | null;
  /** Whether the host lets this job write: it does not for a change from a fork. */
  readonly mayShow: boolean;
};

/** What a check of a commit shows. `action_required` is no success where a merge waits for the check; `neutral` is. */
export type CheckText = {
  /** Of the check: on one commit there is one of each. */
  readonly name: string;
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly title: string;
  readonly summary: string;
  /** On lines, counted from 1, of files of the commit. */
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly message: string;
    readonly level?: 'notice' | 'warning' | 'failure';
  }[];
  readonly at: string;
};

export type Judging = {
  /**
   * The change of the event that started the job. Throws `EVENT_UNSUPPORTED` for another event, and `HEAD_MOVED` where
   * the commit of the event is not the change's any more.
   */
  change(): Promise<JudgedChange>;
  /** Posts a check of a commit, once for the same content. */
  showCheck(check: CheckText): Promise<'created' | 'updated' | 'unchanged'>;
  /** Keeps one comment on the pull request of the event, ours by author and marker; the same text writes nothing. */
  comment(text: string): Promise<'created' | 'updated' | 'unchanged'>;
};
