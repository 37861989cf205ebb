/**
 * A job that judges what may be merged, as workflows say it: read by the room of set-ups, judged by the room of the gate. It
 * stands in the kit because these two share nothing but its words.
 */

/** A copy of the action. */
export type GateSource = {
  /** What the workflow says, such as `owner/repository@ref` or `./tools/autotune`. */
  readonly said: string;
  /** The same for each ref of an action, in whatever letters it is written. */
  readonly program: string;
  /** Whether it is named by a commit, so that nothing but a change here makes it another. */
  readonly isPinned: boolean;
};

/** A job that runs the gate, or whose check has the name of one that does. */
export type GateJob = {
  readonly path: string;
  readonly name: string;
  /** The names of gates that its check may come to have. */
  readonly reportsAs: readonly string[];
  /** Whether one of them is its name to the letter, and nothing can make it another. */
  readonly isNamedSo: boolean;
  /** Whether it judges what may be merged. */
  readonly isGate: boolean;
  /** Whether it hears of pull requests, and not of merge groups alone. */
  readonly isForPullRequests: boolean;
  /** What keeps it from judging each pull request that it hears of, as sentences without their ends. */
  readonly escapes: readonly string[];
  /** What brings commits that it does not hear of, as sentences without their ends. */
  readonly deafness: readonly string[];
  /** Which copies of the action its steps of the gate name. */
  readonly sources: readonly GateSource[];
  /** Where that is one of the checkout: what is checked out beside the base, or may be. */
  readonly checkouts: readonly string[];
  /** Folders of this repository that its steps run actions from, empty for the root. */
  readonly folders: readonly string[];
};
