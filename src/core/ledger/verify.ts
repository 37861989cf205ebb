/**
 * From unverified files to one ordered chain of events, or the list of everything that keeps them from being one.
 * Nothing is decided on a ledger that does not pass here.
 */
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import { type EventFile, parseEvent } from './event-file.ts';

type Known = { readonly path: string; readonly event: LedgerEvent };

/**
 * Throws `LEDGER_BROKEN` with a problem per file that does not parse, was changed or renamed, or does not link. That the
 * newest events are missing cannot be seen from the chain: edge/git/ledger reads it off the branch's history.
 */
export function verify(files: readonly EventFile[]): readonly LedgerEvent[] {
  const problems: Problem[] = [];
  const events: Known[] = [];
  for (const file of files) {
    const event = parseEvent(file);
    if ('severity' in event) problems.push(event);
    else events.push({ path: file.path, event });
  }
  // What is unreadable breaks the links of its neighbours, too; they are not reported for that.
  const ordered = problems.length === 0 ? link(events, problems) : [];
  if (problems.length === 0) return ordered;
  throw new AutotuneError('LEDGER_BROKEN', `${problems.length} of ${files.length} ledger events do not verify`, {
    problems,
  });
}

function link(events: readonly Known[], problems: Problem[]): readonly LedgerEvent[] {
  const report = (known: Known, message: string) => {
    problems.push({ severity: 'error', code: 'LEDGER_BROKEN', file: known.path, line: 0, column: 0, message });
  };
  const hashes = new Set(events.map(({ event }) => event.hash));
  const followers = new Map<string | null, Known>();
  for (const known of events) {
    const { prev_hash: previous } = known.event;
    if (previous !== null && !hashes.has(previous)) report(known, `follows ${previous}, which is not in the ledger`);
    const other = followers.get(previous);
    if (other === undefined) followers.set(previous, known);
    else
      report(
        known,
        `${previous === null ? 'is a second first event beside' : 'follows the same event as'} ${other.path}`,
      );
  }
  const ordered: LedgerEvent[] = [];
  for (let next = followers.get(null); next !== undefined; next = followers.get(next.event.hash))
    ordered.push(next.event);
  if (ordered.length < events.length && problems.length === 0) {
    const reached = new Set(ordered);
    for (const known of events) if (!reached.has(known.event)) report(known, 'is not linked to the first event');
  }
  return ordered;
}
