/** Per-slice deltas of one treatment: by tag, with counts, so that a loss hidden in a good mean can be seen. */
import type { SliceDelta } from '../../schema/proposal.ts';
import type { Column } from './column.ts';
import type { Tally } from './tally.ts';

const SLICED = ['utility', 'evidence_coverage', 'economics_cents_per_decision'] as const;

/** One line per slice and metric, sorted by slice, for slices of at least `least` pairs. */
export function slicesOf(tally: Tally, tagsOf: (position: number) => readonly string[], least = 1): SliceDelta[] {
  const slices: SliceDelta[] = [];
  for (const metric of SLICED) {
    const column = tally.columns[metric];
    if (column === undefined) continue;
    for (const [slice, { cases, sum, rises, falls }] of sumsBySlice(column, tally.size, tagsOf)) {
      const [wins, losses] = metric === 'economics_cents_per_decision' ? [falls, rises] : [rises, falls];
      if (cases >= least)
        slices.push({ slice, metric, cases, delta: sum / cases, wins, losses, ties: cases - wins - losses });
    }
  }
  return slices.sort((a, b) => (a.slice < b.slice ? -1 : a.slice > b.slice ? 1 : 0));
}

type Sums = { cases: number; sum: number; rises: number; falls: number };

function sumsBySlice(column: Column, size: number, tagsOf: (position: number) => readonly string[]): Map<string, Sums> {
  const deltas = column.deltas.view();
  const moved = new Map(Array.from(column.positions.view(), (position, i) => [position, deltas[i] ?? 0]));
  const unpaired = new Set(column.unpaired);
  const sums = new Map<string, Sums>();
  for (let position = 0; position < size; position++) {
    if (unpaired.has(position)) continue;
    const delta = moved.get(position) ?? 0;
    for (const tag of tagsOf(position)) {
      const known = sums.get(tag) ?? { cases: 0, sum: 0, rises: 0, falls: 0 };
      known.cases++;
      known.sum += delta;
      if (delta > 0) known.rises++;
      if (delta < 0) known.falls++;
      sums.set(tag, known);
    }
  }
  return sums;
}
