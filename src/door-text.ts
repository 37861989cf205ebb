/** What a person reads on the terminal: results as a short table, problems as a list, errors with what to do. */
import type { AutotuneError } from './kit/errors.ts';
import { metricsInOrder } from './kit/metric-order.ts';
import { excerpt, type Problem, renderProblem } from './kit/problem.ts';
import type { Proposal } from './schema/proposal.ts';
import type { RunReport } from './schema/run-report.ts';
import type { Interval } from './schema/verdict.ts';

type SealedFiles = {
  readonly sealed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
};

export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** Paints with ANSI codes where somebody watches, else gives the text back. */
export function painter(isColoured: boolean): Paint {
  const codes = { bold: 1, dim: 2, green: 32, red: 31, yellow: 33 };
  return (style, text) => (isColoured ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

const RESULT = {
  proposed: ['green', 'proposed'],
  no_proposal: ['yellow', 'no proposal'],
  refused: ['red', 'refused'],
} as const;

/** The result of a run. */
export function runText(report: RunReport, paint: Paint): string {
  const lines = [];
  for (const { intent, metric, result, reason } of report.targets) {
    const [style, word] = RESULT[result];
    lines.push(`${paint('bold', intent)}  ${metric}  ${paint(style, word)}`, `  ${excerpt(reason, 600)}`, '');
    for (const proposal of report.proposals.filter(
      ({ target }) => target.intent === intent && target.metric === metric,
    )) {
      const outcome = report.outcomes.find(({ proposal_id }) => proposal_id === proposal.tuning_proposal_id);
      lines.push(...proposalText(proposal, outcome?.pull_request?.url ?? null, paint), '');
    }
  }
  const { candidates, replays, strategy } = report.search;
  lines.push(
    paint(
      'dim',
      `${report.operation}: ${candidates} candidates, ${replays} replays, ${strategy} search, ${report.run_id}`,
    ),
  );
  return `${lines.join('\n')}\n`;
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

/** All problems, in the order found, and how many there are. */
export function problemsText(problems: readonly Problem[], paint: Paint): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counted = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return `${[...problems.map(renderProblem), paint(errors > 0 ? 'red' : 'dim', counted)].join('\n')}\n`;
}

/** A coded error as a person needs it: what, where, what to do. */
export function errorText(error: AutotuneError, paint: Paint): string {
  const shown = error.problems.slice(0, 50).map((problem) => `  ${renderProblem(problem).replaceAll('\n', '\n  ')}`);
  const more = error.problems.length > 50 ? [`  and ${error.problems.length - 50} more`] : [];
  return `${[paint('red', `autotune: ${error.code}: ${excerpt(error.message, 1000)}`), ...shown, ...more, `  ${error.hint}`].join('\n')}\n`;
}

/** The sealed sets that nothing is claimed of, as the end of a line; nothing where there are none. */
export function uncheckedText(unchecked: readonly string[]): string {
  return unchecked.length === 0 ? '' : `; sealed, not checked: ${unchecked.join(', ')}`;
}

/** What sealing did, and what it cannot undo. */
export function sealedText({ sealed, removed, unchanged }: SealedFiles): string {
  const history =
    'What was ever committed in plain text stays in the history: seal a new version of the set instead.\n';
  return [
    ...sealed.map((path) => `sealed    ${path}\n`),
    ...removed.map((path) => `removed   ${path}\n`),
    ...unchanged.map((path) => `unchanged ${path}\n`),
    ...(removed.length === 0 ? [] : [history]),
  ].join('');
}
