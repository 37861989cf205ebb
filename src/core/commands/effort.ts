/**
 * How much work it is to read a comment, told before any of it is done: the parser's effort grows with the square of
 * some of what stands there, and anybody may comment. What is more than people write is not read.
 */

/** Of a comment with this much in it; none that a person wrote came near. */
const MOST_LINES = 2000;
const MOST_CONTAINERS = 4000;
const MOST_DEPTH = 100;
const MOST_MARKS_BY_LENGTH = 16_000_000;

const CONTAINERS = />|[-+*](?=[ \t])|\d[.)](?=[ \t])/g;
/** What opens or closes something within a line. */
const MARKS = /[*_`~$<[\]]/g;

/** Whether its paragraphs, quotes and lists are too many, or too deep in one another, to be told apart. */
export function areBlocksTooMany(source: string): boolean {
  const lines = source.split(/\r\n?|\n/);
  if (lines.length > MOST_LINES) return true;
  const opened = lines.map((line) => count(CONTAINERS, /^[ \t>*+\-\d.)]*/.exec(line)?.[0] ?? ''));
  return opened.some((depth) => depth > MOST_DEPTH) || opened.reduce((sum, depth) => sum + depth, 0) > MOST_CONTAINERS;
}

/** Whether the marks in its texts are too many: each may be looked for along the whole of the paragraph it stands in. */
export function areMarksTooMany(texts: readonly string[]): boolean {
  return texts.reduce((sum, text) => sum + count(MARKS, text) * text.length, 0) > MOST_MARKS_BY_LENGTH;
}

function count(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}
