/** What one world knows beside git and the emulator, and the only way in which refs move: with what follows from it. */
import type { Account, Caller, Role } from '../callers.ts';
import type { GitHubEmulator } from '../emulator.ts';
import { ZERO } from '../git/objects.ts';
import type { GitStore, RefUpdate } from '../git/store.ts';
import type { Json } from '../json.ts';

/** What happened, in the words of webhooks. */
export type WorldEvent = {
  /** As in `pull_request.synchronize`. */
  readonly name: string;
  readonly actor: string;
  /** Of the issue or pull request. */
  readonly number?: number;
  readonly ref?: string;
  readonly before?: string;
  readonly after?: string;
  readonly commentId?: number;
  readonly label?: string;
  readonly reviewer?: Account;
  readonly at?: Date;
};

/** A pull request's side of git; the emulator keeps the rest of it. */
export type PullFacts = {
  readonly number: number;
  /** The owner of the head repository: another than the world's for forks. */
  readonly headOwner: string;
  readonly headRef: string;
  baseRef: string;
  state: 'open' | 'closed';
  /** Where head and base were when it was closed. */
  frozen?: { readonly head: string; readonly base: string };
  mergeCommit?: string;
};

/** What an administrator of the repository can switch. Tests change it at any time. */
export type Settings = {
  /** What `GET /rules/branches/{branch}` answers of the default branch. */
  rules: readonly Json[];
  /** The same of other branches, by name. */
  rulesOf: Readonly<Record<string, readonly Json[]>>;
  /** Rulesets by their ids, as who may change them sees them; others do not see who may bypass them. */
  rulesets: readonly Json[];
  /** Classic protection of the default branch, or none. */
  protection: Json | null;
  /** The same of other branches, by name. */
  protectionOf: Readonly<Record<string, Json>>;
  /** What `GET /codeowners/errors` answers. */
  codeownersErrors: readonly Json[];
  /** "Allow GitHub Actions to create and approve pull requests". */
  actionsMayCreatePulls: boolean;
  defaultWorkflowPermissions: 'read' | 'write';
  issuesEnabled: boolean;
  workflows: readonly Json[];
  workflowRuns: readonly Json[];
  mergeMethods: { readonly squash: boolean; readonly merge: boolean; readonly rebase: boolean };
};

export type Reaction = { readonly id: number; readonly content: string; readonly account: Account; readonly at: Date };

/** `commit`: the head when it was given. */
export type Review = {
  readonly id: number;
  readonly account: Account;
  readonly verdict: ReviewVerdict;
  readonly commit: string;
  readonly at: Date;
};
export type ReviewVerdict = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export type WorldState = {
  readonly owner: string;
  readonly name: string;
  readonly repository: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly store: GitStore;
  readonly emulator: GitHubEmulator;
  readonly accounts: Map<string, Account>;
  readonly roles: Map<string, Role>;
  readonly tokens: Map<string, Caller>;
  /** For each App's slug a token with all its permissions: the emulator asks for more than GitHub does in places. */
  readonly authorities: Map<string, string>;
  /** Commits that GitHub signed. */
  readonly verified: Set<string>;
  readonly pulls: Map<number, PullFacts>;
  readonly reactions: Map<number, readonly Reaction[]>;
  /** By pull request, the oldest first. */
  readonly reviews: Map<number, readonly Review[]>;
  /** Comment id to the reason it was minimised for. */
  readonly minimized: Map<number, string>;
  /** Comments that somebody edited: the emulator reads the clock twice for one that nobody did. */
  readonly edited: Set<number>;
  readonly statuses: Map<string, readonly Json[]>;
  readonly checks: Map<number, Json>;
  /** GraphQL ids of what has been shown, to what they stand for. */
  readonly nodes: Map<string, { readonly kind: 'pull' | 'issue' | 'comment'; readonly key: number }>;
  readonly settings: Settings;
  readonly events: WorldEvent[];
  readonly now: () => Date;
  nextId: number;
};

export const headRefOf = (state: WorldState, { headOwner, headRef }: Pick<PullFacts, 'headOwner' | 'headRef'>) =>
  headOwner === state.owner ? `refs/heads/${headRef}` : `refs/forks/${headOwner}/heads/${headRef}`;

/** Where head and base of a pull request are: now, or when it was closed. */
export async function endsOf(state: WorldState, pull: PullFacts): Promise<{ head: string; base: string }> {
  if (pull.frozen !== undefined) return pull.frozen;
  const refs = await state.store.refs();
  return { head: refs.get(headRefOf(state, pull)) ?? ZERO, base: refs.get(`refs/heads/${pull.baseRef}`) ?? ZERO };
}

/** Moves refs all or none, and lets pull requests follow; false if a ref was not where it was said to be. */
export async function moveRefs(state: WorldState, updates: readonly RefUpdate[], actor: string): Promise<boolean> {
  const before = await state.store.refs();
  const moved = await state.store.moveRefs(updates);
  if (moved) await settle(state, before, actor);
  return moved;
}

/** What follows from refs having moved, by whatever way they did. */
export async function settle(state: WorldState, before: ReadonlyMap<string, string>, actor: string): Promise<void> {
  const after = await state.store.refs();
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const from = before.get(ref) ?? ZERO;
    const to = after.get(ref) ?? ZERO;
    if (from === to || ref.startsWith('refs/pull/')) continue;
    state.events.push({ name: 'push', actor, ref, before: from, after: to });
    for (const pull of state.pulls.values()) {
      if (pull.state === 'open' && headRefOf(state, pull) === ref) await follow(state, pull, { from, to, actor });
    }
  }
}

async function follow(
  state: WorldState,
  pull: PullFacts,
  { from, to, actor }: { readonly from: string; readonly to: string; readonly actor: string },
): Promise<void> {
  if (to === ZERO) return closePull(state, pull, { head: from, actor });
  await state.store.moveRefs([{ ref: `refs/pull/${pull.number}/head`, after: to }]);
  state.events.push({ name: 'pull_request.synchronize', actor, number: pull.number, before: from, after: to });
}

/** Closes a pull request whose head branch went away. */
async function closePull(state: WorldState, pull: PullFacts, gone: { readonly head: string; readonly actor: string }) {
  const base = (await state.store.refs()).get(`refs/heads/${pull.baseRef}`) ?? ZERO;
  freeze(state, pull, { head: gone.head, base, actor: gone.actor });
  await state.emulator.do('PATCH', `/repos/${state.repository}/pulls/${pull.number}`, { state: 'closed' });
}

export function freeze(
  state: WorldState,
  pull: PullFacts,
  { head, base, actor }: { readonly head: string; readonly base: string; readonly actor: string },
): void {
  pull.state = 'closed';
  pull.frozen = { head, base };
  state.events.push({ name: 'pull_request.closed', actor, number: pull.number });
}
