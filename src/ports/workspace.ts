/**
 * What the loop may ask of the checkout: names, texts and lines. Nothing here writes but `replace`, `seal`, `remove`
 * and `create`.
 */
export type Workspace = {
  /**
   * Paths of the regular files below a folder, sorted, with forward slashes, relative to the repository's root.
   * A folder that does not exist has no files. Symbolic links are left out: they could lead outside.
   */
  list(folder: string): Promise<readonly string[]>;
  /**
   * The symbolic links that `list` left out, by path: those below the folder, or the one on the way to it. None is
   * followed but to see what kind of thing stands at its end.
   */
  links(folder: string): Promise<readonly { readonly path: string; readonly leadsTo: 'file' | 'folder' | 'nothing' }[]>;
  /** The UTF-8 text of a file, or null where there is none. Throws `DOC_TOO_LARGE` beyond `limit` bytes (default 4 MiB). */
  read(path: string, limit?: number): Promise<string | null>;
  /**
   * The lines of a file of any size, opened where its name ends in `.age`, unzipped where what is then left of it ends
   * in `.gz`, without holding the file. `digest()` gives `sha256:<hex>` over the file's bytes as they are on disk, of a
   * sealed file over those that were sealed, once the lines were read to the end.
   * Throws `DOC_TOO_LARGE` for a line beyond 32 MiB; of a sealed file `HELDOUT_SEALED` where no identity was given,
   * `IDENTITY_REFUSED` where none fits, and `SEAL_DAMAGED`, the last maybe only after authentic lines.
   * Throws `DOC_SYNTAX` for a line that is not UTF-8; with `damaged`, that is told each of them, before the batch with the
   * line is given, and the line is an empty one there.
   */
  lines(path: string, damaged?: (line: DamagedLine) => void): LineReader;
  /** The bytes that `lines` takes its digest over; throws like it. */
  bytes(path: string): AsyncIterable<Uint8Array>;
  /** `sha256:<hex>` over the bytes on disk, sealed or not. */
  digest(path: string): Promise<string>;
  /** Whether an identity was given that sealed files may be opened with. It may yet be the wrong one. */
  readonly canUnseal: boolean;
  /**
   * Writes a file in one step (a rename), so that a crash leaves the old or the new one. For `goldens` verbs and `flags` only. A
   * file whose name ends in `.age` is sealed to the recipients before the first byte of it is written.
   */
  replace(
    path: string,
    chunks: Iterable<string> | AsyncIterable<string>,
    recipients?: readonly string[],
  ): Promise<void>;
  /** Writes the bytes of one file sealed to another, or to itself, in one step; a sealed one is opened on the way. */
  seal(from: string, to: string, recipients: readonly string[]): Promise<void>;
  /** Removes a file; one that is not there is no error. For `goldens seal` only. */
  remove(path: string): Promise<void>;
  /**
   * Creates files, text by path, none of which is there: all of them or none, and never over anything. For `init` only.
   * Throws `INIT_REFUSED` where something stands in the way or the system refuses.
   */
  create(files: ReadonlyMap<string, string>): Promise<void>;
};

/** A line that is no text: its 1-based number, what is wrong, and the right form. */
export type DamagedLine = { readonly line: number; readonly message: string; readonly expected: string };

/**
 * The folder in which other jobs left their shares of a search: paths are relative to it, and nothing outside of it can be
 * reached.
 */
export type ShardFiles = Pick<Workspace, 'list' | 'links' | 'lines' | 'bytes'>;

export type LineReader = {
  [Symbol.asyncIterator](): AsyncIterator<readonly string[]>;
  digest(): string;
};
