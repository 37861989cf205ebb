/** What a merged pull request says of its release: the verdict, predicted beside observed, and what was not counted. */
import { code, plain, table } from '../../kit/markdown.ts';
import { metricsInOrder } from '../../kit/metric-order.ts';
import type { MonitoredDelta, ReleaseVerdict } from '../../schema/release-verdict.ts';

const MEANS: Record<ReleaseVerdict['verdict'], string> = {
  keep: 'Keep: the improvement and every guardrail are established in production.',
  roll_back: 'Roll back: harm is established in production.',
  supersede: 'Supersede: better than before and harmless, but the pressure that queued the run is still there.',
  retire: 'Retire: harmless, and it does not bring what a change has to bring.',
  inconclusive: 'Inconclusive: production does not establish enough yet, or data is missing.',
};

const CHANGES_NOTHING =
  'A verdict changes nothing by itself: a rollback and a promotion are pull requests that a person merges.';
const ROLLED_BACK =
  'The change is taken back by a pull request that a person merges; until then it is served as before, so throw the kill switch where that cannot wait.';

/** The same verdict gives the same text. `metric` is the target's own, told first. */
export function monitorComment(verdict: ReleaseVerdict, intent: string, metric: string): string {
  const { candidate_tuple, baseline_tuple, stage, reasons, closure } = verdict;
  return [
    `**${MEANS[verdict.verdict]}** ${code(candidate_tuple)} against ${code(baseline_tuple)} for ${code(intent)}, at ${code(stage)}.`,
    reasons.map((reason) => `- ${plain(reason, 1000)}`).join('\n'),
    deltas(verdict, metric),
    counts(verdict),
    `Source closure: ${plain(closure.reason, 500)}.`,
    verdict.verdict === 'roll_back' ? ROLLED_BACK : CHANGES_NOTHING,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Why a change is taken back, for the ledger and the pull request: the evidence of its verdict in one sentence. */
export function rollbackReason({ reasons, runs, candidate_tuple, baseline_tuple, stage }: ReleaseVerdict): string {
  const evidence = `${runs.candidate} runs of ${candidate_tuple} at ${stage} against ${runs.baseline} of ${baseline_tuple}`;
  return `harm is established in production: ${reasons.join('; ')} (${evidence})`;
}

function deltas({ metrics }: ReleaseVerdict, metric: string): string {
  const rows = metricsInOrder(metric, metrics).flatMap((name) => {
    const found = metrics[name];
    return found === undefined ? [] : [rowOf(name, found)];
  });
  if (rows.length === 0) return '';
  return table(
    ['metric', 'before', 'observed change', 'bounds', 'predicted', 'predicted bounds'],
    rows,
    [1, 2, 3, 4, 5],
  );
}

function rowOf(name: string, { baseline, delta, interval, predicted }: MonitoredDelta): string[] {
  const ends = (bounds: typeof interval) =>
    bounds === undefined ? '' : `${signed(bounds.lower)} … ${signed(bounds.upper)}`;
  const foretold = predicted === undefined ? '' : signed(predicted.delta);
  return [plain(name), figure(baseline), signed(delta), ends(interval), foretold, ends(predicted?.interval)];
}

function counts({ runs, keys, left_out, confidence, design }: ReleaseVerdict): string {
  const left = left_out.baseline + left_out.candidate;
  const where = design === 'same_weeks' ? 'in the weeks in which both served' : 'not at the same time';
  const percent = Math.round(confidence * 1e4) / 100;
  return `${runs.candidate} runs of ${keys.candidate} targeting keys against ${runs.baseline} of ${keys.baseline}, ${where}, unpaired, within the same risk class and cohort; ${left} runs had no counterpart and are left out. Each bound at ${percent} % confidence.`;
}

function figure(value: number): string {
  return `${Number(value.toPrecision(4))}`.replace('-', '−');
}

function signed(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}
