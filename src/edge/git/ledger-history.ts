/**
 * What the history of the ledger branch says about its events. The hash chain cannot see that its newest events were
 * taken away; the branch's history can, so every commit must only ever have added event files, in a single line.
 */
import type { Problem } from '../../kit/problem.ts';
import type { LedgerEventFile, NewLedgerFile } from '../../ports/ledger.ts';
import type { Repository } from './git.ts';

export type LedgerHistory = {
  /** Every commit of it. */
  readonly commits: ReadonlySet<string>;
  /** Event path to the id of the blob that was added there, and the commit that added it. */
  readonly added: ReadonlyMap<string, { readonly blob: string; readonly commit: string }>;
  /** Commits that did anything else to an event than adding it. */
  readonly problems: readonly Problem[];
};

export const EVENTS = 'events/';

/** The events among files that a commit added. */
export function eventsAmong(files: readonly NewLedgerFile[], commit: string): LedgerEventFile[] {
  return files.flatMap(({ path, text }) =>
    path.startsWith(EVENTS) && typeof text === 'string' ? [{ path, text, commit }] : [],
  );
}

const LOG = [
  ...['-c', 'log.showRoot=true', '-c', 'log.showSignature=false', '-c', 'log.diffMerges=separate'],
  ...['log', '-m', '--raw', '-z', '--no-renames', '--no-abbrev', '--no-notes', '--format=%H %P'],
];
const COMMIT = /^\n?([0-9a-f]{40,64}) ([0-9a-f ]*)$/;
const CHANGE = /^\n?:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) (\w)/;

/** Walks the whole history of a commit. */
export async function readLedgerHistory(repository: Repository, head: string): Promise<LedgerHistory> {
  const { stdout } = await repository.git([...LOG, head, '--']);
  const commits = new Set<string>();
  const added = new Map<string, { blob: string; commit: string }>();
  const problems: Problem[] = [];
  const tokens = stdout.toString('utf8').split('\0');
  let commit = head;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const [, id, parents] = COMMIT.exec(token) ?? [];
    if (id !== undefined) {
      commit = id;
      commits.add(id);
      if (parents?.includes(' ')) problems.push(problem(EVENTS, `${commit} merges two histories into one ledger`));
      continue;
    }
    const [, mode, blob, status] = CHANGE.exec(token) ?? [];
    if (blob === undefined) continue;
    at += 1;
    const path = tokens[at] ?? '';
    if (!path.startsWith(EVENTS)) continue;
    if (status === 'A' && mode === '100644') added.set(path, { blob, commit });
    else problems.push(problem(path, `${commit} ${deedOf(status, mode)} an event; the ledger is only ever added to`));
  }
  return { commits, added, problems };
}

function deedOf(status: string | undefined, mode: string | undefined): string {
  if (status === 'D') return 'removed';
  return status === 'A' ? `added, with mode ${mode},` : 'changed';
}

function problem(file: string, message: string): Problem {
  return { severity: 'error', code: 'LEDGER_BROKEN', file, line: 0, column: 0, message };
}
