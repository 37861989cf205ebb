/**
 * How predictions fared, by generator and metric: a release counts once, as its newest verdict has it; over time each
 * verdict that was another one than the last counts at its day, since that is what the ledger keeps.
 */
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { Calibration } from '../../schema/monitor-report.ts';

type Point = Calibration['over_time'][number];
type Fared = {
  readonly key: string;
  readonly generator: string;
  readonly metric: string;
  readonly release: string;
  readonly point: Point;
};

export function calibrationOf(events: readonly LedgerEvent[]): Calibration[] {
  const all = events.flatMap(faredIn);
  const keys = [...new Set(all.map(({ key }) => key))].sort();
  return keys.flatMap((key): Calibration[] => {
    const fared = all.filter((one) => one.key === key);
    const [first] = fared;
    if (first === undefined) return [];
    const newest = new Map(fared.map(({ release, point }) => [release, point]));
    const { generator, metric } = first;
    return [{ generator, metric, ...summaryOf([...newest.values()]), over_time: fared.map(({ point }) => point) }];
  });
}

/** The predictions of one verdict, each with how far it was off. */
function faredIn(event: LedgerEvent): Fared[] {
  if (event.kind !== 'release_verdict') return [];
  const { verdict, candidate_tuple, generator = 'unknown', metrics } = event.body;
  return Object.entries(metrics).flatMap(([metric, { delta, predicted }]) => {
    if (predicted === undefined) return [];
    const contains = predicted.contains === undefined ? {} : { contains: predicted.contains };
    const point = { at: event.at, candidate_tuple, verdict, error: delta - predicted.delta, ...contains };
    return [{ key: `${generator} ${metric}`, generator, metric, release: `${event.intent} ${candidate_tuple}`, point }];
  });
}

function summaryOf(points: readonly Point[]) {
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0);
  return {
    predictions: points.length,
    intervals: sum(({ contains }) => Number(contains !== undefined)),
    contained: sum(({ contains }) => Number(contains === true)),
    mean_error: sum(({ error }) => error) / points.length,
    mean_absolute_error: sum(({ error }) => Math.abs(error)) / points.length,
  };
}
