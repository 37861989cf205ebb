/** What `--help` prints and the reference page repeats, made from the table of verbs. */
import type { VerbSpec } from './verb.ts';
import { VERBS } from './verbs.ts';

export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'a proposal, an honest null result, a plan, no problem found, or a change that passes the gate'],
  [1, 'refused or failed; a coded error or a check of the gate says why and what to do'],
  [2, 'the command line was not understood'],
  [3, 'the gate could not tell: what is not known is no pass'],
];

/** A verb with the words it needs: `reject PROPOSAL REASON…`. */
export function usageOf({ verb, argument, rest }: Pick<VerbSpec, 'verb' | 'argument' | 'rest'>): string {
  const words = [argument?.name, rest === undefined ? undefined : `${rest.name}…`];
  return [verb, ...words.filter((word) => word !== undefined)].join(' ');
}

/** The help text of one verb, or of all. */
export function helpText(version: string, only?: string): string {
  const verbs = VERBS.filter(({ verb }) => only === undefined || verb === only);
  const lines = verbs.flatMap(({ verb, summary, argument, rest, options }) => [
    `  autotune ${usageOf({ verb, argument, rest })}`,
    `      ${summary}`,
    ...[argument, rest].flatMap((word) => (word === undefined ? [] : [`      ${word.name.padEnd(16)} ${word.text}`])),
    ...options.map(
      ({ flag, value, text }) => `      ${`--${flag}${value === undefined ? '' : ` ${value}`}`.padEnd(16)} ${text}`,
    ),
    '',
  ]);
  const exits = EXIT_CODES.map(([code, text]) => `  ${code}  ${text}`);
  return [
    `autotune ${version}: proposes bounded, replay-proven changes to an agent's context pack.`,
    'The optimizer may propose. The release gate decides.',
    '',
    'Usage: autotune <verb> [options]',
    '',
    ...lines,
    'Exit codes:',
    ...exits,
    '',
  ].join('\n');
}
