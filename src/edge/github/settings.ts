/**
 * Where GitHub is and who calls it, read from the environment by this file alone: nothing else sees a variable, and no
 * host but the public one's default is written down anywhere.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Environment } from '../git/git.ts';
import { type Timing, USUAL_TIMING } from './timing.ts';

/** An account by its number, its name, or both; `null` where it is not known. */
export type Account = { readonly id: number | null; readonly login: string | null };

export type GitHubSettings = {
  /** The REST API, without a slash at its end; on GHES with `/api/v3`. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** What git fetches from and people read at. */
  readonly serverUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  /** Accounts that autotune used before: what they wrote is still its own. */
  readonly aliases: readonly Account[];
  /** Whether a ledger that is missing may be begun anew, which forgets every rejection. */
  readonly mayBeginAnew: boolean;
  /** The proxy variables, where any is set. */
  readonly proxy: ProxySettings | null;
  readonly timing: Timing;
};

export type ProxySettings = {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
};

const PUBLIC = {
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
  GITHUB_SERVER_URL: 'https://github.com',
} as const;
type UrlName = keyof typeof PUBLIC;

/** Throws `FORGE_SETTINGS` where a variable is missing or is not of the form it must have. */
export function githubSettings(environment: Environment, timing: Timing = USUAL_TIMING): GitHubSettings {
  const [, owner = '', repo = ''] = wanted(
    environment,
    'GITHUB_REPOSITORY',
    /^([A-Za-z0-9][\w.-]*)\/(?!\.{1,2}$)([\w.-]+)$/,
  );
  const [token] = wanted(environment, 'GITHUB_TOKEN', /^[\x21-\x7e]+$/);
  return {
    apiUrl: urlOf(environment, 'GITHUB_API_URL'),
    graphqlUrl: urlOf(environment, 'GITHUB_GRAPHQL_URL'),
    serverUrl: urlOf(environment, 'GITHUB_SERVER_URL'),
    owner,
    repo,
    token,
    aliases: aliasesOf(environment['AUTOTUNE_BOT_ALIASES'] ?? ''),
    mayBeginAnew: environment['AUTOTUNE_RECREATE_LEDGER'] === 'true',
    proxy: proxyOf(environment),
    timing,
  };
}

function wanted(environment: Environment, name: string, form: RegExp): RegExpExecArray {
  const value = environment[name] ?? '';
  const match = form.exec(value.trim());
  if (match !== null && value !== '') return match;
  throw new AutotuneError('FORGE_SETTINGS', `${name} is ${value === '' ? 'not set' : 'not of the form it must have'}`);
}

/** The defaults are those of github.com, and hold together or not at all: half of another server is a mistake. */
function urlOf(environment: Environment, name: UrlName): string {
  const isPublic = Object.keys(PUBLIC).every((key) => (environment[key] ?? '') === '');
  const value = isPublic ? PUBLIC[name] : (environment[name] ?? '');
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === '')
    return url.href.replace(/\/+$/, '');
  const what =
    value === '' ? 'is not set, though other addresses are' : `is not a plain web address: ${excerpt(value)}`;
  throw new AutotuneError('FORGE_SETTINGS', `${name} ${what}`);
}

function aliasesOf(list: string): readonly Account[] {
  const names = list.split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '')
    .map((name) => {
      if (/^[1-9]\d{0,15}$/.test(name)) return { id: Number(name), login: null };
      if (/^[\w-]{1,100}(?:\[bot\])?$/.test(name)) return { id: null, login: name };
      throw new AutotuneError('FORGE_SETTINGS', `${excerpt(name)} is neither the login nor the number of an account`, {
        hint: 'List logins such as `my-app[bot]`, or account numbers, with commas between them in `bot-aliases`.',
      });
    });
}

function proxyOf(environment: Environment): ProxySettings | null {
  const variable = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
  const [httpProxy, httpsProxy] = [variable('http_proxy'), variable('https_proxy')];
  if (httpProxy === undefined && httpsProxy === undefined) return null;
  return { httpProxy, httpsProxy, noProxy: variable('no_proxy') };
}
