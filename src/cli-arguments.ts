/** The words of a command line, read: which verb, with which options; anything else is a usage error. */
import { parseArgs } from 'node:util';
import { VERBS } from './cli-verbs.ts';
import { AutotuneError } from './kit/errors.ts';
import { excerpt } from './kit/problem.ts';

export type Options = {
  readonly repo: string;
  readonly intent?: string;
  readonly forge: 'local' | 'github';
  /** The word beside the options, of a verb that needs one. */
  readonly word?: string;
  /** The file of a plan: to follow, or to write. */
  readonly plan?: string;
  readonly out?: string;
  readonly to?: readonly string[];
  readonly pack?: string;
  readonly owner?: string;
  readonly action?: string;
  readonly isDryRun: boolean;
  readonly isJson: boolean;
};

export type Verb =
  | 'init'
  | 'run'
  | 'search'
  | 'validate'
  | 'status'
  | 'explain'
  | 'doctor'
  | 'goldens stamp'
  | 'goldens keygen'
  | 'goldens seal'
  | 'goldens unseal';

/** Reads the arguments. Throws `USAGE`. */
export function parse(args: readonly string[]): { verb: Verb | 'help' | 'version'; options: Options } {
  const none: Options = { repo: '.', forge: 'local', isDryRun: false, isJson: false };
  if (args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help')
    return { verb: 'help', options: none };
  if (args[0] === '--version') return { verb: 'version', options: none };
  const verb = isVerb(args[0]) ? args[0] : `${args[0]} ${args[1] ?? ''}`.trim();
  if (!isVerb(verb)) throw new AutotuneError('USAGE', `there is no verb ${JSON.stringify(verb)}`);
  const spec = VERBS.find((known) => known.verb === verb);
  const known = (spec?.options ?? []).map(({ flag, value }) => [
    flag,
    { type: value === undefined ? 'boolean' : 'string' } as const,
  ]);
  const { values, positionals } = parseOptions(args.slice(verb.split(' ').length), Object.fromEntries(known));
  const [word, second] = positionals;
  const [needed, stray] = spec?.argument === undefined ? [false, word] : [true, second];
  if (stray !== undefined) throw new AutotuneError('USAGE', `Unexpected argument '${excerpt(stray)}'`);
  if (needed && word === undefined)
    throw new AutotuneError('USAGE', `${verb} needs ${spec?.argument?.name}: the id ${spec?.argument?.text}`);
  return {
    verb,
    options: {
      repo: typeof values['repo'] === 'string' ? values['repo'] : '.',
      ...(typeof values['intent'] === 'string' ? { intent: values['intent'] } : {}),
      ...(word === undefined ? {} : { word }),
      ...(typeof values['plan'] === 'string' ? { plan: values['plan'] } : {}),
      ...(typeof values['out'] === 'string' ? { out: values['out'] } : {}),
      ...(typeof values['to'] === 'string' ? { to: listOf(values['to']) } : {}),
      forge: forgeNamed(values['forge']),
      ...(typeof values['pack'] === 'string' ? { pack: values['pack'] } : {}),
      ...(typeof values['owner'] === 'string' ? { owner: values['owner'] } : {}),
      ...(typeof values['action'] === 'string' ? { action: values['action'] } : {}),
      isDryRun: values['dry-run'] === true,
      isJson: values['json'] === true,
    },
  };
}

function forgeNamed(name: unknown): Options['forge'] {
  if (name === undefined || name === 'local') return 'local';
  if (name === 'github') return name;
  throw new AutotuneError('USAGE', `there is no forge ${JSON.stringify(name)}; there are local and github`);
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
