/**
 * Whether somebody asked that a target be scored again, and no run has come to an end for it since. The run says so
 * itself: with the same evidence it is the same run, of which the ledger learns nothing else.
 */
import type { LedgerEvent } from '../../schema/ledger-event.ts';

/** What the note of such a request holds; its intent is the event's. */
export function retryNote(metric: string): { readonly text: string; readonly retry_metric: string } {
  return { text: 'Somebody asked that the target be scored again, whether it is due or not.', retry_metric: metric };
}

/** What the note of a run holds that answers one. @param asked the hash of its event */
export function answeredNote(asked: string): { readonly text: string; readonly retry_answered: string } {
  return { text: 'The target was scored again, as somebody had asked.', retry_answered: asked };
}

/**
 * The hash of the event that asks for it, or null. What a run finds when it begins it answers when it ends; one that was
 * asked for meanwhile it does not, since what it started from may be what is doubted.
 */
export function retryAsked(
  events: readonly LedgerEvent[],
  { intent, metric }: { readonly intent: string; readonly metric: string },
): string | null {
  const asked = events.findLast(
    (event) => event.kind === 'note' && event.intent === intent && event.body['retry_metric'] === metric,
  );
  if (asked === undefined || events.some((event) => isAnswer(event, asked.hash))) return null;
  return asked.hash;
}

export function isAnswer({ kind, body }: LedgerEvent, asked: string): boolean {
  return kind === 'note' && 'retry_answered' in body && body['retry_answered'] === asked;
}
