/** The words of a command line, read: which verb, with which options; anything else is a usage error. */
import { parseArgs } from 'node:util';
import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';
import { Id } from '../schema/ids.ts';
import { RejectionScope } from '../schema/rejection.ts';
import type { VerbSpec } from './verb.ts';
import { VERBS } from './verbs.ts';

export type Options = {
  readonly repo: string;
  readonly intent?: string;
  readonly forge: 'local' | 'github';
  /** The word beside the options, of a verb that needs one. */
  readonly word?: string;
  /** The words behind it. */
  readonly rest?: string;
  readonly scope: RejectionScope;
  readonly expiresDays?: number;
  readonly code?: string;
  /** The file of a plan: to follow, or to write. */
  readonly plan?: string;
  readonly out?: string;
  /** Which share of a search's replays, and the folder of all of them. */
  readonly shard?: string;
  readonly shards?: string;
  /** How many machines are to share a search. */
  readonly split?: number;
  readonly to?: readonly string[];
  /** Who answers for a promotion. */
  readonly approver?: string;
  readonly pack?: string;
  readonly owner?: string;
  readonly action?: string;
  readonly kill?: 'on' | 'off';
  /** Names of commits for the gate. */
  readonly base?: string;
  readonly head?: string;
  readonly isDryRun: boolean;
  readonly isWrite: boolean;
  readonly isJson: boolean;
};

export type Verb =
  | 'init'
  | 'run'
  | 'search'
  | 'replay'
  | 'validate'
  | 'record'
  | 'experience'
  | 'promote'
  | 'rollback'
  | 'status'
  | 'explain'
  | 'reject'
  | 'unreject'
  | 'rejections'
  | 'doctor'
  | 'flags'
  | 'gate'
  | 'audit'
  | 'monitor'
  | 'goldens stamp'
  | 'goldens harvest'
  | 'goldens keygen'
  | 'goldens seal'
  | 'goldens unseal';

/** A verb is one word or two. */
function verbIn([first, second = '']: readonly string[]): string {
  return isVerb(first) ? first : `${first} ${second}`.trim();
}

/** The verb that help is asked about; all of them where it is none. */
function helpAbout(words: readonly string[]): { readonly word?: string } {
  const verb = verbIn(words);
  return isVerb(verb) ? { word: verb } : {};
}

/** Reads the arguments. Throws `USAGE`; for `help`, `word` is the verb that it is about. */
export function parse(args: readonly string[]): { verb: Verb | 'help' | 'version'; options: Options } {
  const none: Options = {
    repo: '.',
    forge: 'local',
    scope: 'exact',
    isDryRun: false,
    isWrite: false,
    isJson: false,
  };
  if (args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help')
    return { verb: 'help', options: { ...none, ...helpAbout(args.filter((word) => word !== 'help')) } };
  if (args[0] === '--version') return { verb: 'version', options: none };
  const verb = verbIn(args);
  if (!isVerb(verb)) throw new AutotuneError('USAGE', `there is no verb ${JSON.stringify(verb)}`);
  const spec = VERBS.find((known) => known.verb === verb);
  const known = (spec?.options ?? []).map(({ flag, value }) => [
    flag,
    { type: value === undefined ? 'boolean' : 'string' } as const,
  ]);
  const { values, positionals } = parseOptions(args.slice(verb.split(' ').length), Object.fromEntries(known));
  const { word, rest } = wordsFor(spec, positionals);
  return {
    verb,
    options: {
      repo: typeof values['repo'] === 'string' ? values['repo'] : '.',
      ...(typeof values['intent'] === 'string' ? { intent: values['intent'] } : {}),
      ...(word === undefined ? {} : { word }),
      ...(rest === undefined ? {} : { rest }),
      scope: scopeNamed(values['scope']),
      ...(typeof values['expires'] === 'string' ? { expiresDays: daysOf(values['expires']) } : {}),
      ...(typeof values['code'] === 'string' ? { code: codeOf(values['code']) } : {}),
      ...(typeof values['plan'] === 'string' ? { plan: values['plan'] } : {}),
      ...(typeof values['out'] === 'string' ? { out: values['out'] } : {}),
      ...(typeof values['shard'] === 'string' ? { shard: values['shard'] } : {}),
      ...(typeof values['shards'] === 'string' ? { shards: values['shards'] } : {}),
      ...(typeof values['split'] === 'string' ? { split: Number(values['split']) } : {}),
      ...(typeof values['to'] === 'string' ? { to: listOf(values['to']) } : {}),
      forge: forgeNamed(values['forge']),
      ...(typeof values['approver'] === 'string' ? { approver: values['approver'] } : {}),
      ...(typeof values['pack'] === 'string' ? { pack: values['pack'] } : {}),
      ...(typeof values['owner'] === 'string' ? { owner: values['owner'] } : {}),
      ...(typeof values['action'] === 'string' ? { action: values['action'] } : {}),
      ...(values['kill'] === undefined ? {} : { kill: switchTo(values['kill']) }),
      ...(typeof values['base'] === 'string' ? { base: values['base'] } : {}),
      ...(typeof values['head'] === 'string' ? { head: values['head'] } : {}),
      isDryRun: values['dry-run'] === true,
      isWrite: values['write'] === true,
      isJson: values['json'] === true,
    },
  };
}

/** What the ledger takes of a reason. */
const LONGEST = 20_000;

/** The words beside the options; each verb says which it needs. */
function wordsFor(spec: VerbSpec | undefined, positionals: readonly string[]): Pick<Options, 'word' | 'rest'> {
  const wanted = [spec?.argument, spec?.rest].filter((word) => word !== undefined);
  const missing = wanted[positionals.length];
  if (missing !== undefined) throw new AutotuneError('USAGE', `${spec?.verb} needs ${missing.name}: ${missing.text}`);
  const stray = spec?.rest === undefined ? positionals[wanted.length] : undefined;
  if (stray !== undefined) throw new AutotuneError('USAGE', `Unexpected argument '${excerpt(stray)}'`);
  const [word, ...others] = positionals;
  const rest = others.join(' ').trim();
  if (spec?.rest !== undefined && rest === '') throw new AutotuneError('USAGE', `${spec.rest.name} is empty`);
  if (rest.length > LONGEST)
    throw new AutotuneError('USAGE', `${spec?.rest?.name} is longer than ${LONGEST} characters`);
  return { ...(word === undefined ? {} : { word }), ...(rest === '' ? {} : { rest }) };
}

function scopeNamed(name: unknown): RejectionScope {
  if (name === undefined) return 'exact';
  const read = RejectionScope.safeParse(name);
  if (read.success) return read.data;
  throw new AutotuneError(
    'USAGE',
    `there is no scope ${excerpt(JSON.stringify(name))}; there are exact, direction and surface`,
  );
}

/** `90d`. */
function daysOf(text: string): number {
  const days = Number(/^([1-9]\d{0,3})d$/.exec(text)?.[1]);
  if (Number.isNaN(days)) throw new AutotuneError('USAGE', `${excerpt(text)} is no number of days such as 90d`);
  return days;
}

function codeOf(text: string): string {
  if (Id.safeParse(text).success) return text;
  throw new AutotuneError('USAGE', `${excerpt(text)} is no id: a-z, 0-9, dot, dash, underscore`);
}

function forgeNamed(name: unknown): Options['forge'] {
  if (name === undefined || name === 'local') return 'local';
  if (name === 'github') return name;
  throw new AutotuneError('USAGE', `there is no forge ${JSON.stringify(name)}; there are local and github`);
}

function switchTo(word: unknown): 'on' | 'off' {
  if (word === 'on' || word === 'off') return word;
  throw new AutotuneError('USAGE', `--kill is on or off, not ${JSON.stringify(word)}`);
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isVerb(word: string | undefined): word is Verb {
  return VERBS.some(({ verb }) => verb === word);
}

function parseOptions(
  args: readonly string[],
  options: Record<string, { type: 'boolean' | 'string' }>,
): { values: Record<string, unknown>; positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new AutotuneError('USAGE', error instanceof Error ? error.message : String(error));
  }
}
