/**
 * The options of a command: before its text, or at the end of the text's first line, as people write them behind a reason.
 * One anywhere else is refused, since a limit that is taken for words of a reason limits nothing.
 */
import { excerpt } from '../../kit/problem.ts';
import { COMMANDS, type CommandOption, type CommandSpec } from './table.ts';

export type Given = { readonly [Flag in CommandOption['flag']]?: string };

type Read = { readonly given: Given; readonly text: string };
type Wrong = { readonly problem: string };

/** A word processor's dash, long or shorter, is taken for the two that were typed. */
const OPTION = /^(?:--|\u2014|\u2013)([A-Za-z][\w-]*)(?:=(.*))?$/s;
const WORDS = /[^ \t\u00a0\r\n]+/g;

/** What was given, and the text without it. A text that follows `--` is kept as it is. */
export function readOptions(spec: CommandSpec, rest: string): Read | Wrong {
  const lead = leading(spec, rest, {});
  if ('problem' in lead || lead.isLiteral) return lead;
  const { given, text } = lead;
  const found = [...text.matchAll(WORDS)].filter(({ 0: word }) => isMeant(word));
  const [first] = found;
  if (first === undefined) return lead;
  const end = text.search(/[\r\n]|$/);
  const tail = leading(spec, text.slice(first.index, end), given);
  if ('problem' in tail) return tail;
  if (tail.text !== '' || found.some(({ index }) => index > end)) return { problem: misplaced(first[0]) };
  return { given: tail.given, text: `${text.slice(0, first.index).trimEnd()}${text.slice(end)}` };
}

function misplaced(word: string): string {
  return `${excerpt(word, 40)} stands within the text; options stand before it or at the end of its first line, and after -- all is text`;
}

/** What is wrong where the paragraph below a command begins with an option; null where it does not. */
export function optionBelow(paragraph: string): string | null {
  const { word } = firstWord(paragraph);
  return isMeant(word) ? `${excerpt(word, 40)} stands below the command; options stand on its first line` : null;
}

/** Whether a word within a text is an option of any command, or almost one. */
function isMeant(word: string): boolean {
  const name = OPTION.exec(word)?.[1]?.toLowerCase();
  if (name === undefined) return false;
  const flags = COMMANDS.flatMap(({ options }) => options.map(({ flag }) => flag));
  return flags.some((flag) => name.startsWith(flag) || (name.length > 2 && flag.startsWith(name)));
}

function leading(
  { options }: CommandSpec,
  rest: string,
  before: Given,
): (Read & { readonly isLiteral: boolean }) | Wrong {
  const given: Partial<Record<CommandOption['flag'], string>> = { ...before };
  let left = rest;
  for (;;) {
    const { word, rest: after } = firstWord(left);
    if (word === '--') return { given, text: after, isLiteral: true };
    const match = OPTION.exec(word);
    if (match === null) return { given, text: left, isLiteral: false };
    const option = options.find(({ flag }) => flag === match[1]?.toLowerCase());
    if (option === undefined) return { problem: `it has no option --${excerpt(match[1] ?? '', 40)}` };
    if (given[option.flag] !== undefined) return { problem: `--${option.flag} is given twice` };
    const next = match[2] === undefined ? firstWord(after) : { word: match[2], rest: after };
    given[option.flag] = next.word;
    left = next.rest;
  }
}

/** The first word, to the first blank or line's end, and what follows it without the blanks between. */
export function firstWord(text: string): { readonly word: string; readonly rest: string } {
  const [, word = '', rest = ''] = /^[ \t\u00a0\r\n]*([^ \t\u00a0\r\n]*)([\s\S]*)$/.exec(text) ?? [];
  return { word, rest: rest.replace(/^[ \t\u00a0\r\n]+/, '') };
}
