/** What a person reads on the terminal of any verb: problems as a list, errors with what to do, and the paint for it. */
import type { AutotuneError } from '../kit/errors.ts';
import { excerpt, type Problem, renderProblem } from '../kit/problem.ts';

type SealedFiles = {
  readonly sealed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
};

export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** Paints with ANSI codes where somebody watches, else gives the text back. */
export function painter(isColoured: boolean): Paint {
  const codes = { bold: 1, dim: 2, green: 32, red: 31, yellow: 33 };
  return (style, text) => (isColoured ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** All problems, in the order found, and how many there are. */
export function problemsText(problems: readonly Problem[], paint: Paint): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counted = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return `${[...problems.map(renderProblem), paint(errors > 0 ? 'red' : 'dim', counted)].join('\n')}\n`;
}

/** A coded error as a person needs it: what, where, what to do. */
export function errorText(error: AutotuneError, paint: Paint): string {
  const shown = error.problems.slice(0, 50).map((problem) => `  ${renderProblem(problem).replaceAll('\n', '\n  ')}`);
  const more = error.problems.length > 50 ? [`  and ${error.problems.length - 50} more`] : [];
  return `${[paint('red', `autotune: ${error.code}: ${excerpt(error.message, 1000)}`), ...shown, ...more, `  ${error.hint}`].join('\n')}\n`;
}

/** The sealed sets that nothing is claimed of, as the end of a line; nothing where there are none. */
export function uncheckedText(unchecked: readonly string[]): string {
  return unchecked.length === 0 ? '' : `; sealed, not checked: ${unchecked.join(', ')}`;
}

type Unchecked = { readonly path: string; readonly why: string; readonly what?: string };

/** What could not be checked because of documents that cannot be read, a line each. */
export function unreadText(unchecked: readonly Unchecked[]): string {
  const lines = unchecked.flatMap(({ path, why, what }) => {
    if (why === 'unread') return [`not checked, since ${excerpt(path, 200)} cannot be read: ${what}\n`];
    return why === 'unreplayed' ? [`not checked: whether the cases of ${excerpt(path, 200)} replay as recorded\n`] : [];
  });
  return lines.join('');
}

/** What sealing did, and what it cannot undo. */
export function sealedText({ sealed, removed, unchanged }: SealedFiles): string {
  const history =
    'What was ever committed in plain text stays in the history: seal a new version of the set instead.\n';
  return [
    ...sealed.map((path) => `sealed    ${path}\n`),
    ...removed.map((path) => `removed   ${path}\n`),
    ...unchanged.map((path) => `unchanged ${path}\n`),
    ...(removed.length === 0 ? [] : [history]),
  ].join('');
}
