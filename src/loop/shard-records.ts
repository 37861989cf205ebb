/** The lines of one shard as what they are, one after the other; what is in none of the forms is refused by its place. */
import { AutotuneError } from '../kit/errors.ts';
import { surelyAccepts } from '../kit/schema-accepts.ts';
import { type ReadDocument, readDocument } from '../kit/schema-problems.ts';
import type { ShardFiles } from '../ports/workspace.ts';
import { ShardCase, ShardHead, ShardSeal, ShardSection } from '../schema/replay-shard.ts';

export type ShardRecord = { readonly section: ShardSection } | { readonly shared: ShardCase };

export type ShardRecords = {
  /** How errors tell of the shard. */
  readonly name: string;
  /** The next record, which stays the next until it is taken; null at the end. Throws `SHARD_INVALID`. */
  peek(): Promise<ShardRecord | null>;
  take(): void;
};

type ShardLine = { readonly file: string; readonly name: string; readonly line: string; readonly number: number };

/** Problems that an error lists. */
const LISTED = 20;

const isSurelyCase = surelyAccepts(ShardCase);

/** The records of a file that was read to its seal before. */
export function openRecords(files: ShardFiles, file: string, name: string): ShardRecords {
  const batches = files.lines(file)[Symbol.asyncIterator]();
  let batch: readonly string[] = [];
  let [at, number] = [0, 0];
  let next: ShardRecord | null | undefined;
  const advance = async (): Promise<ShardRecord | null> => {
    while (at === batch.length) {
      const read = await batches.next();
      if (read.done === true) return null;
      [batch, at] = [read.value, 0];
    }
    number++;
    const line = batch[at++] ?? '';
    // The first line is the head, which was read.
    return number === 1 ? advance() : recordIn({ file, name, line, number });
  };
  return {
    name,
    async peek() {
      if (next === undefined) next = await advance();
      return next;
    },
    take() {
      next = undefined;
    },
  };
}

/** The first line of a file. Throws `SHARD_INVALID`. */
export function headIn(file: string, name: string, line: string): ShardHead {
  return wellFormed({ file, name, line, number: 1 }, readDocument(file, line, ShardHead, 'json'));
}

function recordIn(given: ShardLine): ShardRecord | null {
  const { file, line, number } = given;
  if (line.startsWith('{"case"')) return { shared: caseIn(given) };
  if (line.startsWith('{"target"'))
    return { section: wellFormed(given, readDocument(file, line, ShardSection, 'json', number - 1)) };
  wellFormed(given, readDocument(file, line, ShardSeal, 'json', number - 1));
  return null;
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
