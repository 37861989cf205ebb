/** An explanation as a short reply: what was decided, and the numbers of the search set that decided it. */
import { code, plain } from '../../kit/markdown.ts';
import type { CaseUnder, Explanation, Rival } from '../../schema/explanation.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { printedValue } from '../packs/printed-value.ts';

type Of<Kind extends Explanation['kind']> = Extract<Explanation, { kind: Kind }>;

const SHOWN = 5;

export function explainedText(explained: Explanation): string {
  const lines = linesOf(explained);
  const { id, run_id } = explained;
  return [...lines, `From the record of ${code(run_id)}; ${code(`autotune explain ${id}`, 300)} shows all of it.`].join(
    '\n\n',
  );
}

function linesOf(explained: Explanation): readonly string[] {
  switch (explained.kind) {
    case 'proposal':
      return proposalLines(explained);
    case 'candidate':
      return candidateLines(explained);
    case 'case':
      return caseLines(explained);
  }
}

function proposalLines({ id, metric, patch, state, search, baseline, tally, closest }: Of<'proposal'>) {
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const counts = Object.entries(tally).map(([verdict, count]) => `${count} ${words(verdict)}`);
  return [
    `${code(id)} changes ${changeOf(patch)} and is ${plain(state)} now. On the search set ${code(metric)} changes by ${signed(search[metric])}, from ${number(baseline[metric])}.`,
    `${total} candidates were considered: ${counts.join(', ')}.`,
    ...listOf('Closest to it', closest.map(rivalLine)),
  ];
}

function candidateLines({ id, patch, verdict, reason, metric, observed_delta, counts, selected }: Of<'candidate'>) {
  const other = selected === null ? [] : [`Selected instead: ${rivalLine(selected)}.`];
  return [
    `${code(id)} changes ${changeOf(patch)} and was ${words(verdict)}: ${plain(reason, 400)}.`,
    `On the search set ${code(metric)} changes by ${signed(observed_delta[metric])}; ${counts.changed} of ${counts.total} cases end differently.`,
    ...other,
  ];
}

function caseLines({ id, baseline, selected, candidates, changed_by }: Of<'case'>) {
  const outcome = (text: string | null) => (text === null ? 'without an outcome' : code(text));
  const under = ({ patch, outcome: end }: CaseUnder) => `${changeOf(patch)}: ${outcome(end)}`;
  return [
    `${code(id)} ends ${outcome(baseline.outcome)} as it is now${selected === null ? '' : `, and ${outcome(selected.outcome)} under what was selected`}.`,
    `${changed_by.length} of ${candidates} candidates change anything in it but cost and latency.`,
    ...listOf('Of these', changed_by.map(under)),
  ];
}

function listOf(head: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, SHOWN).map((item) => `- ${item}`);
  return [`${head}:`, shown.join('\n')];
}

function rivalLine({ patch, verdict, reason }: Rival): string {
  return `${changeOf(patch)}, ${words(verdict)}: ${plain(reason, 200)}`;
}

function changeOf(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { from, to }]) => `${code(path)} ${code(printedValue(from))} → ${code(printedValue(to))}`)
    .join(' and ');
}

function words(verdict: string): string {
  return plain(verdict.replaceAll('_', ' '));
}

function number(value: number | undefined): string {
  return value === undefined ? 'unknown' : String(Math.round(value * 1e4) / 1e4);
}

function signed(value: number | undefined): string {
  return value !== undefined && value > 0 ? `+${number(value)}` : number(value);
}
