/**
 * Brings refs of GitHub into the checkout by git; nothing else of the checkout changes. The token goes through git's
 * environment alone, and only this repository's own address is asked.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../../kit/errors.ts';
import { gitFailure, type Repository } from '../git/git.ts';
import { findCommit } from '../git/objects.ts';
import type { GitHubSettings } from './settings.ts';

const TRIES = 3;
const PASSING =
  /returned error: 5\d\d|timed? ?out|reset|early EOF|unexpected disconnect|hung up|Could not resolve|Failed to connect|cannot lock ref|\.lock'/i;

const SETTINGS = [
  ...['protocol.allow=never', 'protocol.https.allow=always', 'protocol.http.allow=always'],
  ...['credential.helper=', 'core.askPass=', 'fetch.fsckObjects=true', 'fetch.recurseSubmodules=false'],
  ...['http.lowSpeedLimit=1', 'http.lowSpeedTime=60'],
].flatMap((setting) => ['-c', setting]);
const FETCH = ['fetch', '--quiet', '--no-tags', '--no-prune', '--no-write-fetch-head', '--no-auto-maintenance'];

/**
 * Fetches refspecs with all of their history. Answers whether all of them are there; where one is missing, none may
 * have been fetched. Throws `FORGE_UNAUTHORIZED` where the token may not read, `GIT_FAILED` otherwise.
 */
export async function fetchRefs(
  checkout: Repository,
  settings: GitHubSettings,
  refspecs: readonly string[],
): Promise<boolean> {
  const { serverUrl, owner, repo, timing } = settings;
  const args = [...SETTINGS, ...FETCH, '--end-of-options', `${serverUrl}/${owner}/${repo}`, ...refspecs];
  for (let attempt = 1; ; attempt += 1) {
    const { code, stderr } = await checkout.git(args, { accept: [0, 1, 128], secrets: authorization(settings) });
    if (code === 0) return true;
    if (/couldn't find remote ref/i.test(stderr)) return false;
    if (/Authentication failed|could not read Username|returned error: 40[13]/i.test(stderr)) {
      const what = `git may not read ${refspecs.map(sourceOf).join(', ')}`;
      throw new AutotuneError('FORGE_UNAUTHORIZED', what, { cause: gitFailure(FETCH, stderr) });
    }
    if (attempt === TRIES || !PASSING.test(stderr)) throw gitFailure(FETCH, stderr);
    await pause(attempt * timing.second);
  }
}

/** The commit that a fetched ref leads to. */
export async function fetchedCommit(checkout: Repository, ref: string): Promise<string> {
  const commit = await findCommit(checkout, ref);
  if (commit === null) throw gitFailure(FETCH, `${ref} is no commit`);
  return commit;
}

/** `autotune/ledger` of `+refs/heads/autotune/ledger:refs/…`. */
function sourceOf(refspec: string): string {
  return (refspec.split(':')[0] ?? '').replace(/^\+?(?:refs\/heads\/)?/, '');
}

/** The first, empty value takes away what the checkout left behind: GitHub refuses two such headers. */
function authorization({ serverUrl, token }: GitHubSettings): readonly (readonly [string, string])[] {
  const key = `http.${serverUrl}/.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return [
    [key, ''],
    [key, `AUTHORIZATION: basic ${basic}`],
  ];
}
