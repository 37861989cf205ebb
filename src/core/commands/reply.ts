/** What a command is answered, in a few lines. Whatever people or documents say is shown as text and does nothing. */
import { code, plain, prose, table } from '../../kit/markdown.ts';
import type { Asked } from './parse.ts';
import { type Authority, COMMANDS, type CommandName, type CommandSpec, PREFIX, usageOf } from './table.ts';

export type Answered = {
  readonly login: string;
  /** What was asked for, as far as it was understood. */
  readonly name: CommandName | null;
};

/** The whole reply: whose command, then what came of it. */
export function replyTo({ login, name }: Answered, text: string): string {
  return `${code(name === null ? PREFIX : `${PREFIX} ${name}`)} by ${plain(login, 100)}: ${text}\n`;
}

export function refusedText(why: string): string {
  return `nothing was done, since ${prose(why, 1500)}.`;
}

/** What to type instead of a command that is wrong, that there is none of, or that is not looked for. */
export function misunderstoodText(asked: Extract<Asked, { kind: 'wrong' | 'unknown' | 'intricate' }>): string {
  if (asked.kind === 'intricate') return INTRICATE_TEXT;
  if (asked.kind === 'wrong') {
    const spec = COMMANDS.find(({ name }) => name === asked.name);
    const usage = spec === undefined ? '' : `\n\n${code(usageOf(spec))}`;
    return `nothing was done, since ${plain(asked.problem, 400)}.${usage}`;
  }
  const [meant] = asked.meant;
  const guess = meant === undefined ? '' : ` Is ${code(`${PREFIX} ${meant}`)} meant?`;
  return `there is no command ${code(asked.word)}.${guess} ${code(`${PREFIX} help`)} shows all.`;
}

const INTRICATE_TEXT =
  'nothing was done, since the comment is too long or too intricate to be searched for a command. Give the command in a comment of its own.';

export function helpText(): string {
  const rows = COMMANDS.map((spec) => [commandCell(spec), plain(spec.summary), whoMay(spec)]);
  const options = COMMANDS.flatMap(({ name, options }) =>
    options.map(({ flag, text }) => `- ${code(`--${flag}`)} of ${code(name)}: ${plain(text, 400)}`),
  );
  return ['these are the commands.', table(['command', 'what it does', 'who may'], rows), options.join('\n')].join(
    '\n\n',
  );
}

/** A bar would end the cell. */
function commandCell(spec: CommandSpec): string {
  return code(usageOf(spec).replaceAll('|', ' or '), 300);
}

export function whoMay({ authority }: Pick<CommandSpec, 'authority'>): string {
  return WHO_MAY[authority];
}

const WHO_MAY: Readonly<Record<Authority, string>> = {
  writer: 'who may write here',
  decider: 'owners of the changed pack; maintain, admin',
  releaser: 'owners of the changed pack and of its release records; maintain, admin',
};
