/** The lines of one shard as what they are, one after the other; what is in none of the forms is refused by its place. */
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { surelyAccepts } from '../../kit/schema-accepts.ts';
import { type ReadDocument, readDocument } from '../../kit/schema-problems.ts';
import type { ShardFiles } from '../../ports/workspace.ts';
import { ShardCase, ShardHead, ShardSection } from '../../schema/replay-shard.ts';

export type ShardRecords = {
  /** How errors tell of the shard. */
  readonly name: string;
  /** The next section that is wanted, and its cases after it; null where there is none any more. Throws `SHARD_INVALID`. */
  section(isWanted: (section: ShardSection) => boolean): Promise<ShardSection | null>;
  /** The next case of the section; null at its end. Throws `SHARD_INVALID`. */
  case(): Promise<ShardCase | null>;
  /** Reads what is left. Throws `SHARD_INVALID` where the file is not the one that was found whole. */
  end(): Promise<void>;
  /** Closes the file, wherever its reading has come to. */
  close(): Promise<void>;
};

/** A file that was found whole. */
export type WholeShard = { readonly file: string; readonly name: string; readonly sha256: string };

type ShardLine = { readonly file: string; readonly name: string; readonly line: string; readonly number: number };

/** Problems that an error lists. */
const LISTED = 20;

const isSurelyCase = surelyAccepts(ShardCase);

export function openRecords(files: ShardFiles, { file, name, sha256 }: WholeShard): ShardRecords {
  const lines = linesIn(files, file, name);
  const batches = lines[Symbol.asyncIterator]();
  let batch: readonly string[] = [];
  let [at, number] = [0, 0];
  /** The next line, which stays the next; null at the end. */
  const peek = async (): Promise<ShardLine | null> => {
    while (at === batch.length) {
      const read = await batches.next();
      if (read.done === true) return null;
      [batch, at] = [read.value, 0];
    }
    return { file, name, line: batch[at] ?? '', number: number + 1 };
  };
  const take = () => {
    at++;
    number++;
  };
  return {
    name,
    async section(isWanted) {
      for (let next = await peek(); next !== null; next = await peek()) {
        take();
        const section = next.line.startsWith('{"target"') ? sectionIn(next) : null;
        if (section !== null && isWanted(section)) return section;
      }
      return null;
    },
    async case() {
      const next = await peek();
      if (next === null || !next.line.startsWith('{"case"')) return null;
      take();
      return caseIn(next);
    },
    async end() {
      while ((await batches.next()).done !== true);
      if (lines.digest() !== sha256) throw new AutotuneError('SHARD_INVALID', `${name} changed while it was read`);
    },
    async close() {
      await batches.return();
    },
  };
}

/** The lines of a file; whatever keeps it from being read is said of the shard. */
export function linesIn(files: ShardFiles, file: string, name: string) {
  const lines = files.lines(file);
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<readonly string[], void, undefined> {
      try {
        yield* lines;
      } catch (error) {
        if (!isAutotuneError(error)) throw error;
        throw new AutotuneError('SHARD_INVALID', `${name} cannot be read: ${excerpt(error.message, 300)}`);
      }
    },
    digest: () => lines.digest(),
  };
}

/** The first line of a file. Throws `SHARD_INVALID`. */
export function headIn(file: string, name: string, line: string): ShardHead {
  return wellFormed({ file, name, line, number: 1 }, readDocument(file, line, ShardHead, 'json'));
}

function sectionIn(given: ShardLine): ShardSection {
  return wellFormed(given, readDocument(given.file, given.line, ShardSection, 'json', given.number - 1));
}

function caseIn(given: ShardLine): ShardCase {
  try {
    const value: unknown = JSON.parse(given.line);
    if (isSurelyCase(value)) return value;
  } catch {
    // The slow way names the place.
  }
  return wellFormed(given, readDocument(given.file, given.line, ShardCase, 'json', given.number - 1));
}

/** Throws `SHARD_INVALID` with the first problem and its place. */
function wellFormed<T>({ name, number }: ShardLine, { document, problems }: ReadDocument<T>): T {
  if (document !== null) return document;
  const why = problems[0]?.message ?? 'of no known form';
  throw new AutotuneError('SHARD_INVALID', `${name}, line ${number}: ${why}`, { problems: problems.slice(0, LISTED) });
}
