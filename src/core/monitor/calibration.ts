/** How predictions fared, by generator and metric: a release counts once, as its newest verdict has it. */
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { Calibration } from '../../schema/monitor-report.ts';

type Sums = { predictions: number; intervals: number; contained: number; error: number; absolute: number };

export function calibrationOf(events: readonly LedgerEvent[]): Calibration[] {
  const newest = new Map<string, Extract<LedgerEvent, { kind: 'release_verdict' }>>();
  for (const event of events) {
    if (event.kind === 'release_verdict') newest.set(`${event.intent} ${event.body.candidate_tuple}`, event);
  }
  const sums = new Map<string, Sums>();
  for (const { body } of newest.values()) {
    for (const [metric, { delta, predicted }] of Object.entries(body.metrics)) {
      if (predicted === undefined) continue;
      const key = `${body.generator ?? 'unknown'} ${metric}`;
      const sum = sums.get(key) ?? { predictions: 0, intervals: 0, contained: 0, error: 0, absolute: 0 };
      sums.set(key, sum);
      sum.predictions++;
      if (predicted.contains !== undefined) sum.intervals++;
      if (predicted.contains === true) sum.contained++;
      sum.error += delta - predicted.delta;
      sum.absolute += Math.abs(delta - predicted.delta);
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { predictions, intervals, contained, error, absolute }]) => {
      const [generator = '', metric = ''] = key.split(' ');
      const means = { mean_error: error / predictions, mean_absolute_error: absolute / predictions };
      return { generator, metric, predictions, intervals, contained, ...means };
    });
}
