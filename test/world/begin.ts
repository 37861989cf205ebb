/** The first state of a world: its accounts, Apps, teams and commits, in git and in the emulator alike. */
import { type Caller, permissionsOf, type Role } from './callers.ts';
import { startEmulator, userToken } from './emulator.ts';
import { createGitStore, identity } from './git/store.ts';
import { numberOf } from './json.ts';
import { ALL_PERMISSIONS, APPS, PEOPLE, type TokenOptions, type WorldOptions } from './options.ts';
import type { Settings, WorldState } from './shim/state.ts';

type Beginning = WorldOptions & Required<Pick<WorldOptions, 'owner' | 'name' | 'defaultBranch'>>;

export async function begin(
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
    reviews: new Map(),
    minimized: new Map(),
    edited: new Set(),
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
    rulesets: [],
    protection: null,
    rulesOf: {},
    protectionOf: {},
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

export async function mintToken(
  state: WorldState,
  { app = 'github-actions', permissions }: TokenOptions,
): Promise<string> {
  const token = await state.emulator.mint(app, permissions, state.name);
  const account = state.accounts.get(`${app}[bot]`);
  if (account === undefined) throw new Error(`no App ${app}`);
  state.tokens.set(token, { account, app, permissions: { metadata: 'read', ...permissions } } satisfies Caller);
  return token;
}
