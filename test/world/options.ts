/** What a world is made from, and what it is when nothing is said. */
import type { Permissions, Role } from './callers.ts';

export type TokenOptions = {
  /** Slug of the App the token acts for: `github-actions` (a workflow's GITHUB_TOKEN) or `autotune-app`. */
  readonly app?: AppSlug;
  readonly permissions: Permissions;
};

export type AppSlug = 'github-actions' | 'autotune-app';

export type WorldOptions = {
  readonly owner?: string;
  readonly name?: string;
  readonly defaultBranch?: string;
  /** A git repository whose branches the world starts with, under the same ids. */
  readonly from?: string;
  /** Or the files of a first commit: path to text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Login to role. Who is only in `strangers` has none. */
  readonly people?: Readonly<Record<string, Role>>;
  readonly strangers?: readonly string[];
  /** Slug of a team of the owner to its members. */
  readonly teams?: Readonly<Record<string, readonly string[]>>;
  /** Everybody may read a public repository, comment on it and propose from a fork. */
  readonly visibility?: 'private' | 'public';
  readonly basePath?: '' | '/api/v3';
  /** The instant that commits of the world get; the real one if nothing is said. */
  readonly now?: () => Date;
};

export const PEOPLE: Readonly<Record<string, Role>> = {
  ada: 'admin',
  mara: 'maintain',
  wren: 'write',
  tess: 'triage',
  rhea: 'read',
};

/** An App has one number of its own and another for the account it acts as. */
export const APPS: Readonly<Record<AppSlug, { readonly appId: number; readonly botId: number }>> = {
  'github-actions': { appId: 15368, botId: 41898282 },
  'autotune-app': { appId: 424242, botId: 199424242 },
};

/** What the Apps of a world may be granted at most. */
export const ALL_PERMISSIONS: Permissions = {
  actions: 'write',
  administration: 'read',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
};

/** What the shipped workflow grants the job that opens proposals. */
export const PROPOSE_PERMISSIONS: Permissions = { checks: 'write', contents: 'write', pull_requests: 'write' };
