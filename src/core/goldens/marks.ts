/**
 * Marks by which a case is known again in a later set, without its id, family or text. A mark is a hash over what was
 * asked, or over what was recorded for it: whoever holds all of that already can tell that the case was held out,
 * nobody else can tell anything. The decision about marks in docs/decisions says why no keyed hash would do better.
 */
import { createHash, type Hash } from 'node:crypto';
import { canonicalJson } from '../../kit/canonical.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { HeldoutMarks } from '../../schema/heldout-marks.ts';

/** Hex digits of a mark. */
const LENGTH = 16;
/** Marks that are kept of a set; of a larger one the smallest, which are a fair sample of it. */
const KEPT = 512;
/** Items that are read of each recorded list. */
const ITEMS = 20;

export type SetMarks = {
  /** Marks the next case. */
  add(golden: GoldenCase, line: number): void;
  /** Whether a case asks what one of the set asks, or rests on the same recording. */
  has(golden: GoldenCase): boolean;
  /** What the ledger keeps of the set. */
  kept(): HeldoutMarks;
  /** The lines of this set that stood in an earlier one, and about how many there are in all. */
  reusedFrom(earlier: HeldoutMarks): Reuse;
};

export type Reuse = { readonly lines: readonly number[]; readonly cases: number };

export function openMarks(): SetMarks {
  const questions = new Map<string, number>();
  const recordings = new Map<string, number>();
  let cases = 0;
  return {
    add(golden, line) {
      cases++;
      questions.set(questionMark(golden), line);
      const recording = recordingMark(golden);
      if (recording !== null) recordings.set(recording, line);
    },
    has(golden) {
      const recording = recordingMark(golden);
      return questions.has(questionMark(golden)) || (recording !== null && recordings.has(recording));
    },
    kept: () => ({ cases, questions: smallest(questions), recordings: smallest(recordings) }),
    reusedFrom(earlier) {
      const lines = new Set([...linesOf(questions, earlier.questions), ...linesOf(recordings, earlier.recordings)]);
      const sampled = Math.min(KEPT, earlier.cases);
      const estimated = sampled === 0 ? 0 : Math.round((lines.size * earlier.cases) / sampled);
      return { lines: [...lines].sort((a, b) => a - b), cases: Math.min(cases, estimated) };
    },
  };
}

/** Over the whole input of a case. */
function questionMark({ intent, invoke }: GoldenCase): string {
  return markOf('question', intent, wordsOf(invoke.input));
}

/** Over what was retrieved and called; null where too little was recorded to tell two cases apart. */
function recordingMark({ intent, evidence, plans }: GoldenCase): string | null {
  const items = Object.values(evidence).flatMap((bucket) => bucket.items.slice(0, ITEMS));
  const calls = plans.flatMap((plan) => plan.calls.map(({ hash }) => hash));
  if (items.length + calls.length < ITEMS / 2) return null;
  const retrieved = items.map(itemLine);
  return markOf('recording', intent, [...retrieved, ...calls].join('\n'));
}

/**
 * The same for a case that asks the same and rests on the same recording, whatever it is called: a copy, of which two
 * are no two observations. 16 hex digits.
 */
export function copyMark({ intent, invoke, evidence, plans }: GoldenCase): string {
  // One text: for many short pieces the way into the hash takes longer than the hash.
  let content = `${intent}\n${wordsOf(invoke.input)}\n`;
  for (const bucket of Object.keys(evidence).sort()) {
    content += `${bucket}\n`;
    for (const item of (evidence[bucket]?.items ?? []).slice(0, ITEMS)) content += `${itemLine(item)}\n`;
  }
  for (const plan of plans) for (const call of plan.calls) content += `${call.hash}\n`;
  return digitsOf(createHash('sha256').update(content));
}

function itemLine({ ref, score, tokens }: GoldenCase['evidence'][string]['items'][number]): string {
  return `${ref} ${score ?? ''} ${tokens}`;
}

/** Case, spaces and punctuation do not make it another question. */
function wordsOf(input: GoldenCase['invoke']['input']): string {
  return canonicalJson(input)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
}

function markOf(kind: string, intent: string, content: string): string {
  return digitsOf(createHash('sha256').update(`autotune held-out ${kind}\n${intent}\n${content}`));
}

/** Cut off before it is text: a piece of a text holds all of it. */
function digitsOf(hash: Hash): string {
  return hash.digest().toString('hex', 0, LENGTH / 2);
}

function smallest(marks: ReadonlyMap<string, number>): string {
  return [...marks.keys()].sort().slice(0, KEPT).join('');
}

function linesOf(marks: ReadonlyMap<string, number>, earlier: string): number[] {
  const lines: number[] = [];
  for (let at = 0; at < earlier.length; at += LENGTH) {
    const line = marks.get(earlier.slice(at, at + LENGTH));
    if (line !== undefined) lines.push(line);
  }
  return lines;
}
