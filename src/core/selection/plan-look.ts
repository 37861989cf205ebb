/**
 * What the held-out set will be asked, decided on the search set alone: at most a few lines, each from its first step
 * that improves the target to the last one that the search set does not refuse.
 */

import type { Judged } from './judged.ts';
import { type Line, linesOf } from './lines.ts';

/** Every further line is one more chance to pass by luck: so many share the claim of docs/statistics.md. */
export const MOST_LINES = 4;

export type PlanRule = {
  /** How much an entry improves the target metric on the search set; above zero is better. */
  readonly gain: (entry: Judged) => number;
  /** Whether the held-out set would confirm an entry, but for what it misses, if it repeated what the search set shows. */
  readonly isPromising: (entry: Judged) => boolean;
};

export type LookPlan = {
  /** The lines to walk, the most promising first; none where nobody can be lawful. */
  readonly lines: readonly Line[];
  /** What the error of a look is multiplied by for each step: below 1 where the lines were picked among more. */
  readonly share: number;
};

/**
 * Plans the look, where the search set gives hope for one line at least. Lines are picked by how they look on the search
 * set, so every line that could have been is charged; one that was charged is asked, however it looks, while there is room.
 */
export function planLook(judged: readonly Judged[], { gain, isPromising }: PlanRule): LookPlan {
  const open = linesOf(judged).flatMap(openPart);
  const worth = new Map(open.map((line) => [line, promiseOf(line, gain, isPromising)]));
  const distinct = open.filter((line, i) => !open.some((other, j) => j !== i && covers(other, line, j < i)));
  const isWorthALook = distinct.some((line) => (worth.get(line) ?? 0) > 0);
  const lines = (isWorthALook ? [...distinct] : [])
    .sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || (idOf(a) < idOf(b) ? -1 : 1))
    .slice(0, MOST_LINES);
  return { lines, share: Math.min(1, MOST_LINES / Math.max(1, distinct.length)) };
}

/** The confidence of a step in a look of the given confidence. */
export function stepConfidence(confidence: number, share: number): number {
  return 1 - (1 - confidence) * share;
}

/** Whether the line brings nothing that the other does not. */
function covers(other: Line, line: Line, isEarlier: boolean): boolean {
  return line.every((entry) => other.includes(entry)) && (line.length < other.length || isEarlier);
}

function idOf([first]: Line): string {
  return first.candidate.candidate_id;
}

/**
 * What a line starts by: the first step that the search set proves them of, and where the recordings answer. A step that
 * was found so has to show them in the held-out cases alone.
 */
export const LINED_UP_BY: ReadonlySet<string> = new Set(['improvement', 'economics_delta', 'p95_latency_delta']);

function openPart(line: Line): Line[] {
  const start = line.findIndex((entry) => standingOf(entry) !== 'unsettled');
  if (start < 0) return [];
  const rest = line.slice(start);
  const end = rest.findIndex((entry) => standingOf(entry) !== 'open');
  const open = end < 0 ? rest : rest.slice(0, end);
  const [first, ...bolder] = open.slice(0, open.findLastIndex(({ misses }) => misses.length === 0) + 1);
  return first === undefined ? [] : [[first, ...bolder]];
}

/**
 * `open`: worth to be asked about; `unsettled`: not yet, the next of its line may be; `refused`: its line ends before it.
 * What is missed as the active configuration misses it has no say: another step may mend it.
 */
export function standingOf({ verdicts, improvement, misses }: Judged): 'open' | 'unsettled' | 'refused' {
  const all = [...verdicts, improvement].filter(({ guardrail }) => !misses.includes(guardrail));
  const refused = all.filter(({ status }) => status === 'fail' || status === 'error');
  if (all.some(({ missing }) => missing === true)) return 'unsettled';
  if (refused.some(({ guardrail }) => !LINED_UP_BY.has(guardrail))) return 'refused';
  return all.every(({ guardrail, status }) => status === 'pass' || !LINED_UP_BY.has(guardrail)) ? 'open' : 'unsettled';
}

/** The gain of the furthest step that can be reached over promising ones. */
function promiseOf(line: Line, gain: PlanRule['gain'], isPromising: PlanRule['isPromising']): number {
  let furthest = 0;
  for (const entry of line) {
    if (!isPromising(entry)) break;
    if (entry.misses.length === 0) furthest = Math.max(furthest, gain(entry));
  }
  return furthest;
}
