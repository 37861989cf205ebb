/** The alternatives: a chart of the best lawful ones, and in a fold how many lost for which reason. */

import { code, fold, plain, table } from '../../../kit/markdown.ts';
import { excerpt } from '../../../kit/problem.ts';
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
    `${table(['change', 'verdict', 'why it lost'], rows)}${more}${certificate(proposal)}\n\n${plain(proposal.selection_rule ?? '', 1000)}`,
  );
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

/** One bar of the chart. */
export type Bar = { readonly label: string; readonly value: number };

/** A bar chart that GitHub renders: how much each of the best lawful candidates changes the target metric. */
export function chartSection(metric: string, bars: readonly Bar[]): string {
  if (bars.length < 2) return '';
  const values = bars.map(({ value }) => value);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = (high - low) * 0.05;
  const labels = bars.map(({ label }) => `"${excerpt(label, LABEL).replace(/["`\\[\];%#]/g, ' ')}"`);
  return [
    '```mermaid',
    'xychart-beta horizontal',
    `    title "Change of ${nameOf(metric)}: the selected candidate first, then other lawful ones"`,
    `    x-axis [${labels.join(', ')}]`,
    `    y-axis "${nameOf(metric)}" ${tick(low === 0 ? 0 : low - room)} --> ${tick(high === 0 ? 0 : high + room)}`,
    `    bar [${values.map(tick).join(', ')}]`,
    '```',
  ].join('\n');
}

function tick(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
