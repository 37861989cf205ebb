/** The most real GitHub that runs without the network: one repository, its people, its Apps, on one loopback address. */

import { type Account, type Caller, permissionsOf, type Role } from './callers.ts';
import { loadContract, type Violation } from './contract/contract.ts';
import { startEmulator, userToken } from './emulator.ts';
import { createFaults, type Faults } from './faults.ts';
import { startFront } from './front.ts';
import type { GitService } from './git/http-server.ts';
import { createGitStore, type GitStore, identity } from './git/store.ts';
import { fetchText } from './http.ts';
import { jsonOf, numberOf } from './json.ts';
import { createLog, type LoggedRequest } from './log.ts';
import { ALL_PERMISSIONS, APPS, PEOPLE, PROPOSE_PERMISSIONS, type TokenOptions, type WorldOptions } from './options.ts';
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
  const violations: Violation[] = [];
  const log = createLog();
  const client: { dead: boolean; kill: (() => void) | undefined } = { dead: false, kill: undefined };
  const faults = createFaults(() => {
    client.dead = false;
  });
  const late: { state?: WorldState; shimUrl: string; git?: GitService } = { shimUrl: '' };
  const known = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the world has not begun');
    return value;
  };
  const front = await startFront({
    basePath,
    repository: `${owner}/${name}`,
    log,
    violations,
    strike: faults.strike,
    isDead: () => client.dead,
    kill: () => {
      client.dead = true;
      client.kill?.();
    },
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
  const mint = (wanted: TokenOptions) => mintToken(state, wanted);
  const token = await mint({ permissions: PROPOSE_PERMISSIONS });
  return {
    ...urls,
    graphqlUrl: basePath === '' ? `${front.url}/graphql` : `${front.url}/api/graphql`,
    repository: state.repository,
    owner,
    name,
    defaultBranch,
    token,
    state,
    gitDir: state.store.directory,
    cloneUrl: (secret) => `${front.url.replace('://', `://x-access-token:${secret}@`)}/${state.repository}.git`,
    mintToken: mint,
    appCredentials: (app) => ({
      appId: APPS[app].appId,
      installationId: APPS[app].appId,
      privateKey: state.emulator.privateKey,
    }),
    person: (login) => personOf(state, login, asker(shim.url)),
    bot: (app) => known(state.accounts.get(`${app}[bot]`)),
    importFrom: (repository) => state.store.fetchFrom(repository, '+refs/heads/*:refs/heads/*'),
    ...readsOf(state.store),
    isVerified: (sha) => state.verified.has(sha),
    requests: log.requests,
    get writes() {
      return log.requests.filter(({ isWrite }) => isWrite);
    },
    clearRequests: log.clear,
    faults,
    settings: state.settings,
    events: state.events,
    violations,
    takeViolations: () => violations.splice(0),
    watchClient: (kill) => {
      client.kill = kill;
    },
    close: async () => {
      await Promise.all([front.close(), shim.close(), state.emulator.close()]);
      await state.store.remove();
      if (violations.length > 0) throw new Error(`GitHub's contract was broken:\n${violations.map(told).join('\n')}`);
    },
  };
}

export const told = ({ side, request, place, message }: Violation): string => `${side} ${request} ${place}: ${message}`;

const readsOf = (store: GitStore) => ({
  head: (branch: string) => store.commitAt(`refs/heads/${branch}`),
  file: async (branch: string, path: string) => {
    const entry = await store.entry(`refs/heads/${branch}`, path);
    return entry === undefined ? undefined : (await store.content(entry.sha)).toString();
  },
});

type Beginning = WorldOptions & Required<Pick<WorldOptions, 'owner' | 'name' | 'defaultBranch'>>;

async function begin(
  options: Beginning,
  urls: { readonly apiUrl: string; readonly serverUrl: string },
): Promise<WorldState> {
  const { owner, name, defaultBranch, people = PEOPLE, strangers = ['evil'], now = () => new Date() } = options;
  const isPrivate = options.visibility !== 'public';
  const logins = [...Object.keys(people), ...strangers];
  const apps = Object.fromEntries(
    Object.entries(APPS).map(([app, { appId: id }]) => [app, { id, permissions: ALL_PERMISSIONS }]),
  );
  const [emulator, store] = await Promise.all([
    startEmulator({ owner, name, defaultBranch, isPrivate, logins, apps, ...urls }),
    createGitStore(name, defaultBranch),
  ]);
  const state: WorldState = {
    owner,
    name,
    defaultBranch,
    ...urls,
    repository: `${owner}/${name}`,
    isPrivate,
    store,
    emulator,
    now,
    accounts: new Map(),
    roles: new Map(Object.entries(people)),
    tokens: new Map(),
    authorities: new Map(),
    verified: new Set(),
    pulls: new Map(),
    reactions: new Map(),
    minimized: new Map(),
    statuses: new Map(),
    checks: new Map(),
    nodes: new Map(),
    settings: initialSettings(),
    events: [],
    nextId: 7000,
  };
  await Promise.all([settlePeople(state, logins), settleApps(state), settleGit(state, options)]);
  await settleTeams(state, options.teams ?? {});
  return state;
}

function initialSettings(): Settings {
  return {
    rules: [],
    codeownersErrors: [],
    actionsMayCreatePulls: true,
    defaultWorkflowPermissions: 'read',
    issuesEnabled: true,
    workflows: [],
    workflowRuns: [],
    mergeMethods: { squash: true, merge: true, rebase: true },
  };
}

/** The emulator lets collaborators in; what each may do, the shim decides by the role. */
async function settlePeople(state: WorldState, logins: readonly string[]): Promise<void> {
  const { owner } = state;
  const organization = await state.emulator.do('GET', `/orgs/${owner}`);
  const id = numberOf(organization['id']) + 1_000_000;
  state.accounts.set(owner, { login: owner, id, type: 'Organization', email: '', name: owner });
  for (const login of logins) {
    const user = await state.emulator.do('GET', `/users/${login}`);
    const account = {
      login,
      id: numberOf(user['id']),
      type: 'User',
      email: `${login}@users.example`,
      name: login,
    } as const;
    const role: Role | undefined = state.roles.get(login);
    state.accounts.set(login.toLowerCase(), account);
    state.tokens.set(userToken(login), { account, permissions: permissionsIn(state, role) });
    const path = `/repos/${state.repository}/collaborators/${login}`;
    if (role !== undefined) await state.emulator.do('PUT', path, { permission: 'admin' });
  }
}

const permissionsIn = ({ isPrivate }: WorldState, role: Role | undefined) =>
  role === undefined && isPrivate ? undefined : permissionsOf(role ?? 'read');

async function settleApps(state: WorldState): Promise<void> {
  for (const [app, { botId: id }] of Object.entries(APPS)) {
    const login = `${app}[bot]`;
    const email = `${id}+${login}@users.noreply.github.com`;
    state.accounts.set(login, { login, id, type: 'Bot', email, name: login });
    state.authorities.set(app, await state.emulator.mint(app, ALL_PERMISSIONS, state.name));
  }
}

async function settleGit(state: WorldState, { from, files }: WorldOptions): Promise<void> {
  const { store } = state;
  if (from !== undefined) return store.fetchFrom(from, '+refs/heads/*:refs/heads/*');
  const contents = Object.entries(files ?? { 'README.md': `# ${state.name}\n` });
  const changes = await Promise.all(
    contents.map(async ([path, text]) => ({ path, sha: await store.writeBlob(Buffer.from(text)) })),
  );
  const author = identity(state.owner, `${state.owner}@users.example`, state.now());
  const tree = await store.writeTree(undefined, changes);
  const sha = await store.writeCommit({ tree, parents: [], author, committer: author, message: 'Initial commit\n' });
  await store.moveRefs([{ ref: `refs/heads/${state.defaultBranch}`, after: sha }]);
}

async function settleTeams(state: WorldState, teams: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [slug, members] of Object.entries(teams)) {
    await state.emulator.do('POST', `/orgs/${state.owner}/teams`, { name: slug });
    const path = `/orgs/${state.owner}/teams/${slug}`;
    for (const login of members) await state.emulator.do('PUT', `${path}/memberships/${login}`, { role: 'member' });
    await state.emulator.do('PUT', `${path}/repos/${state.repository}`, { permission: 'push' });
  }
}

async function mintToken(state: WorldState, { app = 'github-actions', permissions }: TokenOptions): Promise<string> {
  const token = await state.emulator.mint(app, permissions, state.name);
  const account = state.accounts.get(`${app}[bot]`);
  if (account === undefined) throw new Error(`no App ${app}`);
  state.tokens.set(token, { account, app, permissions: { metadata: 'read', ...permissions } } satisfies Caller);
  return token;
}

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
