/**
 * One event as the file it is kept in: its path, its text, its hash, and reading it back. The text is the canonical
 * rendering and nothing else, so a changed byte anywhere is a changed event.
 */
import { canonicalJson, digestOf, shortDigest } from '../../kit/canonical.ts';
import { excerpt, type Problem } from '../../kit/problem.ts';
import { readOnce } from '../../kit/schema-problems.ts';
import { LedgerEvent } from '../../schema/ledger-event.ts';

export type EventFile = { readonly path: string; readonly text: string };

/** Longer event files are refused unread. */
export const EVENT_LIMIT = 1024 * 1024;

const WHOLE_SECOND = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;
const PROTOTYPE_KEY = /"(?:__proto__|prototype|constructor)": /;

/** What the name of an event's file is made from. */
type Named = { readonly at: string; readonly kind: string; readonly hash: string };

/** The digest an event is chained by: over its canonical form without the hash itself. */
export function hashOf(event: object): string {
  return digestOf(Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'hash')));
}

/** The file that keeps an event, or null where its instant is not a whole second in UTC. */
export function fileOf(event: Named): EventFile | null {
  const path = pathOf(event);
  return path === null ? null : { path, text: render(event) };
}

/** Reads one file back. Everything that is wrong with it is a problem that names the file. */
export function parseEvent(file: EventFile): LedgerEvent | Problem {
  const broken = (message: string, code = 'LEDGER_BROKEN'): Problem => {
    return { severity: 'error', code, file: file.path, line: 0, column: 0, message };
  };
  if (file.text.length > EVENT_LIMIT) return broken(`is longer than ${EVENT_LIMIT} characters`);
  try {
    const value: unknown = JSON.parse(file.text);
    if (render(value) !== file.text) return broken('is not written as autotune writes events');
    if (PROTOTYPE_KEY.test(file.text)) return broken('has a key that reaches into object prototypes');
    const version = typeof value === 'object' && value !== null && 'schema_version' in value ? value.schema_version : 1;
    if (version !== 1) return broken(`has the unknown schema_version ${excerpt(String(version))}`, 'DOC_VERSION');
    const parsed = readOnce(LedgerEvent, value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return broken(`is not an event: ${excerpt(`${issue?.path.join('.')}: ${issue?.message}`, 200)}`, 'DOC_SHAPE');
    }
    if (hashOf(parsed.data) !== parsed.data.hash) return broken('does not have the hash it claims');
    if (pathOf(parsed.data) !== file.path) return broken('does not have the name of the event it holds');
    return parsed.data;
  } catch (error) {
    return broken(error instanceof SyntaxError ? 'does not parse as JSON' : 'is nested too deeply');
  }
}

/** Where an event is kept, or null where its instant is not a whole second in UTC. */
export function pathOf(event: Named): string | null {
  const [, year, month, day, hour, minute, second] = WHOLE_SECOND.exec(event.at) ?? [];
  if (year === undefined || Number.isNaN(Date.parse(event.at))) return null;
  const time = `${hour}${minute}${second}Z`;
  return `events/${year}/${month}/${day}/${time}-${event.kind}-${shortDigest(event.hash)}.json`;
}

function render(value: unknown): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`;
}
