/** Starts the emulator that keeps issues, pull requests, comments, labels, checks and teams, and asks it directly. */
import { createSign, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { createEmulator } from 'emulate';
import type { Permissions } from './callers.ts';
import { fetchText } from './http.ts';
import { type Json, jsonOf, textOf } from './json.ts';

export type EmulatorAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type EmulatorRequest = {
  readonly method: string;
  /** Path and query, below the root. */
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
};

export type GitHubEmulator = {
  ask(request: EmulatorRequest): Promise<EmulatorAnswer>;
  /** Like `ask`, for what the world itself sets up; throws on any error. */
  do(method: string, path: string, body?: unknown, token?: string): Promise<Json>;
  /** A fresh installation token of one of the Apps. */
  mint(app: string, permissions: Permissions, repository: string): Promise<string>;
  /** The Apps' private key, for clients that mint for themselves. */
  readonly privateKey: string;
  close(): Promise<void>;
};

export type EmulatorSeed = {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly logins: readonly string[];
  /** Slug to what the App may be granted at most. */
  readonly apps: Readonly<Record<string, { readonly id: number; readonly permissions: Permissions }>>;
  /** The addresses that answers shall name. */
  readonly apiUrl: string;
  readonly serverUrl: string;
};

/** The organization's own account, with every right, for setting up. */
export const OWNER_TOKEN = 'token-of-the-world';
const OWNER_LOGIN = 'world-owner';

export const userToken = (login: string): string => `ghp_${login}`;

const PAIR = {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
} as const;

/** Made once a process: it takes longer than all the rest of a world. */
let key: Promise<string> | undefined;

export async function startEmulator(seed: EmulatorSeed): Promise<GitHubEmulator> {
  key ??= promisify(generateKeyPair)('rsa', PAIR).then(({ privateKey }) => privateKey);
  const privateKey = await key;
  const emulator = await createEmulator({ service: 'github', port: 0, seed: seedOf(seed, privateKey) });
  const ask = (request: EmulatorRequest) => askAt(emulator.url, seed, request);
  const act: GitHubEmulator['do'] = async (method, path, body, token = OWNER_TOKEN) => {
    const answer = await ask({ method, path, token, body });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return jsonOf(answer.body);
  };
  return {
    ask,
    do: act,
    privateKey,
    mint: async (app, permissions, repository) => {
      const id = seed.apps[app]?.id ?? Number.NaN;
      const body = { permissions, repositories: [repository] };
      const path = `/app/installations/${id}/access_tokens`;
      return textOf((await act('POST', path, body, appToken(id, privateKey)))['token']);
    },
    close: () => emulator.close(),
  };
}

function seedOf({ owner, name, defaultBranch, isPrivate, logins, apps }: EmulatorSeed, privateKey: string) {
  const people = ['nobody', OWNER_LOGIN, ...logins];
  const tokens = logins.map((login) => [userToken(login), { login, scopes: ['repo', 'read:org'] }]);
  return {
    tokens: { ...Object.fromEntries(tokens), [OWNER_TOKEN]: { login: OWNER_LOGIN, scopes: ['repo', 'admin:org'] } },
    github: {
      users: people.map((login) => ({ login, name: login, email: `${login}@users.example` })),
      orgs: [{ login: owner, name: owner, members: [{ login: OWNER_LOGIN, role: 'admin' }] }],
      repos: [{ owner, name, private: isPrivate, default_branch: defaultBranch }],
      apps: Object.entries(apps).map(([slug, { id, permissions }]) => ({
        app_id: id,
        slug,
        name: slug,
        private_key: privateKey,
        permissions,
        installations: [{ installation_id: id, account: owner, repository_selection: 'all' }],
      })),
    },
  };
}

async function askAt(root: string, seed: EmulatorSeed, asked: EmulatorRequest): Promise<EmulatorAnswer> {
  const { method, path, token, body } = asked;
  const received = await fetchText(`${root}${path}`, {
    method,
    headers: { authorization: `token ${token}`, accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const entries = Object.entries(received.headers).map(([name, value]) => [name, placed(value, root, seed)]);
  const text = placed(received.text, root, seed);
  return { status: received.status, headers: Object.fromEntries(entries), body: parse(text) };
}

/** The emulator's own address, replaced by those that the world's clients know. */
function placed(text: string, root: string, { apiUrl, serverUrl }: EmulatorSeed): string {
  return text
    .replaceAll(/"(html_url|diff_url|patch_url|clone_url)":"http:\/\/localhost:\d+/g, `"$1":"${serverUrl}`)
    .replaceAll(root, apiUrl);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** The signed claim by which an App says that it is itself. */
function appToken(id: number, key: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claim = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: id, iat: now - 60, exp: now + 300 })}`;
  return `${claim}.${createSign('RSA-SHA256').update(claim).sign(key).toString('base64url')}`;
}
