/** The most real GitHub that runs without the network: one repository, its people, its Apps, on one loopback address. */

import { begin, mintToken } from './begin.ts';
import type { Account } from './callers.ts';
import { loadContract, type Violation } from './contract/contract.ts';
import { createFaults, type Faults } from './faults.ts';
import { startFront } from './front.ts';
import type { GitService } from './git/http-server.ts';
import { fetchText } from './http.ts';
import { jsonOf } from './json.ts';
import { createLog, type LoggedRequest, type RequestLog } from './log.ts';
import { APPS, PROPOSE_PERMISSIONS, type TokenOptions, type WorldOptions } from './options.ts';
import { type AskAs, type Person, personOf } from './people.ts';
import { startShim } from './shim/server.ts';
import { type Settings, settle, type WorldEvent, type WorldState } from './shim/state.ts';

export { fault } from './faults.ts';

export type World = {
  /** As GITHUB_API_URL, GITHUB_GRAPHQL_URL and GITHUB_SERVER_URL say them to an action. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly serverUrl: string;
  /** As in `acme/support-agent`. */
  readonly repository: string;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** The bare repository behind everything; read it with real git, write by `importFrom`, people or a push. */
  readonly gitDir: string;
  /** To clone and push with real git, asynchronously: the server runs in this process. */
  cloneUrl(token: string): string;
  /** A workflow's GITHUB_TOKEN that may do what the propose job is granted. */
  readonly token: string;
  /** A fresh installation token; anything not granted is refused with 403. */
  mintToken(options: TokenOptions): Promise<string>;
  /** An App's numbers, for clients that mint for themselves. */
  appCredentials(app: keyof typeof APPS): {
    readonly appId: number;
    readonly installationId: number;
    readonly privateKey: string;
  };
  /** Somebody to act as; with a role, or as a stranger without. */
  person(login: string): Person;
  /** The account that acts for an App's tokens, as in `github-actions[bot]`. */
  bot(app: keyof typeof APPS): Account;
  /** Fetches all branches of a git repository, under the same ids. */
  importFrom(repository: string): Promise<void>;
  /** Where a branch is; undefined if there is none. */
  head(branch: string): Promise<string | undefined>;
  /** A file's text on a branch; undefined if there is none. */
  file(branch: string, path: string): Promise<string | undefined>;
  /** Whether GitHub vouches for a commit. */
  isVerified(sha: string): boolean;
  /** All requests of clients; people's own doings are not among them. */
  readonly requests: readonly LoggedRequest[];
  readonly writes: readonly LoggedRequest[];
  clearRequests(): void;
  readonly faults: Faults;
  readonly settings: Settings;
  /** What happened, in the words of webhooks. */
  readonly events: readonly WorldEvent[];
  /** Breaches of GitHub's contract so far; `close` throws if there are any. Reading clears nothing. */
  readonly violations: readonly Violation[];
  /** Takes the breaches out, for tests that mean to cause them. */
  takeViolations(): readonly Violation[];
  /** Names the process that a `kill` fault ends. */
  watchClient(kill: (() => void) | undefined): void;
  /** Inside views for the bed's own parts; tests should not need it. */
  readonly state: WorldState;
  /** Stops everything. Throws if a request broke GitHub's contract. */
  close(): Promise<void>;
};

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { owner = 'acme', name = 'support-agent', defaultBranch = 'main', basePath = '' } = options;
  const client = createClient();
  const watched = { violations: [] as Violation[], log: createLog(), faults: createFaults(client.revive) };
  const late: { state?: WorldState; shimUrl: string; git?: GitService } = { shimUrl: '' };
  const front = await startFront({
    basePath,
    repository: `${owner}/${name}`,
    log: watched.log,
    violations: watched.violations,
    strike: watched.faults.strike,
    isDead: client.isDead,
    kill: client.kill,
    state: () => known(late.state),
    shimUrl: () => late.shimUrl,
    git: () => known(late.git),
  });
  const shim = await startShim(() => known(late.state));
  late.shimUrl = shim.url;
  const urls = { apiUrl: `${front.url}${basePath}`, serverUrl: front.url };
  const [state] = await Promise.all([begin({ ...options, owner, name, defaultBranch }, urls), loadContract()]);
  late.state = state;
  late.git = gitServiceOf(state);
  return {
    ...urls,
    graphqlUrl: basePath === '' ? `${front.url}/graphql` : `${front.url}/api/graphql`,
    token: await mintToken(state, { permissions: PROPOSE_PERMISSIONS }),
    person: (login) => personOf(state, login, asker(shim.url)),
    ...accountsOf(state),
    ...repositoryOf(state),
    ...watchOf(watched),
    watchClient: client.watch,
    settings: state.settings,
    events: state.events,
    state,
    close: async () => {
      await Promise.all([front.close(), shim.close(), state.emulator.close()]);
      await state.store.remove();
      const { violations } = watched;
      if (violations.length > 0) throw new Error(`GitHub's contract was broken:\n${violations.map(told).join('\n')}`);
    },
  };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the world has not begun');
  return value;
}

/** The one client that a `kill` fault ends. */
function createClient() {
  const client: { dead: boolean; end: (() => void) | undefined } = { dead: false, end: undefined };
  return {
    isDead: () => client.dead,
    kill: () => {
      client.dead = true;
      client.end?.();
    },
    revive: () => {
      client.dead = false;
    },
    watch: (end: (() => void) | undefined) => {
      client.end = end;
    },
  };
}

const accountsOf = (state: WorldState): Pick<World, 'mintToken' | 'appCredentials' | 'bot'> => ({
  mintToken: (wanted) => mintToken(state, wanted),
  appCredentials: (app) => {
    const { appId } = APPS[app];
    return { appId, installationId: appId, privateKey: state.emulator.privateKey };
  },
  bot: (app) => known(state.accounts.get(`${app}[bot]`)),
});

type RepositoryViews = 'repository' | 'owner' | 'name' | 'defaultBranch' | 'gitDir' | 'cloneUrl';
type RepositoryVerbs = 'importFrom' | 'head' | 'file' | 'isVerified';

function repositoryOf(state: WorldState): Pick<World, RepositoryViews | RepositoryVerbs> {
  const { owner, name, defaultBranch, repository, serverUrl, store } = state;
  return {
    repository,
    owner,
    name,
    defaultBranch,
    gitDir: store.directory,
    cloneUrl: (secret) => `${serverUrl.replace('://', `://x-access-token:${secret}@`)}/${repository}.git`,
    importFrom: (from) => store.fetchFrom(from, '+refs/heads/*:refs/heads/*'),
    head: (branch) => store.commitAt(`refs/heads/${branch}`),
    file: async (branch, path) => {
      const entry = await store.entry(`refs/heads/${branch}`, path);
      return entry === undefined ? undefined : (await store.content(entry.sha)).toString();
    },
    isVerified: (sha) => state.verified.has(sha),
  };
}

type Watched = { readonly violations: Violation[]; readonly log: RequestLog; readonly faults: Faults };
type WatchedViews = 'requests' | 'writes' | 'clearRequests' | 'faults' | 'violations' | 'takeViolations';

function watchOf({ violations, log, faults }: Watched): Pick<World, WatchedViews> {
  return {
    requests: log.requests,
    writes: log.writes,
    clearRequests: log.clear,
    faults,
    violations,
    takeViolations: () => violations.splice(0),
  };
}

export const told = ({ side, request, place, message }: Violation): string => `${side} ${request} ${place}: ${message}`;

function gitServiceOf(state: WorldState): GitService {
  return {
    directory: state.store.directory,
    access: (token) => {
      const contents = state.tokens.get(token)?.permissions?.['contents'];
      return contents ?? 'none';
    },
    pushed: async (token, receive) => {
      const before = await state.store.refs();
      await receive();
      state.store.refresh();
      await settle(state, before, state.tokens.get(token)?.account.login ?? '');
    },
  };
}

const asker =
  (shimUrl: string): AskAs =>
  async (token, method, path, body) => {
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const asked = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const { status, text } = await fetchText(`${shimUrl}${path}`, asked);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return jsonOf(text === '' ? undefined : JSON.parse(text));
  };
