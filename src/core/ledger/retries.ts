/** Whether somebody asked that a target be scored again, and no run has come to an end for it since. */
import type { LedgerEvent } from '../../schema/ledger-event.ts';

/** What the note of such a request holds; its intent is the event's. */
export function retryNote(metric: string): { readonly text: string; readonly retry_metric: string } {
  return { text: 'Somebody asked that the target be scored again, whether it is due or not.', retry_metric: metric };
}

/** A run that was under way when it was asked for does not answer it: what it started from may be what is doubted. */
export function isRetryAsked(
  events: readonly LedgerEvent[],
  { intent, metric }: { readonly intent: string; readonly metric: string },
): boolean {
  const asked = events.findLastIndex(
    (event) => event.kind === 'note' && event.intent === intent && event.body['retry_metric'] === metric,
  );
  if (asked < 0) return false;
  const later = events.slice(asked + 1);
  const started = later.flatMap((event) =>
    event.kind === 'run_started' && event.intent === intent && event.body.metric === metric ? [event.body.run_id] : [],
  );
  return !later.some((event) => event.kind === 'run_finished' && started.includes(event.body.run_id));
}
