/**
 * What the gate found, as reviewers read it on the host: the decision and why, what is wrong before what is fine, then
 * the figures that were re-derived. Every text of the change in it is inert.
 */
import { GATE_KINDS, PAIRED_BASELINE } from '../../kit/gate-kinds.ts';
import { code, fold, inert, plain, table } from '../../kit/markdown.ts';
import { metricsInOrder } from '../../kit/metric-order.ts';
import type { GateCheck, GateReport, GateScorecard } from '../../schema/gate-report.ts';
import { BUDGET, withinBudget } from './body/budget.ts';
import { figure, nameOf, shortPatch } from './body/figures.ts';
import { gateQuestions } from './gate-questions.ts';
import { rolesTable } from './roles-text.ts';

const SHOWN = 60;
const TITLE = 200;
const REST = 'More would not fit: `autotune gate` at a terminal has the rest.';
const MARK: Record<GateCheck['verdict'], string> = { fail: '❌', inconclusive: '❔', note: '📝', pass: '✅' };
const OPEN: readonly GateCheck['verdict'][] = ['fail', 'inconclusive', 'note'];
const DECIDED: Record<GateReport['decision'], string> = {
  pass: 'passes',
  fail: 'does not pass',
  inconclusive: 'cannot be told to pass, which is no pass',
};

export type GateCheckText = {
  readonly conclusion: 'success' | 'failure' | 'action_required';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly message: string;
    readonly level: 'notice' | 'warning' | 'failure';
  }[];
};

/** `neutral` would satisfy a required check, so what could not be told asks for a person. */
const CONCLUSION = { pass: 'success', fail: 'failure', inconclusive: 'action_required' } as const;
const LEVEL = { fail: 'failure', inconclusive: 'warning', note: 'notice', pass: 'notice' } as const;

export function gateCheckOf(report: GateReport): GateCheckText {
  const { decision, reason, checks } = report;
  const placed = checks.filter(({ verdict, path }) => verdict !== 'pass' && path !== undefined);
  return {
    conclusion: CONCLUSION[decision],
    title: inert(`${decision}: ${reason}`, TITLE),
    summary: gatePage(report),
    annotations: placed.map(({ id, verdict, reason: said, path = '', line = 1 }) => ({
      path,
      line,
      level: LEVEL[verdict],
      message: inert(`${id}: ${said}`, 1000),
    })),
  };
}

/** The whole of it, for a check or the page of a job. */
export function gatePage(report: GateReport): string {
  const sections = [headline(report), changes(report), checksOf(report), rolesTable(report), ...scorecards(report)];
  return `${withinBudget(sections.filter((text) => text !== '').join('\n\n'), BUDGET, REST)}\n`;
}

const BY_A_PERSON =
  '**A person made this change.** It was not searched for: it is judged on the search set alone, by the documents of the base, and no look at a held-out set was spent on it.';

/** Such a change is not judged at all, and nothing is said of how. */
function isAimedElsewhere({ checks }: GateReport): boolean {
  return checks.some(({ id, verdict }) => id === 'target_branch' && verdict !== 'pass');
}

/** The comment on a pull request of a person: what is wrong and the figures, in short. */
export function gateComment(report: GateReport): string {
  const open = openOf(report.checks);
  const sections = [
    headline(report),
    isAimedElsewhere(report) ? '' : BY_A_PERSON,
    changes(report),
    ...scorecards(report),
    rolesTable(report),
    checkTable(open),
    `${heldSaid(report.checks.length - open.length)}.`,
    'This comment is kept up to date with the head of the pull request.',
  ];
  return `${withinBudget(sections.filter((text) => text !== '').join('\n\n'), BUDGET, REST)}\n`;
}

function headline({ decision, kind, reason, base, base_branch: branch, head }: GateReport): string {
  const into = `${branch === undefined ? '' : `${code(branch)} at `}${code(base.slice(0, 12))}`;
  const judged = `Commit ${code(head.slice(0, 12))} merged into ${into}, ${GATE_KINDS[kind]},`;
  return `**${judged} ${DECIDED[decision]}.** ${plain(reason, 600)}.`;
}

function changes({ proposal, patches = [], undeclared = [] }: GateReport): string {
  const said = [
    ...(proposal === undefined ? [] : [`Proposal ${code(proposal.id)}: ${code(shortPatch(proposal.patch))}`]),
    ...patches.map(({ pack, patch }) => `Declared surfaces of ${code(pack)}: ${code(shortPatch(patch))}`),
    ...undeclared
      .slice(0, SHOWN)
      .map(({ pack, path, change }) => `Not declared as tunable, in ${code(pack)}: ${code(path)}, ${code(change)}`),
  ];
  return said.map((line) => `- ${line}`).join('\n');
}

function checksOf({ checks }: GateReport): string {
  const passed = checks.filter(({ verdict }) => verdict === 'pass');
  const fine = passed.length === 0 ? '' : fold(heldSaid(passed.length), checkTable(passed));
  return [checkTable(openOf(checks)), fine].filter((text) => text !== '').join('\n\n');
}

/** What does not hold, the worst first. */
function openOf(checks: readonly GateCheck[]): readonly GateCheck[] {
  return OPEN.flatMap((verdict) => checks.filter((check) => check.verdict === verdict));
}

function heldSaid(count: number): string {
  return `${count} ${count === 1 ? 'check holds' : 'checks hold'}`;
}

function checkTable(checks: readonly GateCheck[]): string {
  if (checks.length === 0) return '';
  const rows = checks.slice(0, SHOWN).map(({ id, verdict, reason, path, line }) => {
    const place = path === undefined ? '' : code(`${path}${line === undefined ? '' : `:${line}`}`);
    return [`${MARK[verdict]} ${code(id)}`, plain(reason, 600), place];
  });
  const more = checks.length > SHOWN ? `\n\nand ${checks.length - SHOWN} more.` : '';
  return `${table(['check', 'what was found', 'where'], rows)}${more}`;
}

function scorecards({ scorecard_delta = {}, proposal, roles }: GateReport): readonly string[] {
  return Object.entries(scorecard_delta).map(([intent, card]) => {
    const { counts } = card.search;
    const figures = scorecardTable(card, proposal?.metric ?? 'utility');
    const counted = `${counts.changed} of ${counts.total} search cases of ${code(card.search_set)} end differently; ${counts.unreplayable + counts.invalid} could not be replayed.`;
    const paired = `The ${PAIRED_BASELINE}.`;
    const sections = [`### ${plain(intent)}`, figures, paired, counted, verdicts(card), gateQuestions(card, roles)];
    return sections.filter((text) => text !== '').join('\n\n');
  });
}

function scorecardTable({ search, heldout, together }: GateScorecard, target: string): string {
  const judging = together ?? search;
  const sets = [search, ...(heldout === undefined ? [] : [heldout]), ...(together === undefined ? [] : [together])];
  const rows = metricsInOrder(target, search.observed_delta).map((metric) => {
    const bounds = judging.intervals[metric];
    const within =
      bounds === undefined ? '' : `${figure(metric, bounds.lower, true)} … ${figure(metric, bounds.upper, true)}`;
    const deltas = sets.map(({ observed_delta }) => figure(metric, observed_delta[metric], true));
    return [plain(nameOf(metric)), figure(metric, search.baseline[metric]), ...deltas, within];
  });
  const names = ['search', 'held-out', 'both'].filter(
    (name) => name === 'search' || (name === 'held-out' ? heldout : together) !== undefined,
  );
  const header = ['metric', 'baseline', ...names.map((name, i) => `${name} (${sets[i]?.counts.total ?? 0})`), 'bounds'];
  return table(header, rows, header.map((_, i) => i).slice(1));
}

function verdicts({ search, together }: GateScorecard): string {
  const said = (together ?? search).verdicts;
  if (said.length === 0) return '';
  const rows = said.map(({ guardrail, status, reason }) => [
    code(guardrail),
    `${status === 'pass' ? '✅' : status === 'inconclusive' ? '❔' : '❌'} ${plain(reason)}`,
  ]);
  return table(['guardrail', 'verdict'], rows);
}
