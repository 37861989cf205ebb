/** What the gate found, as a person reads it: the decision first, what is wrong before what is fine, then the figures. */

import { GATE_KINDS, PAIRED_BASELINE } from '../kit/gate-kinds.ts';
import { excerpt } from '../kit/problem.ts';
import type { GateCheck, GateReport, GateScorecard, RoleState } from '../schema/gate-report.ts';
import { boundsOf, number, shown, signed } from './run-text.ts';
import type { Paint } from './text.ts';

const DECISION = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;
const SIGN = {
  fail: ['red', '✗'],
  inconclusive: ['yellow', '?'],
  note: ['yellow', '·'],
  pass: ['green', '✓'],
} as const;
const ORDER = ['fail', 'inconclusive', 'note', 'pass'] as const;
export function gateText(report: GateReport, paint: Paint): string {
  const { decision, kind, base, head, checks, proposal } = report;
  const named = proposal === undefined ? '' : `: ${proposal.id}`;
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const sections = [
    [
      `${paint(DECISION[decision], decision)}  ${GATE_KINDS[kind]}${named}`,
      paint('dim', `  ${head.slice(0, 12)} into ${base.slice(0, 12)}`),
    ],
    changeLines(report, paint),
    ORDER.flatMap((verdict) => checks.filter((check) => check.verdict === verdict)).map((check) =>
      checkLine(check, { paint, width }),
    ),
    roleLines(report, paint),
    ...Object.entries(report.scorecard_delta ?? {}).map(([intent, card]) => scorecardLines(intent, card, paint)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function changeLines({ proposal, patches = [], undeclared = [] }: GateReport, paint: Paint): string[] {
  const patched = [...(proposal === undefined ? [] : [proposal]), ...patches].flatMap(({ patch }) =>
    Object.entries(patch).map(([path, { from, to }]) => `  ${path}: ${shown(from)} -> ${paint('bold', shown(to))}`),
  );
  return [...patched, ...undeclared.map(({ path, change }) => `  ${excerpt(path, 120)}: ${excerpt(change, 200)}`)];
}

function checkLine(
  { id, verdict, reason, path, line }: GateCheck,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string {
  const [colour, sign] = SIGN[verdict];
  const place = path === undefined ? '' : ` (${excerpt(path, 200)}${line === undefined ? '' : `:${line}`})`;
  const shownPlace = verdict === 'pass' ? '' : paint('dim', place);
  return `${paint(colour, sign)} ${paint('bold', id.padEnd(width))}  ${excerpt(reason, 600)}${shownPlace}`;
}

const STATE: Record<RoleState['state'], readonly [Parameters<Paint>[0], string]> = {
  approved: ['green', 'approved'],
  changes_requested: ['red', 'changes asked for'],
  awaited: ['yellow', 'awaited'],
  unknown: ['yellow', 'unknown'],
};

/** Where the required roles stand with this head: shown, and no part of the decision. */
function roleLines({ roles = [] }: GateReport, paint: Paint): string[] {
  if (roles.length === 0) return [];
  const cells = [['required role', 'owner', 'state'], ...roles.map(({ role, owner }) => [role, excerpt(owner, 120)])];
  const [first = 0, second = 0] = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lead = ([role = '', owner = '']: readonly string[]) => `  ${role.padEnd(first)}   ${owner.padEnd(second)}   `;
  const rows = roles.map(({ role, owner, state, by, reason }) => {
    const [colour, name] = STATE[state];
    const who = by.length === 0 ? '' : ` by ${excerpt(by.join(', '), 200)}`;
    const why = reason === '' ? '' : paint('dim', `: ${excerpt(reason, 400)}`);
    return `${lead([role, excerpt(owner, 120)])}${paint(colour, name)}${who}${why}`;
  });
  return [paint('dim', `${lead(cells[0] ?? [])}state`), ...rows];
}

/** Each metric over each set that judged it. */
function scorecardLines(intent: string, { search, heldout, together }: GateScorecard, paint: Paint): string[] {
  const sets = [
    [`search (${search.counts.total})`, search],
    ...(heldout === undefined ? [] : ([[`held-out (${heldout.counts.total})`, heldout]] as const)),
    ...(together === undefined ? [] : ([[`both (${together.counts.total})`, together]] as const)),
  ] as const;
  const judging = together ?? search;
  const rows = Object.keys(search.observed_delta).map((metric) => [
    metric,
    number(search.baseline[metric]),
    ...sets.map(([, { observed_delta }]) => signed(observed_delta[metric])),
    boundsOf(judging.intervals[metric]),
  ]);
  const header = ['metric', 'baseline', ...sets.map(([name]) => name), 'bounds'];
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    `    ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   ')}`;
  return [
    `  ${paint('bold', intent)}`,
    paint('dim', lineOf(header)),
    ...rows.map(lineOf),
    paint('dim', `    ${PAIRED_BASELINE}`),
  ];
}
