/**
 * Words and ids of held-out cases, to be looked for in what everybody may read. What the search set has as well is no
 * leak. A match tells only that there is one: the words are kept here, and nothing that is returned quotes them.
 */
import type { GoldenCase } from '../../schema/golden-case.ts';

/** Words in a row that are too many to be the same by chance; shorter texts count where they are whole. */
const LONGEST = 6;
const SHORTEST = 3;
const ID = /[A-Za-z0-9][A-Za-z0-9._:-]*[A-Za-z0-9]/g;

export type LeakScan = {
  /** Takes the words of a held-out case. */
  keep(golden: GoldenCase): void;
  /** Lets go of what a search case has, too. All held-out cases have to be kept before. */
  release(golden: GoldenCase): void;
  /** Whether a text has words or an id of a held-out case. */
  finds(text: string): boolean;
};

export function openLeakScan(): LeakScan {
  const ids = new Set<string>();
  const phrases = new Set<string>();
  return {
    keep(golden) {
      for (const id of idsOf(golden)) ids.add(id);
      for (const words of textsOf(golden)) for (const phrase of keptOf(words)) phrases.add(phrase);
    },
    release(golden) {
      for (const id of idsOf(golden)) ids.delete(id);
      for (const words of textsOf(golden)) for (const phrase of phrasesOf(words)) phrases.delete(phrase);
    },
    finds(text) {
      if (ids.size > 0 && (text.match(ID) ?? []).some((id) => ids.has(id))) return true;
      return phrases.size > 0 && hasPhrase(wordsOf(text.replaceAll(/\\[nrt"\\]/g, ' ')), phrases);
    },
  };
}

/** A short text whole; of a longer one every sixth phrase, since a scan meets all of them. */
function* keptOf(words: readonly string[]): Generator<string> {
  if (words.length < LONGEST) yield words.join(' ');
  for (let at = 0; at + LONGEST <= words.length; at += LONGEST) yield words.slice(at, at + LONGEST).join(' ');
}

function hasPhrase(words: readonly string[], phrases: ReadonlySet<string>): boolean {
  for (const phrase of phrasesOf(words)) if (phrases.has(phrase)) return true;
  return false;
}

/** Every run of words of the lengths that are kept. */
function* phrasesOf(words: readonly string[]): Generator<string> {
  for (let at = 0; at + SHORTEST <= words.length; at++) {
    const most = Math.min(LONGEST, words.length - at);
    for (let length = SHORTEST; length <= most; length++) yield words.slice(at, at + length).join(' ');
  }
}

/** Ids that no word of a language is: those with a digit in them. */
function idsOf({ case_id, trace_id, decision_record_id, family }: GoldenCase): string[] {
  return [case_id, trace_id, decision_record_id, family].filter((id) => id.length >= 5 && /\d/.test(id));
}

/** What was asked, and what was answered; a short answer is any answer. */
function* textsOf({ invoke, decisions }: GoldenCase): Generator<string[]> {
  for (const words of stringsIn(invoke.input)) if (words.length >= SHORTEST) yield words;
  for (const { output } of decisions) {
    for (const words of stringsIn(output)) if (words.length >= LONGEST) yield words;
  }
}

function* stringsIn(value: unknown): Generator<string[]> {
  if (typeof value === 'string') yield wordsOf(value);
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) yield* stringsIn(member);
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
