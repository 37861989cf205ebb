/** The result of a run as a person reads it: each target with why, the proposals as short tables, what reviewers spared. */

import { metricsInOrder } from '../kit/metric-order.ts';
import { excerpt } from '../kit/problem.ts';
import { LAPSED, skippedSentence } from '../kit/rejection-words.ts';
import type { Proposal } from '../schema/proposal.ts';
import type { RunReport } from '../schema/run-report.ts';
import type { Interval } from '../schema/verdict.ts';
import { flaggedLines } from './rejections-text.ts';
import type { Paint } from './text.ts';

const RESULT = {
  proposed: ['green', 'proposed'],
  no_proposal: ['yellow', 'no proposal'],
  refused: ['red', 'refused'],
} as const;

/** The result of a run. */
export function runText(report: RunReport, paint: Paint): string {
  const lines = [];
  for (const { intent, metric, result, reason, skipped_by } of report.targets) {
    const [style, word] = RESULT[result];
    lines.push(`${paint('bold', intent)}  ${metric}  ${paint(style, word)}`, `  ${excerpt(reason, 600)}`);
    lines.push(...skippedLines(skipped_by), '');
    for (const proposal of report.proposals.filter(
      ({ target }) => target.intent === intent && target.metric === metric,
    )) {
      const outcome = report.outcomes.find(({ proposal_id }) => proposal_id === proposal.tuning_proposal_id);
      lines.push(...proposalText(proposal, outcome?.pull_request?.url ?? null, paint), '');
    }
  }
  const { candidates, replays, strategy } = report.search;
  if (report.flagged.length > 0) lines.push(...flaggedLines(report.flagged, paint), '');
  lines.push(
    paint(
      'dim',
      `${report.operation}: ${candidates} candidates, ${replays} replays, ${strategy} search, ${report.run_id}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

const SKIPPED_BY = 5;

/** What reviewers spared the search, and by which rejections. */
function skippedLines(skipped: RunReport['targets'][number]['skipped_by']): string[] {
  if (skipped.length === 0) return [];
  const more = skipped.length > SKIPPED_BY ? [`    and ${skipped.length - SKIPPED_BY} more`] : [];
  return [
    `  ${skippedSentence(skipped)}; see autotune rejections`,
    ...skipped
      .slice(0, SKIPPED_BY)
      .map(({ proposal_id, scope, candidates }) => `    ${candidates} by ${proposal_id} (${scope})`),
    ...more,
  ];
}

/** What was said against this change when its baseline was another, or before the rejection expired. */
function earlierLines({ earlier_rejections = [] }: Proposal): string[] {
  return earlier_rejections.map(
    ({ proposal_id, by, at, reason, lapsed }) =>
      `  rejected before, by ${excerpt(by, 100)} on ${at.slice(0, 10)}: ${excerpt(reason, 200)} (${proposal_id}; ${LAPSED[lapsed]})`,
  );
}

function proposalText(proposal: RunReport['proposals'][number], url: string | null, paint: Paint): string[] {
  const changes = Object.entries(proposal.candidate_change.patch).map(
    ([path, { from, to }]) => `  ${path}: ${shown(from)} -> ${paint('bold', shown(to))}`,
  );
  const rows = metricRows(proposal);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row, i) => {
    const line = `    ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')}`;
    return i === 0 ? paint('dim', line) : line;
  });
  const verdicts = proposal.guardrails.verdicts ?? [];
  return [
    ...changes,
    ...earlierLines(proposal),
    '',
    ...table,
    '',
    `  ${verdicts.length} guardrails hold; look ${proposal.heldout?.look} of ${proposal.heldout?.max_looks} at ${proposal.replay.heldout_test_set}`,
    `  branch   ${proposal.branch}  ${paint('dim', proposal.commit.slice(0, 12))}`,
    ...(url === null
      ? [
          `  read it  git show ${proposal.branch}`,
          `           git show autotune/ledger:pull-requests/${proposal.tuning_proposal_id}.md`,
        ]
      : [`  read it  ${url}`]),
  ];
}

export function shown(value: unknown): string {
  return excerpt(Array.isArray(value) ? value.join(' > ') : String(value), 80);
}

function metricRows(proposal: Proposal): string[][] {
  const { observed_delta, baseline, heldout, together, counts, target } = proposal;
  const rows = metricsInOrder(target.metric, observed_delta).map((name) => [
    name,
    number(baseline?.[name]),
    signed(observed_delta[name]),
    signed(heldout?.observed_delta[name]),
    signed(together?.observed_delta[name]),
    boundsOf(together?.intervals[name]),
  ]);
  const sets = [`search (${counts?.total})`, `held-out (${heldout?.counts.total})`, `both (${together?.counts.total})`];
  return [['metric', 'baseline', ...sets, 'bounds of both'], ...rows];
}

export function boundsOf(interval: Interval | undefined): string {
  return interval === undefined ? '' : `${signed(interval.lower)} to ${signed(interval.upper)}`;
}

export function number(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 1e4) / 1e4);
}

export function signed(value: number | undefined): string {
  return value !== undefined && value > 0 ? `+${number(value)}` : number(value);
}
