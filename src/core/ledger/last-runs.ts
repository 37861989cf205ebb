/** The last run of each target, as the events tell it. */
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { StatusReport } from '../../schema/status-report.ts';

type LastRun = NonNullable<StatusReport['targets'][number]['last_run']>;

/** What tells targets apart. */
export function targetKey(intent: string, metric: string): string {
  return `${intent} ${metric}`;
}

/** By target. A run that ended again with something else is the newer one; one without an end says so. */
export function lastRuns(events: readonly LedgerEvent[]): ReadonlyMap<string, LastRun> {
  const metrics = new Map<string, string>();
  const last = new Map<string, LastRun>();
  for (const event of events) {
    if (event.kind === 'run_started') {
      const { run_id, metric } = event.body;
      metrics.set(run_id, metric);
      last.set(targetKey(event.intent, metric), {
        run_id,
        at: event.at,
        result: 'unfinished',
        reason: 'no end of this run is recorded',
      });
    }
    if (event.kind === 'run_finished') {
      const { run_id, result, reason, proposal_id } = event.body;
      last.set(targetKey(event.intent, metrics.get(run_id) ?? ''), {
        run_id,
        at: event.at,
        result,
        reason,
        ...(proposal_id === undefined ? {} : { proposal_id }),
      });
    }
  }
  return last;
}
