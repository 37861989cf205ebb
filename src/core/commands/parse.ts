/** What a comment asks for: one of the commands with its options, a wrong or unknown one, or nothing at all. */
import { nearest } from '../../kit/nearest.ts';
import { excerpt } from '../../kit/problem.ts';
import { Id } from '../../schema/ids.ts';
import type { Rejection } from '../../schema/ledger-event.ts';
import { firstWord, type Given, optionBelow, readOptions } from './options.ts';
import { commandTextOf } from './read-comment.ts';
import { COMMANDS, type CommandName, type CommandSpec } from './table.ts';

export type Command = {
  readonly name: CommandName;
  readonly scope: Rejection['scope'];
  /** Days; null where nothing was said. */
  readonly expiresDays: number | null;
  readonly code: string | null;
  /** What follows the options, as it was written but for blanks at its ends. Data, whatever it looks like. */
  readonly text: string;
  /** Whether the text was longer than is kept. */
  readonly isCut: boolean;
};

export type Asked =
  | { readonly kind: 'nothing' }
  /** There may be a command in it that is not looked for. */
  | { readonly kind: 'intricate' }
  | { readonly kind: 'command'; readonly command: Command }
  /** `problem`: what is wrong with it, in a sentence without its end. */
  | { readonly kind: 'wrong'; readonly name: CommandName; readonly problem: string }
  | { readonly kind: 'unknown'; readonly word: string; readonly meant: readonly string[] };

/** UTF-16 units of a text that are kept; a comment may have 65,536. */
export const LONGEST_TEXT = 10_000;
const MOST_DAYS = 3650;

/** What the first command of a comment asks for. Anybody may comment, so it is told in a bounded number of steps. */
export function parseComment(body: string): Asked {
  const found = commandTextOf(body);
  if (found === 'none') return { kind: 'nothing' };
  if (found === 'too-intricate') return { kind: 'intricate' };
  const { text, below } = found;
  // What is alone on its line asks what there is, whatever the next line says.
  const { word, rest } = firstWord(/^[ \t\u00a0]*[\r\n]/.test(text) ? '' : text);
  if (word === '') return { kind: 'command', command: commandOf('help', {}, '') };
  const spec = COMMANDS.find(({ name }) => name === word.toLowerCase());
  if (spec !== undefined) return readCommand(spec, rest, below);
  const names = COMMANDS.map(({ name }) => name);
  return { kind: 'unknown', word: excerpt(word, 40), meant: nearest(word.slice(0, 40), names, 1) };
}

function readCommand(spec: CommandSpec, rest: string, below: string): Asked {
  const wrong = (problem: string): Asked => ({ kind: 'wrong', name: spec.name, problem });
  const read = readOptions(spec, rest);
  if ('problem' in read) return wrong(read.problem);
  const problem = problemOf(read.given) ?? optionBelow(below);
  if (problem !== null) return wrong(problem);
  const { text, given } = read;
  if (spec.text === '<reason>' && !hasWords(text)) return wrong('it needs a reason');
  if (spec.text === '' && hasWords(text)) return wrong('it takes nothing after its name');
  if (spec.text === '[id]' && /\s/.test(text)) return wrong('it takes one id');
  return { kind: 'command', command: commandOf(spec.name, given, text) };
}

const SCOPES: ReadonlyMap<string, Rejection['scope']> = new Map([
  ['exact', 'exact'],
  ['direction', 'direction'],
  ['surface', 'surface'],
]);

function problemOf({ scope, expires, code }: Given): string | null {
  if (scope !== undefined && !SCOPES.has(scope.toLowerCase()))
    return `--scope is ${said(scope)}, and there are ${[...SCOPES.keys()].join(', ')}`;
  if (expires !== undefined && daysIn(expires) === null)
    return `--expires is ${said(expires)}; it takes days such as 90d, at most ${MOST_DAYS}`;
  if (code !== undefined && !Id.safeParse(code).success)
    return `--code is ${said(code)}; it takes one word of a-z, 0-9, dot, dash and underscore`;
  return null;
}

function daysIn(text: string | undefined): number | null {
  const days = Number(/^([1-9]\d{0,3})d$/i.exec(text ?? '')?.[1] ?? 0);
  return days > 0 && days <= MOST_DAYS ? days : null;
}

function said(value: string): string {
  return value === '' ? 'given nothing' : JSON.stringify(excerpt(value, 40));
}

function commandOf(name: CommandName, { scope, expires, code }: Given, text: string): Command {
  // Half of a character is none.
  const kept = text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '');
  return {
    name,
    scope: SCOPES.get(scope?.toLowerCase() ?? '') ?? 'exact',
    expiresDays: daysIn(expires),
    code: code ?? null,
    text: kept,
    isCut: kept.length < text.length,
  };
}

/** Whether there is anything to read in a text: not in blanks and in characters that nobody sees. */
function hasWords(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
