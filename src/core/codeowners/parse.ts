/** The lines of a CODEOWNERS file: rules as GitHub takes them, and the lines that it skips, with the reason. */
import { excerpt, type Problem } from '../../kit/problem.ts';
import { type Pattern, parsePattern } from './pattern.ts';

/** `@user`, `@org/team` or an e-mail address, without the `@` in front. */
export type CodeOwner = { readonly kind: 'user' | 'team' | 'email'; readonly name: string };

export type Rule = { readonly line: number; readonly pattern: Pattern; readonly owners: readonly CodeOwner[] };

export type CodeOwners = {
  readonly path: string;
  /** In the order of the file: the last one that covers a path wins. */
  readonly rules: readonly Rule[];
  /** Skipped lines, or the whole file where it is too large. */
  readonly problems: readonly Problem[];
  /** The Apps that skipped lines name as owners, as `@name[bot]`: who wrote such a line meant a bot to approve. */
  readonly bots: readonly { readonly line: number; readonly pattern: Pattern; readonly name: string }[];
};

/** Bytes. GitHub does not read a larger file. */
const LARGEST = 3 * 1024 * 1024;

const USER = /^@([a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,99})$/i;
const TEAM = /^@([a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,99}\/[a-z\d][\w.-]*)$/i;
const BOT = /^@[a-z\d][a-z\d_-]{0,99}\[bot\]$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Reads a whole file. Never throws: what GitHub would skip is skipped, and said. */
export function parseCodeOwners(path: string, text: string): CodeOwners {
  if (new TextEncoder().encode(text).length >= LARGEST) {
    return { path, rules: [], bots: [], problems: [problemAt(path, 0, 'is 3 MB or larger; GitHub does not read it')] };
  }
  const rules: Rule[] = [];
  const bots: CodeOwners['bots'][number][] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const words = wordsOf(line);
    const [first, ...rest] = words;
    if (first === undefined) continue;
    const read = ruleOf(index + 1, first, rest);
    bots.push(...botsOf(index + 1, first, rest));
    if ('pattern' in read) rules.push(read);
    else problems.push(problemAt(path, index + 1, read.invalid, line));
  }
  return { path, rules, problems, bots };
}

function ruleOf(line: number, first: string, rest: readonly string[]): Rule | { readonly invalid: string } {
  const pattern = parsePattern(first);
  if ('invalid' in pattern) return pattern;
  const owners: CodeOwner[] = [];
  for (const word of rest) {
    const owner = ownerOf(word);
    if (owner === null) return { invalid: `${excerpt(word)} is no @user, @org/team or e-mail address` };
    owners.push(owner);
  }
  return { line, pattern, owners };
}

function botsOf(line: number, first: string, rest: readonly string[]): CodeOwners['bots'] {
  const pattern = parsePattern(first);
  if ('invalid' in pattern) return [];
  return rest.filter((word) => BOT.test(word)).map((name) => ({ line, pattern, name }));
}

/** The owner that a word names, or null. */
export function ownerOf(word: string): CodeOwner | null {
  const user = USER.exec(word)?.[1];
  if (user !== undefined) return { kind: 'user', name: user };
  const team = TEAM.exec(word)?.[1];
  if (team !== undefined) return { kind: 'team', name: team };
  return EMAIL.test(word) ? { kind: 'email', name: word } : null;
}

/** An owner as CODEOWNERS writes it. */
export function writtenOwner({ kind, name }: CodeOwner): string {
  return kind === 'email' ? name : `@${name}`;
}

/** Words between blanks, up to a word that begins a comment; a backslash keeps the blank after it in the word. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:\\[^\r\n]|[^\s\\]|\\$)+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment < 0 ? words : words.slice(0, comment);
}

function problemAt(file: string, line: number, message: string, found?: string): Problem {
  return {
    severity: 'warning',
    code: 'CODEOWNERS_LINE_SKIPPED',
    file,
    line,
    column: line === 0 ? 0 : 1,
    message,
    ...(found === undefined ? {} : { found: excerpt(found.trim()) }),
  };
}
