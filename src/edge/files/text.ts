/** Bytes to text, strictly: what is not UTF-8 is refused with its line instead of being read as something else. */
import { isUtf8 } from 'node:buffer';
import { AutotuneError } from '../../kit/errors.ts';
import { type Problem, placeOf } from '../../kit/problem.ts';

const LINE_FEED = 10;

/**
 * Decodes UTF-8 without a byte order mark, or throws `DOC_SYNTAX` with the file and line.
 * @param firstLine the line of the file that the bytes begin at
 */
export function decodeText(bytes: Buffer, file: string, firstLine = 1): string {
  if (firstLine === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw syntaxError(file, 1, 'the file begins with a byte order mark', 'UTF-8 without a byte order mark');
  }
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw syntaxError(file, firstLine + lineOfDamage(bytes), 'the line is not valid UTF-8', 'UTF-8');
}

/** A `DOC_SYNTAX` error about one line of a file (0: about the whole file). */
export function syntaxError(file: string, line: number, message: string, expected: string): AutotuneError {
  const problem: Problem = { severity: 'error', code: 'DOC_SYNTAX', file, line, column: 0, message, expected };
  return new AutotuneError('DOC_SYNTAX', `${placeOf(problem)}: ${message}`, { problems: [problem] });
}

function lineOfDamage(bytes: Buffer): number {
  let start = 0;
  for (let line = 0; ; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
