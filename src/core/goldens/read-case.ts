/** One line of a golden set as a case, or the problems with it at their line and column. */
import { hasDuplicateKeys, hasHalfCharacters, parseJson } from '../../kit/json-document.ts';
import type { Problem } from '../../kit/problem.ts';
import { surelyAccepts } from '../../kit/schema-accepts.ts';
import { schemaProblems } from '../../kit/schema-problems.ts';
import { GoldenCase } from '../../schema/golden-case.ts';

export type ReadCase = { readonly golden: GoldenCase } | { readonly problems: readonly Problem[] };

const isSurelyCase = surelyAccepts(GoldenCase);

/** Parses and checks a line; `number` is its 1-based line in the file. The slow way is only taken to name a place. */
export function readCase(file: string, line: string, number: number): ReadCase {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problems: parseJson(file, line, number - 1).problems };
  }
  const isPlain = !hasDuplicateKeys(line, value) && !hasHalfCharacters(line, value);
  if (isPlain && isSurelyCase(value)) return { golden: value };
  const result = GoldenCase.safeParse(value);
  if (isPlain && result.success) return { golden: result.data };
  const { problems, locate } = parseJson(file, line, number - 1);
  return {
    problems: result.success ? problems : [...problems, ...schemaProblems(file, result.error, locate, GoldenCase)],
  };
}
