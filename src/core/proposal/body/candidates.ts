/** The alternatives: a chart of the best lawful ones, and in a fold how many lost for which reason. */

import { code, fold, plain, table } from '../../../kit/markdown.ts';
import { excerpt } from '../../../kit/problem.ts';
import { skippedSentence } from '../../../kit/rejection-words.ts';
import type { Considered, Proposal } from '../../../schema/proposal.ts';
import { nameOf, shortPatch } from './figures.ts';

const SHOWN = 15;
const LABEL = 100;
/** Who came closest is shown first. */
const RANK: readonly Considered['verdict'][] = [
  'lawful',
  'heldout_refused',
  'lost',
  'inconclusive',
  'no_improvement',
  'refused',
  'skipped',
];

export function candidatesSection(proposal: Proposal): string {
  const considered = proposal.considered ?? [];
  const lost = [...considered]
    .filter(({ verdict }) => verdict !== 'proposed')
    .sort((a, b) => RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict));
  const rows = lost
    .slice(0, SHOWN)
    .map((entry) => [code(shortPatch(entry.patch)), entry.verdict.replace('_', ' '), plain(entry.reason)]);
  const more = lost.length > SHOWN ? `\n\nand ${lost.length - SHOWN} more, in the proposal file.` : '';
  return fold(
    `${considered.length} candidates considered: ${tally(considered)}`,
    `${table(['change', 'verdict', 'why it lost'], rows)}${more}${spared(proposal)}${certificate(proposal)}\n\n${plain(proposal.selection_rule ?? '', 1000)}`,
  );
}

/** What was not searched at all, and which rejections did it. */
function spared({ skipped = [] }: Proposal): string {
  if (skipped.length === 0) return '';
  const shown = skipped.slice(0, SHOWN).map(({ proposal_id, scope }) => `${code(proposal_id)} (${scope})`);
  const more = skipped.length > SHOWN ? ` and ${skipped.length - SHOWN} more` : '';
  return `\n\nThe search ${skippedSentence(skipped)}, by the rejections of ${shown.join(', ')}${more}.`;
}

/** What the record of a race promises. */
function certificate({ race }: Proposal): string {
  if (race === undefined) return '';
  const { candidates, evaluated, replays, alpha, tolerance, is_complete } = race;
  const promise = `With a chance of at least ${percent(1 - alpha)} none of the excluded ones is lawful and more than ${percent(tolerance)} better than the best of those.`;
  const open = is_complete ? '' : ' The budget was spent before all were settled: the open ones may be better.';
  return `\n\nRaced: ${candidates} candidates in ${replays} replays, ${evaluated} of them on every case. ${promise}${open}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function tally(considered: readonly Considered[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of considered) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict.replace('_', ' ')}`).join(', ');
}

/** One bar of the chart: by how much a change improves the target metric, in its unit. */
export type Bar = { readonly label: string; readonly gain: number };

/**
 * A bar chart that GitHub renders: what the selected candidate and the best other lawful ones gain. Gains are positive,
 * since a bar begins at the lower end of its axis, whatever its sign.
 */
export function chartSection(metric: string, bars: readonly Bar[]): string {
  if (bars.length < 2) return '';
  const gains = bars.map(({ gain }) => gain);
  const labels = bars.map(({ label }, i) => `"${inChart(label)}${i === 0 ? ' (selected)' : ''}"`);
  const unit = UNITS[metric] === undefined ? '' : `, ${UNITS[metric]}`;
  return [
    '```mermaid',
    'xychart-beta horizontal',
    `    title "What lawful changes gain in ${nameOf(metric)}"`,
    `    x-axis [${labels.join(', ')}]`,
    `    y-axis "better by${unit}" 0 --> ${tick(Math.max(...gains) * 1.05)}`,
    `    bar [${gains.map(tick).join(', ')}]`,
    '```',
  ].join('\n');
}

const UNITS: Readonly<Record<string, string>> = { economics_cents_per_decision: '¢', p95_latency_ms: 'ms' };

function inChart(label: string): string {
  return excerpt(label, LABEL).replace(/["`\\[\];%#]/g, ' ');
}

function tick(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
