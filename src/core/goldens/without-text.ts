/** Problems of the held-out set, told without what its cases say: they are named by their line alone. */
import { ERROR_CATALOGUE } from '../../kit/error-catalogue.ts';
import type { Problem } from '../../kit/problem.ts';

const MEANINGS: Readonly<Record<string, { readonly meaning: string }>> = ERROR_CATALOGUE;

/** The same problem with the meaning of its code for a message, and no text of the file. */
export function withoutText({ severity, code, file, line, column }: Problem): Problem {
  return { severity, code, file, line, column, message: MEANINGS[code]?.meaning ?? 'the line is not a golden case' };
}
