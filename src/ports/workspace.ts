/** What the loop may ask of the checkout: names, texts and lines. Reading only; nothing here writes but `write`. */
export type Workspace = {
  /**
   * Paths of the regular files below a folder, sorted, with forward slashes, relative to the repository's root.
   * A folder that does not exist has no files. Symbolic links are left out: they could lead outside.
   */
  list(folder: string): Promise<readonly string[]>;
  /** The UTF-8 text of a file, or null where there is none. Throws `DOC_TOO_LARGE` beyond `limit` bytes (default 4 MiB). */
  read(path: string, limit?: number): Promise<string | null>;
  /**
   * The lines of a file of any size, unzipped where its name ends in `.gz`, without holding the file. `digest()` gives
   * `sha256:<hex>` over the file's bytes as they are on disk, once the lines were read to the end.
   * Throws `DOC_TOO_LARGE` for a line beyond 32 MiB.
   */
  lines(path: string): LineReader;
  /** Writes a file in one step (a rename), so that a crash leaves the old or the new one. For `goldens stamp` only. */
  replace(path: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<void>;
};

export type LineReader = {
  [Symbol.asyncIterator](): AsyncIterator<readonly string[]>;
  digest(): string;
};
