/**
 * Where something stands in a text, in the terms of a person's editor. It stands in the kit because YAML and JSON
 * documents must point at places in the same way.
 */
import type { Problem } from './problem.ts';

export type Place = {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters (an emoji counts once). */
  readonly column: number;
  /** The text that stands there: its first line, at most 200 characters. */
  readonly text: string;
};

/** A place in a parsed document; `exists` is false where the path ends early and the place is the nearest parent's. */
export type Location = Place & { readonly exists: boolean };

/** Finds a key or (by default) its value; a path that ends early answers with the nearest parent's place. */
export type Locate = (path: readonly PropertyKey[], at?: 'key' | 'value') => Location;

/** What every parser of the kit answers: as much of the value as could be read, and all that is wrong with it. */
export type ParsedText = {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly locate: Locate;
};

/** Keys that no document may have at any depth: they reach an object's prototype instead of its content. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** How deep collections may nest: no real document comes near, and reading may recurse. */
export const MAX_DEPTH = 100;

/** Half of a character, which no file can hold: written down it would become another text. Escapes can name it. */
export const HALF_CHARACTER = /\p{Cs}/u;
export const HALF = {
  message: 'An escape names half of a character.',
  expected: 'both halves, or the character itself',
};

const EXCERPT = 200;
const BYTE_ORDER_MARK = '\uFEFF';

/** Answers places for offsets of a text. `lineOffset` is the number of lines that stand before the text in its file. */
export function placesIn(text: string, lineOffset = 0): (start: number, end: number) => Place {
  let starts: number[] | undefined;
  const columnAt = columnsOf(text);
  return (start, end) => {
    starts ??= lineStarts(text);
    const line = lineAt(starts, start);
    const [first = ''] = text.slice(start, Math.min(end, start + EXCERPT)).split(/\r?\n/, 1);
    return { line: line + 1 + lineOffset, column: columnAt(starts[line] ?? 0, start), text: first };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Columns count characters. Places are mostly asked for in order, so a very long line is walked once. */
function columnsOf(text: string): (lineStart: number, offset: number) => number {
  const firstWide = text.search(/[\uD800-\uDBFF]/);
  const bom = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  let known = { lineStart: 0, offset: 0, wide: 0 };
  return (lineStart, offset) => {
    const column = offset - lineStart + 1 - (lineStart === 0 && offset > 0 ? bom : 0);
    if (firstWide === -1 || firstWide >= offset) return column;
    const resume = known.lineStart === lineStart && known.offset <= offset ? known : { offset: lineStart, wide: 0 };
    known = { lineStart, offset, wide: resume.wide + countWide(text, resume.offset, offset) };
    return column - known.wide;
  };
}

function countWide(text: string, start: number, end: number): number {
  let wide = 0;
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) wide += 1;
  }
  return wide;
}
