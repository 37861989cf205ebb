/** What may be asked of a command of the user's own: the production runs that their warehouse or trace store answers. */
export type QueryCommand = {
  /** The program and its arguments. No shell reads them. */
  readonly run: readonly string[];
  readonly timeoutSeconds: number;
  /** Of standard output, in bytes. */
  readonly maxBytes: number;
  /** Names of the variables that it gets besides `PATH`, `HOME` and `LANG`. */
  readonly environment: readonly string[];
};

export type Query = {
  /** Whether whoever started autotune lets it start commands. */
  readonly isAllowed: boolean;
  /**
   * The lines that the command prints, as they come. Throws `QUERY_FORBIDDEN` before it is started, `QUERY_FAILED`,
   * maybe after lines, where it cannot be started, ends with another code than 0, takes or prints too much.
   */
  lines(command: QueryCommand): AsyncIterable<readonly string[]>;
};
