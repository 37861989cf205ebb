/**
 * Keeps a text within what GitHub takes. It counts bytes of UTF-8, which no way of counting characters exceeds, since
 * GitHub does not say how it counts.
 */

/** GitHub takes 65,536 characters for a body or a comment, and 65,535 for a check's summary. */
export const BUDGET = 60_000;

const ENCODER = new TextEncoder();

export function sizeOf(text: string): number {
  return ENCODER.encode(text).length;
}

/** The text as it is, or its first lines with a word on where the rest stands. No line is cut apart. */
export function withinBudget(text: string, budget: number, rest: string): string {
  if (sizeOf(text) <= budget) return text;
  let room = budget - sizeOf(`\n\n${rest}`);
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    room -= sizeOf(line) + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return `${kept.join('\n').trimEnd()}\n\n${rest}`;
}
