/**
 * The ledger on an orphan branch of the repository's own git. It carries files and keeps the branch append-only;
 * whether the events form one chain is for core/ledger to say.
 */
import { isUtf8 } from 'node:buffer';
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';
import type { Ledger, LedgerFile, LedgerSnapshot } from '../ports/ledger.ts';
import type { Repository } from './git.ts';
import { commitOnBranch } from './git-commit.ts';
import { EVENTS, readLedgerHistory } from './git-ledger-history.ts';
import { readObjects } from './git-objects.ts';
import { type Branch, findBranchHead } from './git-refs.ts';

export const LEDGER_BRANCH = 'autotune/ledger';

/** In milliseconds. A writer that lost a race waits a little, the longer the more it lost, so that all get through. */
const LONGEST_PAUSE = 500;

/** The ledger of a repository. A commit never changes, so a head that was read once is not read again. */
export function gitLedger(repository: Repository): Ledger {
  let found: Branch | null = null;
  let known: LedgerSnapshot | null = null;
  let losses = 0;

  const read = async (): Promise<LedgerSnapshot> => {
    found = await findBranchHead(repository, LEDGER_BRANCH);
    const head = found?.commit ?? null;
    if (known !== null && known.head === head) return known;
    known = { head, events: head === null ? [] : await readEvents(repository, head) };
    return known;
  };

  return {
    ref: LEDGER_BRANCH,
    read,
    async append(head, files, message, at) {
      const before = known?.head === head ? known : await read();
      if (before.head !== head) return 'moved';
      assertNew(before, files);
      const done = await commitOnBranch(repository, LEDGER_BRANCH, found, {
        parents: head === null ? [] : [head],
        files: new Map(files.map((file) => [file.path, file.text])),
        message,
        at,
      });
      if (done === 'moved') {
        losses += 1;
        await pause(Math.random() * Math.min(LONGEST_PAUSE, 10 * 2 ** losses));
        return 'moved';
      }
      losses = 0;
      const events = [...before.events, ...files.filter((file) => file.path.startsWith(EVENTS))];
      found = { commit: done.commit, local: true };
      known = { head: done.commit, events: events.sort(byPath) };
      return { head: done.commit };
    },
  };
}

async function readEvents(repository: Repository, head: string): Promise<readonly LedgerFile[]> {
  const { added, problems } = await readLedgerHistory(repository, head);
  if (problems.length > 0) {
    throw new AutotuneError('LEDGER_BROKEN', `the history of ${LEDGER_BRANCH} is not append-only`, { problems });
  }
  const objects = await readObjects(repository, [...added.values()]);
  return [...added.keys()]
    .map((path, index) => {
      const bytes = objects[index]?.bytes;
      if (bytes !== undefined && isUtf8(bytes)) return { path, text: bytes.toString('utf8') };
      throw new AutotuneError(
        'LEDGER_BROKEN',
        `${excerpt(path, 200)} is ${bytes === undefined ? 'lost' : 'not UTF-8'}`,
      );
    })
    .sort(byPath);
}

function assertNew(before: LedgerSnapshot, files: readonly LedgerFile[]): void {
  const taken = new Set(before.events.map((event) => event.path));
  for (const { path } of files) {
    if (taken.has(path)) throw new AutotuneError('INTERNAL', `${excerpt(path, 200)} is in the ledger already`);
    taken.add(path);
  }
}

function byPath(a: LedgerFile, b: LedgerFile): number {
  return a.path < b.path ? -1 : 1;
}
