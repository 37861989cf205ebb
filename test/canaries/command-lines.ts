/** Command lines for every verb there is, from the table that the program itself parses by. A new verb is in it at once. */
import type { VerbSpec } from '../../src/cli/verb.ts';
import { VERBS } from '../../src/cli/verbs.ts';

/** Where a search leaves its plan, and a run finds it. */
export const PLAN = 'plan.json';
/** Where all shards of a search stand, as a run finds them, and where the one that there is of them is left. */
export const SHARDS = 'shards';
export const SHARD = `${SHARDS}/1.jsonl`;

/** A value for each option that takes one; a new option needs its own here. */
const VALUES: Readonly<Record<string, string>> = {
  repo: '.',
  intent: 'bench.answer',
  forge: 'local',
  pack: 'bench',
  owner: '@acme/bench',
  action: './',
  split: '2',
  approver: '@acme/bench',
  plan: PLAN,
  shard: '1/1',
  shards: SHARDS,
  scope: 'direction',
  expires: '90d',
  code: 'too_few',
  kill: 'on',
  base: 'main',
  head: 'main',
};

/** Options that are given what holds without them: tried beside the others, and not alone. */
const DEFAULTS = new Set(['--repo', '--forge']);

/** Of a search case, for a verb that needs an id. */
const WORD = 'case_1';

export type CommandLine = { readonly verb: string; readonly args: readonly string[] };

/** Each verb with as many of its options as go together; with none and each that changes something alone too where `isThorough`. */
export function commandLines(values: Readonly<Record<string, string>>, isThorough: boolean): CommandLine[] {
  return VERBS.flatMap((spec) => {
    const out = spec.verb === 'replay' ? SHARD : PLAN;
    const options = spec.options.map((option) => written(option, { ...VALUES, out, ...values }));
    const withPlan = options.filter(([flag]) => flag !== '--dry-run').flat();
    const all = options.filter(([flag]) => flag !== '--dry-run' && flag !== '--plan').flat();
    const alone = options.filter(([flag = '']) => !DEFAULTS.has(flag));
    const lines = isThorough ? [[], ...alone, all.filter((word) => word !== '--json'), all, withPlan] : [all, withPlan];
    return [...new Set(lines.map((line) => line.join(' ')))].map((line) => lineOf(spec, line));
  });
}

function lineOf({ verb, argument, rest }: VerbSpec, line: string): CommandLine {
  const word = [...(argument === undefined ? [] : [WORD]), ...(rest === undefined ? [] : ['because'])];
  return { verb, args: [...verb.split(' '), ...word, ...line.split(' ').filter((word) => word !== '')] };
}

function written({ flag, value }: VerbSpec['options'][number], values: Readonly<Record<string, string>>): string[] {
  if (value === undefined) return [`--${flag}`];
  const given = values[flag];
  if (given === undefined) throw new Error(`the canary test needs a value for the new option --${flag}`);
  return [`--${flag}`, given];
}
