/**
 * Where the ledger branch is, as everything that writes to it in one process knows: the ledger its events, the local
 * forge its pull requests. What one of them wrote the other need not read again; a commit never changes.
 */
import { isUtf8 } from 'node:buffer';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { LedgerEventFile, LedgerFile, LedgerSnapshot, NewLedgerFile } from '../../ports/ledger.ts';
import { type CommitPlan, commitOnBranch } from './commit.ts';
import type { Repository } from './git.ts';
import { eventsAmong, readLedgerHistory } from './ledger-history.ts';
import { readObjects } from './objects.ts';
import { type Branch, findBranchHead } from './refs.ts';

export const LEDGER_BRANCH = 'autotune/ledger';

export type LedgerBranch = {
  /** Asks git where the branch is. */
  find(): Promise<Branch | null>;
  /** Where it was when it was last looked at or written to; undefined before either. */
  last(): Branch | null | undefined;
  /** The events at its head, asking git where that is. Throws `LEDGER_BROKEN` where the history is not append-only. */
  read(): Promise<LedgerSnapshot>;
  /** What was last read or written, or null. */
  known(): LedgerSnapshot | null;
  /** Those of some commits that are not in the history of what was last read. */
  lacks(commits: readonly string[]): readonly string[];
  /** Commits onto the branch by compare-and-swap with where it was found. */
  commit(
    found: Branch | null,
    files: readonly NewLedgerFile[],
    message: string,
    at: string,
  ): ReturnType<typeof commitOnBranch>;
};

export function ledgerBranch(repository: Repository): LedgerBranch {
  let found: Branch | null | undefined;
  let known: LedgerSnapshot | null = null;
  let history = new Set<string>();

  const find = async (): Promise<Branch | null> => {
    found = await findBranchHead(repository, LEDGER_BRANCH);
    return found;
  };

  return {
    find,
    last: () => found,
    known: () => known,
    async read() {
      const head = (await find())?.commit ?? null;
      if (known?.head === head) return known;
      const { events, commits } = await readLedger(repository, head);
      history = new Set(commits);
      known = { head, events };
      return known;
    },
    lacks: (commits) => commits.filter((commit) => !history.has(commit)),
    async commit(from, files, message, at) {
      const plan: CommitPlan = {
        parents: from === null ? [] : [from.commit],
        files: new Map(files.map(({ path, text }) => [path, text])),
        message,
        at,
      };
      const done = await commitOnBranch(repository, LEDGER_BRANCH, from, plan);
      if (done === 'moved') return done;
      found = { commit: done.commit, local: true };
      history.add(done.commit);
      // The events below the new commit are known only where those of its parent are.
      const before = from === null ? [] : known?.head === from.commit ? known.events : null;
      known =
        before === null
          ? null
          : { head: done.commit, events: [...before, ...eventsAmong(files, done.commit)].sort(byPath) };
      return done;
    },
  };
}

export type LedgerContents = {
  readonly events: readonly LedgerEventFile[];
  /** Every commit of the history. */
  readonly commits: ReadonlySet<string>;
};

/** What a head has, its events by path. Throws `LEDGER_BROKEN` where its history is not append-only. */
export async function readLedger(repository: Repository, head: string | null): Promise<LedgerContents> {
  if (head === null) return { events: [], commits: new Set() };
  const { added, commits, problems } = await readLedgerHistory(repository, head);
  if (problems.length > 0) {
    throw new AutotuneError('LEDGER_BROKEN', `the history of ${LEDGER_BRANCH} is not append-only`, { problems });
  }
  const objects = await readObjects(
    repository,
    [...added.values()].map(({ blob }) => blob),
  );
  const events = [...added].map(([path, { commit }], index) => {
    const bytes = objects[index]?.bytes;
    if (bytes !== undefined && isUtf8(bytes)) return { path, text: bytes.toString('utf8'), commit };
    throw new AutotuneError('LEDGER_BROKEN', `${excerpt(path, 200)} is ${bytes === undefined ? 'lost' : 'not UTF-8'}`);
  });
  return { events: events.sort(byPath), commits };
}

export function byPath(a: LedgerFile, b: LedgerFile): number {
  return a.path < b.path ? -1 : 1;
}
