/** The append-only ledger as the loop sees it: read all of it, append to the head that was read, or be told it moved. */
export type LedgerFile = { readonly path: string; readonly text: string };

/** A text that may be too long to be held: made in parts, the same ones each time it is asked for. */
export type Parts = () => Iterable<string>;

/** A file to be written. An event is a text; what goes with events may come in parts. */
export type NewLedgerFile = { readonly path: string; readonly text: string | Parts };

/** An event as it is kept, and the commit that added it. */
export type LedgerEventFile = LedgerFile & { readonly commit: string };

export type LedgerSnapshot = {
  /** The commit that was read, or null where there is no ledger yet. */
  readonly head: string | null;
  /** Every file below `events/`, by path. Unverified: core/ledger verifies. */
  readonly events: readonly LedgerEventFile[];
};

export type Ledger = {
  /** The name proposals cite, e.g. `autotune/ledger`. */
  readonly ref: string;
  read(): Promise<LedgerSnapshot>;
  /** Those of some commits that are not in the history of what was last read; all, where there was nothing. */
  lacks(commits: readonly string[]): Promise<readonly string[]>;
  /** Every file of what was last read, by path, the events and all else: for an audit, which reads it whole. */
  files(): AsyncIterable<LedgerFile>;
  /** Whether somebody asked that a ledger which is missing be begun anew. */
  readonly mayBeginAnew: boolean;
  /**
   * Adds files in one commit on top of `head` (null: creates the branch). Compare-and-swap: answers `moved`, having
   * written nothing that is reachable, when the branch is not at `head` any more. Never overwrites an existing event.
   */
  append(
    head: string | null,
    files: readonly NewLedgerFile[],
    message: string,
    at: string,
  ): Promise<{ head: string } | 'moved'>;
};
