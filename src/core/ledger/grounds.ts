/**
 * What a proposal rests on in the ledger: the start of its run, and the looks that it made or repeated. The head that it
 * cites and the day until which it stands follow from those, so nobody has to take its word for either.
 */
import type { LedgerEvent } from '../../schema/ledger-event.ts';

/** A look by what was asked, and the set that was. */
export type AskedLook = { readonly fingerprint: string; readonly set_digest: string };

export type Start = Extract<LedgerEvent, { kind: 'run_started' }>;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The last start of a run among some events, with its position; null where it never began there. A run that comes to
 * write a proposal long after it began starts anew.
 */
export function lastStart(
  events: readonly LedgerEvent[],
  runId: string,
): { readonly event: Start; readonly position: number } | null {
  const position = events.findLastIndex((event) => event.kind === 'run_started' && event.body.run_id === runId);
  const event = events[position];
  return event?.kind === 'run_started' ? { event, position } : null;
}

/** Whether a document that is written now is dated by a start: of the last day, and of a run that has not ended since. */
export function isUnderWay(events: readonly LedgerEvent[], { body, at }: Start, now: string): boolean {
  const { run_id } = body;
  const last = events.findLast(
    (event) => (event.kind === 'run_started' || event.kind === 'run_finished') && event.body.run_id === run_id,
  );
  return last?.kind === 'run_started' && Math.abs(Date.parse(now) - Date.parse(at)) < DAY_MS;
}

/** The position of the last event that a proposal rests on. A look counts where it was made first. */
export function lastGround(events: readonly LedgerEvent[], start: number, looks: readonly AskedLook[]): number {
  const made = looks.map(({ fingerprint, set_digest }) =>
    events.findIndex(
      ({ kind, body }) => kind === 'heldout_look' && body.fingerprint === fingerprint && body.set_digest === set_digest,
    ),
  );
  return Math.max(start, ...made);
}

/** RFC 3339: until when a proposal stands whose run began at an instant. */
export function standsUntil(startedAt: string, days: number): string {
  return `${new Date(Date.parse(startedAt) + days * DAY_MS).toISOString().slice(0, 19)}Z`;
}
