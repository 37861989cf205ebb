/**
 * What the held-out set will be asked, decided on the search set alone: at most a few lines, each from its first step
 * that improves the target to the last one that the search set does not refuse.
 */

import type { Judged } from './judged.ts';
import { type Line, linesOf } from './lines.ts';

/** Every further line is one more chance to pass by luck; what so many cost is measured in docs/statistics.md. */
export const MOST_LINES = 4;

export type PlanRule = {
  /** How much an entry improves the target metric on the search set; above zero is better. */
  readonly gain: (entry: Judged) => number;
  /** Whether the held-out set would confirm an entry if it repeated what the search set shows. */
  readonly isPromising: (entry: Judged) => boolean;
};

/** The lines to walk, the most promising first; none where nobody can be lawful. */
export function planLook(judged: readonly Judged[], { gain, isPromising }: PlanRule): Line[] {
  const open = linesOf(judged, gain).flatMap(openPart);
  const worth = new Map(open.map((line) => [line, promiseOf(line, gain, isPromising)]));
  const promising = open.filter((line) => (worth.get(line) ?? 0) > 0);
  return promising
    .filter((line, i) => !promising.some((other, j) => j !== i && covers(other, line, j < i)))
    .sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || (idOf(a) < idOf(b) ? -1 : 1))
    .slice(0, MOST_LINES);
}

/** Whether the line brings nothing that the other does not. */
function covers(other: Line, line: Line, isEarlier: boolean): boolean {
  return line.every((entry) => other.includes(entry)) && (line.length < other.length || isEarlier);
}

function idOf([first]: Line): string {
  return first.candidate.candidate_id;
}

/**
 * What cost and latency say moves nearly every case and is settled on the search set. A line starts where they agree,
 * and where the recordings answer: neither says anything of what the held-out set is asked for.
 */
const SETTLED = new Set(['improvement', 'economics_delta', 'p95_latency_delta']);

function openPart(line: Line): Line[] {
  const start = line.findIndex((entry) => standingOf(entry) !== 'unsettled');
  if (start < 0) return [];
  const rest = line.slice(start);
  const end = rest.findIndex((entry) => standingOf(entry) !== 'open');
  const [first, ...bolder] = end < 0 ? rest : rest.slice(0, end);
  return first === undefined ? [] : [[first, ...bolder]];
}

/** `open`: worth to be asked about; `unsettled`: not yet, the next of its line may be; `refused`: its line ends before it. */
export function standingOf({ verdicts, improvement }: Judged): 'open' | 'unsettled' | 'refused' {
  const all = [...verdicts, improvement];
  const refused = all.filter(({ status }) => status === 'fail' || status === 'error');
  if (all.some(({ missing }) => missing === true)) return 'unsettled';
  if (refused.some(({ guardrail }) => !SETTLED.has(guardrail))) return 'refused';
  return all.every(({ guardrail, status }) => status === 'pass' || !SETTLED.has(guardrail)) ? 'open' : 'unsettled';
}

/** The gain of the furthest step that can be reached over promising ones. */
function promiseOf(line: Line, gain: PlanRule['gain'], isPromising: PlanRule['isPromising']): number {
  let furthest = 0;
  for (const entry of line) {
    if (!isPromising(entry)) break;
    furthest = Math.max(furthest, gain(entry));
  }
  return furthest;
}
