/** An explanation as a person reads it on the terminal: words first, then the numbers they rest on. */
import type { Paint } from '../door/text.ts';
import { excerpt } from '../kit/problem.ts';
import type { CaseUnder, Explanation, Rival } from '../schema/explanation.ts';
import type { TypedPatch } from '../schema/tunable-surface.ts';
import type { Verdict } from '../schema/verdict.ts';

type Of<Kind extends Explanation['kind']> = Extract<Explanation, { kind: Kind }>;

const METRICS = ['utility', 'policy', 'safety', 'p95_latency_ms', 'economics_cents_per_decision', 'evidence_coverage'];
const CASES = 6;

export function explanationText(explanation: Explanation, paint: Paint): string {
  const lines = linesOf(explanation, paint);
  return `${lines.join('\n')}\n`;
}

function linesOf(explanation: Explanation, paint: Paint): string[] {
  switch (explanation.kind) {
    case 'proposal':
      return proposalLines(explanation, paint);
    case 'candidate':
      return candidateLines(explanation, paint);
    case 'case':
      return caseLines(explanation, paint);
  }
}

function headLines({ id, intent, metric, run_id, at }: Explanation, paint: Paint): string[] {
  return [paint('bold', id), `  ${intent}, ${metric}; ${run_id} of ${at}`, ''];
}

function proposalLines(explained: Of<'proposal'>, paint: Paint): string[] {
  const { metric, patch, baseline, search, heldout, look, attribution, tally, closest } = explained;
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const counts = Object.entries(tally).map(([verdict, count]) => `${count} ${words(verdict)}`);
  return [
    ...headLines(explained, paint),
    `  ${changeOf(patch)} was proposed, and is ${explained.state} now${explained.branch === '' ? '' : ` (${explained.branch})`}.`,
    `  It changes ${metric} by ${signed(search[metric])} (baseline ${number(baseline[metric])}) on the search set${heldout[metric] === undefined ? '' : ` and by ${signed(heldout[metric])} on the held-out set`}.`,
    ...(look === null
      ? []
      : [`  It was look ${look.look} of ${look.max_looks}, at ${percent(look.confidence)} confidence.`]),
    '',
    '  Why it won',
    `    ${excerpt(explained.selection_rule, 1000)}`,
    `    ${total} candidates were considered: ${counts.join(', ')}.`,
    ...(attribution === undefined ? [] : attributionLines(attribution, metric)),
    '',
    '  What it had to hold',
    ...explained.guardrails.map(
      ({ guardrail, status, reason }) => `    ${excerpt(guardrail, 80)}  ${status}: ${excerpt(reason, 300)}`,
    ),
    ...(closest.length === 0 ? [] : ['', '  Who came closest', ...closest.map((rival) => `    ${rivalOf(rival)}`)]),
  ];
}

function attributionLines(
  { paths, next_smaller }: NonNullable<Of<'proposal'>['attribution']>,
  metric: string,
): string[] {
  const alone = paths.flatMap(({ alone: seen }) =>
    seen === null
      ? []
      : [`    ${changeOf(seen.patch)} alone gives ${share(seen.share)} of it, and is ${words(seen.verdict)} alone.`],
  );
  if (next_smaller === null) return alone;
  const { patch, verdict, delta } = next_smaller;
  return [
    ...alone,
    `    The next smaller change, ${changeOf(patch)}, gives ${share(next_smaller.share)} of it (${metric} ${signed(delta)}) and is ${words(verdict)}.`,
  ];
}

function candidateLines(explained: Of<'candidate'>, paint: Paint): string[] {
  const { metric, patch, verdict, reason, deciding, counts, selected, changed, other_runs } = explained;
  const names = [...new Set([metric, ...METRICS])].filter((name) => explained.observed_delta[name] !== undefined);
  return [
    ...headLines(explained, paint),
    `  ${changeOf(patch)} was ${words(verdict)}: ${excerpt(reason, 400)}.`,
    ...(deciding === null ? [] : ['', '  What decided', `    ${verdictOf(deciding)}`]),
    ...(selected === null ? [] : ['', '  What was selected instead', `    ${rivalOf(selected)}`]),
    '',
    '  What it changed',
    ...names.map((name) => metricLine(name, explained)),
    `    ${counts.changed} of ${counts.total} search cases end differently${counts.unreplayable + counts.invalid === 0 ? '' : `, ${counts.unreplayable + counts.invalid} cannot be judged`}.`,
    ...(changed === null ? ['    Which ones, this run did not record.'] : changeLines(changed)),
    '',
    '  What the search set answered',
    ...explained.verdicts.map(
      (seen) => `    ${seen.status} ${excerpt(seen.guardrail, 80)}: ${excerpt(seen.reason, 300)}`,
    ),
    ...(other_runs.length === 0 ? [] : ['', `  It was considered in ${other_runs.join(', ')}, too.`]),
  ];
}

function metricLine(name: string, { baseline, observed_delta, intervals }: Of<'candidate'>): string {
  const interval = intervals[name];
  const bounds = interval === undefined ? '' : `, bounds ${signed(interval.lower)} to ${signed(interval.upper)}`;
  return `    ${name} ${signed(observed_delta[name])}${bounds} (baseline ${number(baseline[name])})`;
}

function changeLines({
  outcomes,
  approvals,
  tools,
  evaluators,
  missing,
}: NonNullable<Of<'candidate'>['changed']>): string[] {
  return [
    ...outcomes.map(({ from, to, cases }) => `    outcome ${excerpt(from)} → ${excerpt(to)}: ${some(cases)}`),
    ...approvals.map(({ from, to, cases }) => `    approval ${excerpt(from)} → ${excerpt(to)}: ${some(cases)}`),
    ...(tools.length === 0 ? [] : [`    other tools: ${some(tools)}`]),
    ...evaluators.map(
      ({ evaluator, from, to, cases }) => `    ${evaluator} ${score(from)} → ${score(to)}: ${some(cases)}`,
    ),
    ...missing.map(({ reason, cases }) => `    ${excerpt(reason, 100)}: ${some(cases)}`),
  ];
}

function caseLines(explained: Of<'case'>, paint: Paint): string[] {
  const { baseline, selected, candidates, changed_by } = explained;
  const below = Object.entries(baseline.below_one).map(([evaluator, given]) => `${evaluator} ${score(given)}`);
  const tags = baseline.tags.length === 0 ? '' : `; tagged ${baseline.tags.map((tag) => excerpt(tag)).join(', ')}`;
  return [
    ...headLines(explained, paint),
    `  Expected     ${excerpt(baseline.expected, 200)}${tags}`,
    `  Baseline     ${excerpt(baseline.outcome, 200)} (${excerpt(baseline.approval)}), ${number(baseline.cost_cents)} cents, ${number(baseline.latency_ms)} ms`,
    `               ${below.length === 0 ? 'every evaluator 1' : `${below.join(', ')}; every other evaluator 1`}`,
    '',
    ...(selected === null ? ['  No candidate was selected in this run.'] : selectedLines(selected, baseline)),
    '',
    changed_by.length === 0
      ? `  None of the ${candidates} candidates${selected === null ? '' : ' but that one'} changed anything but cost and latency in it.`
      : `  ${changed_by.length} of ${candidates} candidates changed it${selected === null ? '' : ', that one not counted'}:`,
    ...changed_by.flatMap((under) => [
      `    ${under.candidate_id}  ${changeOf(under.patch)} (${words(under.verdict)})`,
      ...underLines(under, baseline.outcome, baseline.approval).map((line) => `      ${line}`),
    ]),
  ];
}

function selectedLines(
  under: CaseUnder,
  { outcome, approval, cost_cents, latency_ms }: Of<'case'>['baseline'],
): string[] {
  const changes = underLines(under, outcome, approval);
  const cost =
    under.cost_cents === null ? '' : `${number(under.cost_cents)} cents (${signed(under.cost_cents - cost_cents)})`;
  const time =
    under.latency_ms === null ? '' : `, ${number(under.latency_ms)} ms (${signed(under.latency_ms - latency_ms)})`;
  return [
    `  With ${changeOf(under.patch)} (${under.candidate_id}, ${words(under.verdict)})`,
    ...(changes.length === 0 ? ['    ends as before, with the same scores'] : changes.map((line) => `    ${line}`)),
    ...(cost === '' ? [] : [`    ${cost}${time}`]),
  ];
}

function underLines(under: CaseUnder, outcome: string, approval: string): string[] {
  return [
    ...(under.missing === null ? [] : [`cannot be judged: ${excerpt(under.missing, 200)}`]),
    ...(under.outcome === null ? [] : [`outcome ${excerpt(outcome)} → ${excerpt(under.outcome)}`]),
    ...(under.approval === null ? [] : [`approval ${excerpt(approval)} → ${excerpt(under.approval)}`]),
    ...(under.tools_changed ? ['calls other tools'] : []),
    ...under.scores.map(({ evaluator, from, to }) => `${evaluator} ${score(from)} → ${score(to)}`),
  ];
}

function rivalOf({ candidate_id, patch, verdict, reason, delta }: Rival): string {
  return `${candidate_id}  ${changeOf(patch)}  ${delta === null ? '' : `${signed(delta)}  `}${words(verdict)}: ${excerpt(reason, 200)}`;
}

function verdictOf(verdict: Verdict): string {
  const { guardrail, status, reason, limit, observed } = verdict;
  const numbers = `observed ${observed === null ? 'nothing' : number(observed)}, limit ${number(limit)}`;
  return `${excerpt(guardrail, 80)} ${status}: ${excerpt(reason, 300)} (${numbers})`;
}

function some(cases: readonly string[]): string {
  const shown = cases.slice(0, CASES).map((id) => excerpt(id, 120));
  const more = cases.length > CASES ? ` and ${cases.length - CASES} more` : '';
  return `${cases.length} ${cases.length === 1 ? 'case' : 'cases'} (${shown.join(', ')}${more})`;
}

/** The last two parts of each path, with the change. */
function changeOf(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { from, to }]) => `${path.split('.').slice(-2).join('.')} ${value(from)}→${value(to)}`)
    .join(', ');
}

function value(given: TypedPatch[string]['from']): string {
  return excerpt(Array.isArray(given) ? given.join('>') : String(given), 80);
}

function words(verdict: string): string {
  return verdict.replaceAll('_', ' ');
}

function score(given: number | null): string {
  return given === null ? 'unscored' : number(given);
}

function number(given: number | undefined): string {
  return given === undefined ? 'unknown' : String(Math.round(given * 1e4) / 1e4);
}

function signed(given: number | undefined): string {
  return given !== undefined && given > 0 ? `+${number(given)}` : number(given);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(2)} %`;
}

function share(part: number): string {
  return `${Math.round(part * 100)} %`;
}
