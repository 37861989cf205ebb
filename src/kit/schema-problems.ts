/**
 * Turns what a schema has against a document into problems a person can fix: the place in the text, what stands there
 * and the right form in words. It stands in the kit because every document is read through it.
 */
import type * as z from 'zod';
import { parseJson } from './json-document.ts';
import { excerpt, type Problem } from './problem.ts';
import { expectedForm } from './schema-forms.ts';
import { keysKnownAt, nearestKey } from './schema-keys.ts';
import type { Locate } from './source-text.ts';
import { parseYaml } from './yaml-document.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Where problems are told and, where it is known, the schema that found them. */
type Context = { readonly file: string; readonly locate: Locate; readonly schema: z.ZodType | undefined };

/** A document that was read, or null with all that is wrong with its text. */
export type ReadDocument<T> = {
  readonly document: T | null;
  readonly problems: readonly Problem[];
  readonly locate: Locate;
};

/**
 * Parses a text and holds it against its schema. `document` is null as soon as there is one problem. After a syntax
 * error the schema is not asked: what it would say is noise. `lineOffset` is the number of lines before a JSON text in
 * its file.
 */
export function readDocument<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
  kind: 'yaml' | 'json',
  lineOffset = 0,
): ReadDocument<z.output<Schema>> {
  const { value, problems, locate } = kind === 'yaml' ? parseYaml(file, text) : parseJson(file, text, lineOffset);
  if (problems.some(({ code }) => code === 'DOC_SYNTAX' || code === 'DOC_TOO_LARGE')) {
    return { document: null, problems, locate };
  }
  const result = kind === 'yaml' ? readOnce(schema, value) : schema.safeParse(value);
  if (result.success) return { document: problems.length === 0 ? result.data : null, problems, locate };
  const told = new Set(problems.map(keyOfPlace));
  const further = schemaProblems(file, result.error, locate, schema).filter((found) => !told.has(keyOfPlace(found)));
  return { document: null, problems: inTextOrder([...problems, ...further]), locate };
}

/**
 * As the schema reads it. For what is read once, or some hundred times, zod generates no code first: that takes longer
 * than it saves.
 */
export function readOnce<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(value, { jitless: true });
}

/** Maps a schema's issues to problems in the order of the text; with the schema, misspelt keys get a suggestion. */
export function schemaProblems(
  file: string,
  error: { readonly issues: readonly Issue[] } | readonly Issue[],
  locate: Locate,
  schema?: z.ZodType,
): Problem[] {
  const issues = 'issues' in error ? error.issues : error;
  const context = { file, locate, schema };
  return inTextOrder(issues.flatMap((issue) => problemsOf(context, issue, [])));
}

function problemsOf(context: Context, issue: Issue, above: Path): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(context, path, key));
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => wrongKey(context, path, inner));
  if (path.length > 0 && !context.locate(path).exists) return [missingKey(context, path, issue)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = nearestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => problemsOf(context, inner, path));
  }
  return [wrongValue(context, path, issue)];
}

/** The alternative that was probably meant: one whose kind of value is right, with the least to say against it. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const near = branches.filter((branch) => branch.every((issue) => issue.path.length > 0 || isAboutKeys(issue)));
  return near.toSorted((a, b) => a.length - b.length)[0];
}

function isAboutKeys(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys' || issue.code === 'invalid_union';
}

function unknownKey(context: Context, path: Path, key: string): Problem {
  const known = context.schema === undefined ? [] : keysKnownAt(context.schema, path);
  const nearest = nearestKey(key, known);
  const expected =
    nearest === undefined ? known.filter((each) => each !== key).join(', ') : `did you mean \`${nearest}\`?`;
  const message = `\`${render([...path, key])}\` is not a key of this document.`;
  return problemAt(context, [...path, key], { code: 'DOC_UNKNOWN_KEY', at: 'key', message, expected });
}

function wrongKey(context: Context, path: Path, issue: Issue): Problem {
  const code = isUnpinned(issue, String(path.at(-1))) ? 'REF_UNPINNED' : 'DOC_SHAPE';
  const message = `The key \`${render(path)}\` does not have the right form.`;
  return problemAt(context, path, { code, at: 'key', message, expected: expectedForm(issue) });
}

function missingKey(context: Context, path: Path, issue: Issue): Problem {
  const expected = `\`${excerpt(String(path.at(-1)))}\`: ${expectedForm(issue)}`;
  return problemAt(context, path, {
    code: 'DOC_SHAPE',
    at: 'key',
    message: `\`${render(path)}\` is missing.`,
    expected,
  });
}

function wrongValue(context: Context, path: Path, issue: Issue): Problem {
  const { text } = context.locate(path);
  const expected = expectedForm(issue);
  if (path.length === 1 && path[0] === 'schema_version') {
    const message = 'This schema_version is not read by this autotune.';
    return problemAt(context, path, { code: 'DOC_VERSION', at: 'value', message, expected });
  }
  const code = isUnpinned(issue, text) ? 'REF_UNPINNED' : 'DOC_SHAPE';
  const message =
    code === 'REF_UNPINNED'
      ? `\`${render(path)}\` names no version.`
      : `\`${render(path)}\` does not have the right form.`;
  return problemAt(context, path, { code, at: 'value', message, expected });
}

/** A pinned name is one whose pattern asks for an `@` between the name and its version. */
function isUnpinned(issue: Issue, text: string): boolean {
  if (issue.code === 'invalid_union') return issue.errors.flat().some((inner) => isUnpinned(inner, text));
  return issue.code === 'invalid_format' && issue.pattern?.includes('@') === true && !text.includes('@');
}

type Told = {
  readonly code: string;
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly expected: string;
};

function problemAt(context: Context, path: Path, told: Told): Problem {
  const { line, column, text } = context.locate(path, told.at);
  const problem = {
    severity: 'error',
    code: told.code,
    file: context.file,
    line,
    column,
    message: told.message,
  } as const;
  const found = text === '' ? {} : { found: excerpt(text) };
  return { ...problem, ...found, ...(told.expected === '' ? {} : { expected: told.expected }) };
}

function render(path: Path): string {
  const [first, ...rest] = path;
  const parts = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return excerpt(`${typeof first === 'number' ? `[${first}]` : String(first ?? 'the document')}${parts.join('')}`, 120);
}

function keyOfPlace(problem: Problem): string {
  return `${problem.line}:${problem.column}`;
}

function inTextOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
