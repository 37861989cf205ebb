/** Bytes to text, strictly: what is not UTF-8 is refused with its line instead of being read as something else. */
import { isUtf8 } from 'node:buffer';
import { AutotuneError } from '../../kit/errors.ts';
import { type Problem, placeOf } from '../../kit/problem.ts';
import type { DamagedLine } from '../../ports/workspace.ts';

const LINE_FEED = 10;
const MARKED = 'the file begins with a byte order mark';

/**
 * Decodes UTF-8 without a byte order mark, or throws `DOC_SYNTAX` with the file and line.
 * @param firstLine the line of the file that the bytes begin at
 */
export function decodeText(bytes: Buffer, file: string, firstLine = 1): string {
  return decodeAround(bytes, firstLine, ({ line, message, expected }) => {
    throw syntaxError(file, line, message, expected);
  });
}

/** The same for who goes on after a line that is no text: it is told, and an empty one stands in its place. */
export function decodeAround(bytes: Buffer, firstLine: number, damaged: (line: DamagedLine) => void): string {
  const isMarked = firstLine === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (isMarked) damaged({ line: 1, message: MARKED, expected: 'UTF-8 without a byte order mark' });
  const text = isMarked ? bytes.subarray(3) : bytes;
  return isUtf8(text) ? text.toString('utf8') : decodeLines(text, firstLine, damaged);
}

function decodeLines(bytes: Buffer, firstLine: number, damaged: (line: DamagedLine) => void): string {
  const lines: string[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    const isText = isUtf8(line);
    if (!isText) damaged({ line: firstLine + lines.length, message: 'the line is not valid UTF-8', expected: 'UTF-8' });
    lines.push(isText ? line.toString('utf8') : '');
    start = end + 1;
  }
  return lines.join('\n');
}

/** A `DOC_SYNTAX` error about one line of a file (0: about the whole file). */
export function syntaxError(file: string, line: number, message: string, expected: string): AutotuneError {
  const problem: Problem = { severity: 'error', code: 'DOC_SYNTAX', file, line, column: 0, message, expected };
  return new AutotuneError('DOC_SYNTAX', `${placeOf(problem)}: ${message}`, { problems: [problem] });
}
