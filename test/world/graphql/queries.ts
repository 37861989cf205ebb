/** The roots of GraphQL queries: the repository, single nodes, and who is asking. */
import type { Caller } from '../callers.ts';
import { type Json, jsonOf, listOf, numberOf } from '../json.ts';
import { resolve } from '../shim/commits.ts';
import { look, lookAll } from '../shim/forward.ts';
import type { PullFacts, WorldState } from '../shim/state.ts';
import { failure, must } from './errors.ts';
import { accountNode, commentById, commitNode, connection, issueNode, lazily, pullNode, refNode } from './nodes.ts';

export type Asking = { readonly state: WorldState; readonly caller: Caller };
type Args = Readonly<Record<string, unknown>>;

const absent = (what: string, value: unknown) =>
  failure('NOT_FOUND', `Could not resolve to ${what} with the number of ${String(value)}.`);

export async function repository({ state, caller }: Asking, { owner, name }: Args): Promise<Json> {
  if (`${owner}/${name}`.toLowerCase() !== state.repository || caller.permissions === undefined) {
    throw failure('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  const shown = jsonOf((await look(state, `/repos/${state.repository}`)).body);
  const [login = ''] = state.repository.split('/');
  return {
    __typename: 'Repository',
    id: shown['node_id'],
    databaseId: shown['id'],
    name: state.name,
    nameWithOwner: state.repository,
    owner: { __typename: 'Organization', id: 'O_owner', login, url: `${state.serverUrl}/${login}` },
    isPrivate: state.isPrivate,
    isArchived: false,
    url: `${state.serverUrl}/${state.repository}`,
    defaultBranchRef: () => refNamed(state, `refs/heads/${state.defaultBranch}`),
    ...gitFields({ state, caller }),
    ...discussionFields({ state, caller }),
    codeowners: () => ({ errors: state.settings.codeownersErrors }),
  };
}

async function refNamed(state: WorldState, ref: string): Promise<Json | null> {
  const sha = (await state.store.refs()).get(ref);
  return sha === undefined ? null : refNode(state, ref, sha);
}

function gitFields({ state, caller }: Asking) {
  return {
    ref: ({ qualifiedName }: Args) => {
      must(caller, 'contents:read');
      const name = String(qualifiedName);
      return refNamed(state, name.startsWith('refs/') ? name : `refs/heads/${name}`);
    },
    refs: lazilyArgued(async ({ refPrefix }) =>
      [...(await state.store.refs(String(refPrefix)))].map(([ref, sha]) => refNode(state, ref, sha)),
    ),
    object: ({ oid, expression }: Args) => {
      must(caller, 'contents:read');
      return objectNode(state, String(oid ?? expression));
    },
  };
}

const lazilyArgued =
  (items: (args: Args) => Promise<readonly Json[]>) =>
  async (args: Args & { first?: number; last?: number; after?: string }) =>
    connection(await items(args))(args);

/** A commit, or the blob at `commit:path`. */
async function objectNode(state: WorldState, expression: string): Promise<Json | null> {
  const [name = '', path] = expression.split(/:(.*)/s);
  const sha = await resolve(state, name === 'HEAD' ? state.defaultBranch : name);
  if (sha === undefined) return null;
  if (path === undefined) return commitNode(state, sha);
  const entry = await state.store.entry(sha, path);
  if (entry?.type !== 'blob') return null;
  const bytes = await state.store.content(entry.sha);
  return {
    __typename: 'Blob',
    oid: entry.sha,
    byteSize: bytes.length,
    isBinary: false,
    isTruncated: false,
    text: bytes.toString(),
  };
}

function discussionFields({ state, caller }: Asking) {
  const pull = (number: unknown) => state.pulls.get(Number(number));
  return {
    pullRequest: ({ number }: Args) => {
      must(caller, 'pull_requests:read');
      const facts = pull(number);
      if (facts === undefined) throw absent('a PullRequest', number);
      return pullNode(state, facts);
    },
    pullRequests: lazilyArgued(async (args) => {
      must(caller, 'pull_requests:read');
      const found = [...state.pulls.values()].filter((facts) => wanted(facts, args));
      return Promise.all(found.map((facts) => pullNode(state, facts)));
    }),
    issue: async ({ number }: Args) => {
      must(caller, 'issues:read');
      const issue = await issueNode(state, Number(number));
      if (issue === null) throw absent('an Issue', number);
      return issue;
    },
    issueOrPullRequest: ({ number }: Args) => {
      const facts = pull(number);
      return facts === undefined ? issueNode(state, Number(number)) : pullNode(state, facts);
    },
    issues: lazily(async () => {
      must(caller, 'issues:read');
      const shown = listOf(await lookAll(state, `/repos/${state.repository}/issues?state=all`));
      const numbers = shown.map((issue) => numberOf(issue['number'])).filter((number) => !state.pulls.has(number));
      const nodes = await Promise.all(numbers.map((number) => issueNode(state, number)));
      return nodes.filter((node) => node !== null);
    }),
  };
}

function wanted(pull: PullFacts, { states, headRefName, baseRefName }: Args): boolean {
  const state = pull.mergeCommit === undefined ? pull.state.toUpperCase() : 'MERGED';
  const named = (name: unknown, actual: string) => name === undefined || name === null || name === actual;
  const inState = !Array.isArray(states) || states.includes(state);
  return inState && named(headRefName, pull.headRef) && named(baseRefName, pull.baseRef);
}

export async function node({ state }: Asking, { id }: Args): Promise<Json | null> {
  const known = state.nodes.get(String(id));
  const facts = known?.kind === 'pull' ? state.pulls.get(known.key) : undefined;
  if (facts !== undefined) return pullNode(state, facts);
  if (known?.kind === 'comment') {
    const comment = await commentById(state, known.key);
    if (comment !== null) return comment;
  }
  if (known?.kind === 'issue') return issueNode(state, known.key);
  throw failure('NOT_FOUND', `Could not resolve to a node with the global id of '${String(id)}'`);
}

/** An App's own view of itself is a user by the name that REST has for it, unlike its comments' author. */
export const viewer = ({ state, caller: { account } }: Asking): Json => {
  return { ...accountNode(state, account), __typename: 'User', login: account.login };
};

export const rateLimit = ({ state }: Asking): Json => ({
  limit: 5000,
  cost: 1,
  remaining: 4999,
  used: 1,
  resetAt: new Date(state.now().getTime() + 3_600_000).toISOString(),
  nodeCount: 0,
});
