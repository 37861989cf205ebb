/** The inputs of the action, typed; what is not understood is refused by the input's name, with its right form. */
import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';

/** What the action can be told to do. */
export const ACTION_VERBS = [
  'run',
  'search',
  'replay',
  'validate',
  'gate',
  'comment',
  'command',
  'record',
  'promote',
  'rollback',
  'monitor',
  'harvest',
  'status',
  'audit',
  'doctor',
] as const;
export type ActionVerb = (typeof ACTION_VERBS)[number];

/** Every input with what it is where nothing is given, as in action.yml. */
export const INPUT_DEFAULTS = {
  command: 'auto',
  'github-token': '',
  'working-directory': '.',
  intent: '',
  reason: '',
  'dry-run': 'false',
  plan: '',
  shard: '',
  shards: '',
  'gate-report': '',
  'recreate-ledger': 'false',
  'bot-aliases': '',
  'on-rate-limit': 'fail',
} as const;
type InputName = keyof typeof INPUT_DEFAULTS;

export type Inputs = {
  readonly command: ActionVerb | 'auto';
  readonly token: string;
  /** A directory below the workspace, as it was named. */
  readonly workingDirectory: string;
  readonly intent: string | undefined;
  /** Why a release is taken back. */
  readonly reason: string | undefined;
  readonly isDryRun: boolean;
  /** The path of a plan to follow. */
  readonly plan: string | undefined;
  /** Which share of a search's replays, such as `2/8`. */
  readonly shard: string | undefined;
  /** The path of the folder of all shards. */
  readonly shards: string | undefined;
  /** What the gate found, as its job handed it over. */
  readonly gateReport: string;
  /** Whether a ledger branch that is gone may be begun anew. */
  readonly recreatesLedger: boolean;
  /** Logins or ids under which earlier proposals were opened. */
  readonly botAliases: readonly string[];
  readonly passesRateLimit: boolean;
};

const LOGIN = /^(?:\d+|[a-z\d][a-z\d_-]{0,99}(?:\[bot\])?)$/i;
const MOST_ALIASES = 20;
const LONGEST = 1000;
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** @param read the value of an input, or nothing. Throws `INPUT_INVALID` with everything that is wrong. */
export function readInputs(read: (name: InputName) => string): Inputs {
  const wrong: string[] = [];
  const given = (name: InputName) => read(name).trim() || INPUT_DEFAULTS[name];
  const refuse = (name: InputName, form: string) => wrong.push(`${name} is ${shown(name, given(name))}: ${form}`);
  const oneLine = (name: InputName): string => {
    const value = given(name);
    if (value.length > LONGEST || CONTROL.test(value)) refuse(name, `one line of at most ${LONGEST} characters`);
    return value;
  };
  const oneOf = <Word extends string>(name: InputName, words: readonly Word[]): Word | undefined => {
    const found = words.find((word) => word === given(name).toLowerCase());
    if (found === undefined) refuse(name, `one of ${words.join(', ')}`);
    return found;
  };
  const isOn = (name: InputName) => oneOf(name, ['true', 'false']) === 'true';
  const token = given('github-token');
  if (/[^\x21-\x7e]/.test(token) || token.length > LONGEST) refuse('github-token', 'one word, such as a secret gives');
  const botAliases = wordsOf(given('bot-aliases'));
  if (botAliases.length > MOST_ALIASES || botAliases.some((alias) => !LOGIN.test(alias)))
    refuse('bot-aliases', `at most ${MOST_ALIASES} logins or ids with commas, such as github-actions[bot],41898282`);
  const inputs = {
    command: oneOf('command', ['auto', ...ACTION_VERBS]) ?? 'auto',
    token,
    workingDirectory: oneLine('working-directory'),
    intent: oneLine('intent') || undefined,
    reason: oneLine('reason') || undefined,
    isDryRun: isOn('dry-run'),
    plan: oneLine('plan') || undefined,
    shard: oneLine('shard') || undefined,
    shards: oneLine('shards') || undefined,
    gateReport: given('gate-report'),
    recreatesLedger: isOn('recreate-ledger'),
    botAliases,
    passesRateLimit: oneOf('on-rate-limit', ['fail', 'pass']) === 'pass',
  };
  if (wrong.length > 0) throw new AutotuneError('INPUT_INVALID', wrong.join('; '));
  return inputs;
}

/** A secret is never shown, right or wrong. */
function shown(name: InputName, value: string): string {
  return name === 'github-token' ? 'not a token' : JSON.stringify(excerpt(value));
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
