/**
 * Brings the ledger branch of GitHub into the checkout's remote-tracking ref, whole, so that the same git reading
 * verifies it as everywhere; nothing else of the checkout changes. The token goes through git's environment alone.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../../kit/errors.ts';
import { gitFailure, type Repository } from '../git/git.ts';
import { LEDGER_BRANCH } from '../git/ledger-branch.ts';
import type { GitHubSettings } from './settings.ts';

const TRACKING = `refs/remotes/origin/${LEDGER_BRANCH}`;
const REFSPEC = `+refs/heads/${LEDGER_BRANCH}:${TRACKING}`;
const TRIES = 3;
const PASSING =
  /returned error: 5\d\d|timed? ?out|reset|early EOF|unexpected disconnect|hung up|Could not resolve|Failed to connect|cannot lock ref|\.lock'/i;

const SETTINGS = [
  ...['protocol.allow=never', 'protocol.https.allow=always', 'protocol.http.allow=always'],
  ...['credential.helper=', 'core.askPass=', 'fetch.fsckObjects=true', 'fetch.recurseSubmodules=false'],
  ...['http.lowSpeedLimit=1', 'http.lowSpeedTime=60'],
].flatMap((setting) => ['-c', setting]);
const FETCH = ['fetch', '--quiet', '--no-tags', '--no-prune', '--no-write-fetch-head', '--no-auto-maintenance'];

/** The commit that the branch is at on GitHub, with all of its history in the checkout; null where there is none. */
export async function fetchLedger(checkout: Repository, settings: GitHubSettings): Promise<string | null> {
  const { serverUrl, owner, repo, timing } = settings;
  const args = [...SETTINGS, ...FETCH, `${serverUrl}/${owner}/${repo}`, REFSPEC];
  for (let attempt = 1; ; attempt += 1) {
    const { code, stderr } = await checkout.git(args, { accept: [0, 1, 128], secrets: authorization(settings) });
    if (code === 0) return readTracking(checkout);
    if (/couldn't find remote ref/i.test(stderr)) return null;
    if (/Authentication failed|could not read Username|returned error: 40[13]/i.test(stderr)) {
      throw new AutotuneError('FORGE_UNAUTHORIZED', `git may not read ${LEDGER_BRANCH}`, {
        cause: gitFailure(FETCH, stderr),
      });
    }
    if (attempt === TRIES || !PASSING.test(stderr)) throw gitFailure(FETCH, stderr);
    await pause(attempt * timing.second);
  }
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

async function readTracking(checkout: Repository): Promise<string> {
  const { stdout } = await checkout.git(['rev-parse', '--verify', `${TRACKING}^{commit}`]);
  return stdout.toString('utf8').trim();
}
