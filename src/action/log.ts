/**
 * Text made safe for the log of a runner, which obeys lines: `::command::` where a line begins with it, after white
 * space too, and `##[command]` wherever it stands. Every line gets a mark in front, so that none begins with its text.
 */
import { excerpt } from '../kit/problem.ts';

const MARK = '| ';
const LONGEST = 10_000;

/** One line of text, for a place where something of ours stands before it. */
export function harmless(text: string, length = LONGEST): string {
  return excerpt(text, length).replaceAll('##[', '##\\u005b');
}

/** Text as marked lines, without the last line's end. Only `\n` ends a line; all else that could is escaped. */
export function logLines(text: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${MARK}${harmless(line)}`)
    .join('\n');
}
