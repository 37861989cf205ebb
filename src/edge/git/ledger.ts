/**
 * The ledger on an orphan branch of the repository's own git. It carries files and keeps the branch append-only;
 * whether the events form one chain is for core/ledger to say.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Ledger, LedgerSnapshot, NewLedgerFile } from '../../ports/ledger.ts';
import type { Repository } from './git.ts';
import { LEDGER_BRANCH, type LedgerBranch, ledgerBranch } from './ledger-branch.ts';
import { filesAt } from './tree-files.ts';

/** In milliseconds. A writer that lost a race waits a little, the longer the more it lost, so that all get through. */
const LONGEST_PAUSE = 500;

/** The ledger of a repository; `branch` is shared with whoever else writes to it in this process. */
export function gitLedger(
  repository: Repository,
  branch: LedgerBranch = ledgerBranch(repository),
  mayBeginAnew = false,
): Ledger {
  let losses = 0;
  let told: LedgerSnapshot | null = null;
  return {
    ref: LEDGER_BRANCH,
    mayBeginAnew,
    async read() {
      // What this process wrote there since is the newest that git would answer, or the next swap will say so.
      const known = branch.known();
      told = known === null || known.head === told?.head ? await branch.read() : known;
      return told;
    },
    lacks: async (commits) => branch.lacks(commits),
    files: () => filesAt(repository, told?.head ?? null),
    async append(head, files, message, at) {
      const known = branch.known();
      const before = known?.head === head ? known : await branch.read();
      const found = branch.last() ?? null;
      if (before.head !== head || (found?.commit ?? null) !== head) return 'moved';
      assertNew(before, files);
      const done = await branch.commit(found, files, message, at);
      if (done === 'moved') {
        losses += 1;
        await pause(Math.random() * Math.min(LONGEST_PAUSE, 10 * 2 ** losses));
        return 'moved';
      }
      losses = 0;
      told = branch.known();
      return { head: done.commit };
    },
  };
}

/** Throws `INTERNAL` for a file that is in the ledger already. */
export function assertNew(before: LedgerSnapshot, files: readonly Pick<NewLedgerFile, 'path'>[]): void {
  const taken = new Set(before.events.map((event) => event.path));
  for (const { path } of files) {
    if (taken.has(path)) throw new AutotuneError('INTERNAL', `${excerpt(path, 200)} is in the ledger already`);
    taken.add(path);
  }
}
