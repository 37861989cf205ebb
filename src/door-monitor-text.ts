/** What production says of each release, as a person reads it on the terminal. */
import type { Paint } from './door-text.ts';
import { excerpt } from './kit/problem.ts';
import type { MonitorReport } from './schema/monitor-report.ts';

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
    ...(calibration.length === 0 ? [] : ['', paint('bold', 'predictions'), ...calibration.map(calibrationLine)]),
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
  ];
}

function calibrationLine(line: MonitorReport['calibration'][number]): string {
  const { generator, metric, predictions, intervals, contained, mean_error } = line;
  return `  ${generator}  ${metric}: ${contained} of ${intervals} intervals contained what was observed, mean error ${figure(mean_error)} over ${predictions}`;
}

function figure(value: number): string {
  return `${Number(value.toPrecision(4))}`;
}
