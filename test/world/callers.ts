/** Who asks, and what they may do: tokens of people with a role, tokens of Apps with a map of permissions. */
export type Level = 'read' | 'write';
export type Permissions = Readonly<Record<string, Level>>;
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

export type Account = {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot' | 'Organization';
  readonly email: string;
  readonly name: string;
};

export type Caller = {
  readonly account: Account;
  /** The App's slug, for installation tokens. */
  readonly app?: string;
  /** Undefined for a person without access to the repository. */
  readonly permissions: Permissions | undefined;
};

const READER: Permissions = {
  metadata: 'read',
  contents: 'read',
  issues: 'write',
  pull_requests: 'write',
  checks: 'read',
  statuses: 'read',
  actions: 'read',
};
const WRITER: Permissions = { ...READER, contents: 'write', statuses: 'write', actions: 'write' };

/** What a person's role comes to, in the words of App permissions. */
export function permissionsOf(role: Role): Permissions {
  const members = { members: 'read' } as const;
  if (role === 'read' || role === 'triage') return { ...READER, ...members };
  return role === 'write' ? { ...WRITER, ...members } : { ...WRITER, ...members, administration: 'write' };
}

/** As in `contents:write`. A route lists alternatives: one that is granted is enough. */
export type Need = `${string}:${Level}`;

export function grants({ permissions }: Caller, needs: readonly Need[]): boolean {
  return needs.some((need) => {
    const [name = '', level] = need.split(':');
    const granted = permissions?.[name];
    return granted === 'write' || granted === level;
  });
}

/** The five flags that the interface shows beside a role. */
export function flagsOf(role: Role | undefined) {
  const rank = ['read', 'triage', 'write', 'maintain', 'admin'].indexOf(role ?? 'none');
  return { admin: rank >= 4, maintain: rank >= 3, push: rank >= 2, triage: rank >= 1, pull: rank >= 0 };
}

/** The older word that knows neither `maintain` nor `triage`. */
export function legacyPermission(role: Role | undefined): string {
  if (role === undefined) return 'none';
  return role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
}
