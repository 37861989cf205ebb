/**
 * The ledger of a repository on GitHub: read by git, so that its history is verified as locally; appended by the API,
 * which signs and compares. A branch that goes back while a run lasts is not read: what was recorded would be forgotten.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Ledger, LedgerSnapshot, NewLedgerFile } from '../../ports/ledger.ts';
import type { Repository } from '../git/git.ts';
import { assertNew } from '../git/ledger.ts';
import { byPath, LEDGER_BRANCH, readLedger } from '../git/ledger-branch.ts';
import { eventsAmong } from '../git/ledger-history.ts';
import { isTreePath } from '../git/objects.ts';
import { filesAt } from '../git/tree-files.ts';
import { commitOnto, writeCommit } from './commit.ts';
import { fetchLedger } from './ledger-fetch.ts';
import { createBranch } from './refs.ts';
import type { GitHubRepository } from './repository.ts';

/** In seconds. A writer that lost a race waits, the longer the more it lost, so that all get through. */
const LONGEST_PAUSE = 30;
const SHORTEST_PAUSE = 0.1;
const STALE_READS = 5;

export function githubLedger(checkout: Repository, repository: GitHubRepository): Ledger {
  const { settings } = repository.github;
  const seen: string[] = [];
  let known: LedgerSnapshot | null = null;
  let history: ReadonlySet<string> = new Set();
  let fetched: string | null = null;
  let losses = 0;

  const read = async (): Promise<LedgerSnapshot> => {
    const head = await fetchCurrent(checkout, repository, seen);
    fetched = head;
    if (known?.head === head) return known;
    const { events, commits } = await readLedger(checkout, head);
    history = commits;
    known = { head, events };
    if (head !== null) seen.push(head);
    return known;
  };

  return {
    ref: LEDGER_BRANCH,
    mayBeginAnew: settings.mayBeginAnew,
    read,
    // What this process appended itself need not have been read again.
    lacks: async (commits) => commits.filter((commit) => !history.has(commit) && !seen.includes(commit)),
    files: () => filesAt(checkout, fetched),
    async append(head, files, message) {
      const before = known?.head === head ? known : await read();
      if (before.head !== head) return 'moved';
      assertPaths(files);
      assertNew(before, files);
      const done = await commit(repository, head, {
        files: new Map(files.map(({ path, text }) => [path, typeof text === 'string' ? text : [...text()].join('')])),
        message,
      });
      if (done === 'moved') {
        losses += 1;
        const longest = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** losses);
        await pause(Math.random() * longest * settings.timing.second);
        known = null;
        return 'moved';
      }
      losses = 0;
      seen.push(done.commit);
      known = { head: done.commit, events: [...before.events, ...eventsAmong(files, done.commit)].sort(byPath) };
      return { head: done.commit };
    },
  };
}

function assertPaths(files: readonly NewLedgerFile[]): void {
  for (const { path } of files) {
    if (!isTreePath(path)) throw new AutotuneError('INTERNAL', `${excerpt(path, 200)} is not a path of a repository`);
  }
}

type Plan = { readonly files: ReadonlyMap<string, string>; readonly message: string };

async function commit(
  repository: GitHubRepository,
  head: string | null,
  plan: Plan,
): Promise<{ commit: string } | 'moved'> {
  if (head !== null) return commitOnto(repository, { branch: LEDGER_BRANCH, expected: head, ...plan });
  // Only a commit without a parent makes a branch that shares nothing with the code.
  const first = await writeCommit(repository, { parents: [], ...plan });
  const { at } = await createBranch(repository, LEDGER_BRANCH, first);
  return at === first ? { commit: first } : 'moved';
}

/**
 * Where the branch is now. A server may answer for a moment what was true before: a commit that was passed already is
 * asked for again, and refused if it stays.
 */
async function fetchCurrent(
  checkout: Repository,
  { github: { settings } }: GitHubRepository,
  seen: readonly string[],
): Promise<string | null> {
  const last = seen.at(-1);
  for (let attempt = 1; ; attempt += 1) {
    const head = await fetchLedger(checkout, settings);
    if (last === undefined || head === last || (await contains(checkout, head, last))) return head;
    if (attempt === STALE_READS) {
      throw new AutotuneError('LEDGER_BROKEN', `${LEDGER_BRANCH} was at ${last} and does not contain it any more`);
    }
    await pause(attempt * settings.timing.second);
  }
}

async function contains(checkout: Repository, head: string | null, commit: string): Promise<boolean> {
  if (head === null) return false;
  const args = ['merge-base', '--is-ancestor', commit, head];
  return (await checkout.git(args, { accept: [0, 1, 128] })).code === 0;
}
