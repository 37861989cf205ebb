/** What production says of each release, as a person reads it on the terminal. */

import { excerpt } from '../kit/problem.ts';
import type { MonitorReport } from '../schema/monitor-report.ts';
import type { Paint } from './text.ts';

const COLOUR = {
  keep: 'green',
  roll_back: 'red',
  supersede: 'yellow',
  retire: 'yellow',
  inconclusive: 'yellow',
} as const;

export function monitorText({ runs, releases, calibration }: MonitorReport, paint: Paint): string {
  const lines = [
    `${runs} production runs were read`,
    ...releases.flatMap((release) => ['', ...releaseLines(release, paint)]),
    ...(releases.length === 0 ? ['no release has one before it to compare with'] : []),
    ...(calibration.length === 0 ? [] : ['', paint('bold', 'predictions'), ...calibration.flatMap(calibrationLines)]),
  ];
  return `${lines.join('\n')}\n`;
}

function releaseLines(release: MonitorReport['releases'][number], paint: Paint): string[] {
  const { intent, verdict, candidate_tuple, baseline_tuple, stage, runs, left_out, reasons, closure, metrics } =
    release;
  const told = Object.entries(metrics).map(([metric, { baseline, delta, interval, predicted }]) => {
    const bounds = interval === undefined ? 'no bounds' : `${figure(interval.lower)} … ${figure(interval.upper)}`;
    const foretold = predicted === undefined ? '' : `, predicted ${figure(predicted.delta)}`;
    return `  ${metric}  ${figure(baseline)} before, changed by ${figure(delta)} (${bounds})${foretold}`;
  });
  return [
    `${paint('bold', intent)}  ${paint(COLOUR[verdict], verdict.replace('_', ' '))}  ${stage}`,
    `  ${candidate_tuple}: ${runs.candidate} runs, against ${baseline_tuple}: ${runs.baseline}; ${left_out.baseline + left_out.candidate} left out`,
    ...reasons.map((reason) => `  ${excerpt(reason, 400)}`),
    ...told,
    `  source closure: ${closure.status.replace('_', ' ')}, ${excerpt(closure.reason, 300)}`,
    ...rollbackLines(release),
  ];
}

function rollbackLines({ rollback }: MonitorReport['releases'][number]): string[] {
  if (rollback === undefined) return [];
  if ('refused' in rollback) return [`  no rollback was opened: ${excerpt(rollback.refused, 400)}`];
  const { result, branch, restores, pull_request } = rollback;
  const where = pull_request === undefined ? branch : `#${pull_request.number} ${pull_request.url}`;
  return [`  rollback to ${restores}: ${result}, ${where}`];
}

function calibrationLines(line: MonitorReport['calibration'][number]): string[] {
  const { generator, metric, predictions, intervals, contained, mean_error, over_time } = line;
  const months = [...new Set(over_time.map(({ at }) => at.slice(0, 7)))].map((month) => {
    const verdicts = over_time.filter(({ at }) => at.startsWith(month));
    const held = verdicts.filter(({ contains }) => contains === true).length;
    const error = verdicts.reduce((sum, verdict) => sum + verdict.error, 0) / verdicts.length;
    return `${month}: ${held} of ${verdicts.length} verdicts, error ${figure(error)}`;
  });
  return [
    `  ${generator}  ${metric}: ${contained} of ${intervals} intervals contained what was observed, mean error ${figure(mean_error)} over ${predictions}`,
    ...(over_time.length > predictions ? [`    ${months.join('; ')}`] : []),
  ];
}

function figure(value: number): string {
  return `${Number(value.toPrecision(4))}`;
}
