/**
 * A problem is one thing wrong in a document, with the place, the offending text and the right form. Problems are
 * collected, never thrown one by one, so that a person fixes a file in one sitting.
 */
export type Problem = {
  readonly severity: 'error' | 'warning';
  /** A code of the error catalogue, e.g. `DOC_UNKNOWN_KEY`. */
  readonly code: string;
  /** Path inside the repository, with forward slashes. */
  readonly file: string;
  /** 1-based; 0 where the problem is about the whole file. */
  readonly line: number;
  /** 1-based, in characters; 0 where the problem is about the whole file. */
  readonly column: number;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** The offending text, shortened and escaped. */
  readonly found?: string | undefined;
  /** The right form. */
  readonly expected?: string | undefined;
};

const EXCERPT = 60;
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Untrusted text made safe to print on one line: control and format characters escaped, length capped. */
export function excerpt(text: string, length = EXCERPT): string {
  const escaped = text.replace(CONTROL, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
  if (escaped.length <= length) return escaped;
  // Half of a character is none.
  return `${escaped.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** `file:line:column`, leaving out what is unknown. */
export function placeOf(problem: Pick<Problem, 'file' | 'line' | 'column'>): string {
  return [excerpt(problem.file, 200), ...[problem.line, problem.column].filter((part) => part > 0)].join(':');
}

/** One problem as the lines a person reads. */
export function renderProblem(problem: Problem): string {
  const lines = [`${placeOf(problem)}  ${problem.severity} ${problem.code}  ${problem.message}`];
  if (problem.found !== undefined) lines.push(`    found:    ${problem.found}`);
  if (problem.expected !== undefined) lines.push(`    expected: ${problem.expected}`);
  return lines.join('\n');
}
