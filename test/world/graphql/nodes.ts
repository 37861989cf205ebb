/** What GraphQL shows of refs, commits, accounts, comments and pull requests: plain objects, nested ones on demand. */
import type { Account } from '../callers.ts';
import { type Identity, instant } from '../git/commit.ts';
import { type Json, jsonOf, listOf, numberOf, textOf } from '../json.ts';
import { look, lookAll } from '../shim/forward.ts';
import { changedFiles, commitsOf, showPull } from '../shim/pull-shapes.ts';
import { accountOf, messageOf, nodeId } from '../shim/shapes.ts';
import { endsOf, type PullFacts, type WorldState } from '../shim/state.ts';

export function accountNode(state: WorldState, { login, id, type, name, email }: Account): Json {
  const bare = login.replace(/\[bot\]$/, '');
  return {
    __typename: type,
    id: nodeId(type, id),
    databaseId: id,
    login: type === 'Bot' ? bare : login,
    name,
    email,
    url: `${state.serverUrl}/${login}`,
    resourcePath: `/${login}`,
    avatarUrl: `${state.serverUrl}/avatars/u/${id}`,
  };
}

const accountNamed = (state: WorldState, shown: unknown): Json | null => {
  const account = state.accounts.get(textOf(jsonOf(shown)['login']).toLowerCase());
  return account === undefined ? null : accountNode(state, account);
};

/** A list as GraphQL pages it; a cursor is a position. */
export function connection(items: readonly Json[]) {
  return ({ first, last, after }: { first?: number; last?: number; after?: string }) => {
    const start = after === undefined || after === null ? 0 : Number(Buffer.from(after, 'base64').toString()) + 1;
    const nodes = last ? items.slice(-last) : items.slice(start, start + (first ?? 100));
    const cursor = (index: number) => Buffer.from(String(index)).toString('base64');
    const end = start + nodes.length - 1;
    const pageInfo = {
      hasNextPage: end < items.length - 1,
      hasPreviousPage: start > 0,
      startCursor: nodes.length === 0 ? null : cursor(start),
      endCursor: nodes.length === 0 ? null : cursor(end),
    };
    const edges = nodes.map((node, index) => ({ node, cursor: cursor(start + index) }));
    return { nodes, edges, totalCount: items.length, pageInfo };
  };
}

/** The same, for a list that is only fetched when asked for. */
export const lazily =
  (items: () => Promise<readonly Json[]>) => async (args: { first?: number; last?: number; after?: string }) =>
    connection(await items())(args);

export function refNode(state: WorldState, ref: string, sha: string): Json {
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  return {
    __typename: 'Ref',
    id: nodeId('Ref', ref),
    name,
    prefix: ref.slice(0, ref.length - name.length),
    target: () => commitNode(state, sha),
  };
}

const actorNode = (state: WorldState, { name, email, ...rest }: Identity): Json => {
  const account = accountOf(state, email);
  const date = instant({ name, email, ...rest });
  return { name, email, date, user: account?.type === 'User' ? accountNode(state, account) : null };
};

export async function commitNode(state: WorldState, sha: string): Promise<Json> {
  const commit = await state.store.commit(sha);
  const message = messageOf(commit);
  const [headline = '', ...rest] = message.split('\n');
  const signed = state.verified.has(sha);
  const signature = { __typename: 'GpgSignature', isValid: true, state: 'VALID', wasSignedByGitHub: true };
  const url = `${state.serverUrl}/${state.repository}/commit/${sha}`;
  return {
    __typename: 'Commit',
    id: nodeId('Commit', sha),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    url,
    commitUrl: url,
    message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    committedDate: instant(commit.committer),
    authoredDate: instant(commit.author),
    author: actorNode(state, commit.author),
    committer: actorNode(state, commit.committer),
    signature: signed ? signature : null,
    tree: { __typename: 'Tree', id: nodeId('Tree', commit.tree), oid: commit.tree },
    parents: lazily(() => Promise.all(commit.parents.map((parent) => commitNode(state, parent)))),
    history: lazily(async () => Promise.all((await state.store.log(sha)).map((each) => commitNode(state, each)))),
  };
}

export function commentNode(state: WorldState, comment: Json): Json {
  const id = numberOf(comment['id']);
  state.nodes.set(textOf(comment['node_id']), { kind: 'comment', key: id });
  return {
    __typename: 'IssueComment',
    id: comment['node_id'],
    databaseId: id,
    fullDatabaseId: String(id),
    body: comment['body'],
    url: comment['html_url'],
    author: accountNamed(state, comment['user']),
    authorAssociation: comment['author_association'],
    createdAt: comment['created_at'],
    updatedAt: comment['updated_at'],
    isMinimized: state.minimized.has(id),
    minimizedReason: state.minimized.get(id) ?? null,
    viewerDidAuthor: (_: unknown, { caller }: { caller: { account: Account } }) =>
      caller.account.login === jsonOf(comment['user'])['login'],
  };
}

export const commentsOf = async (state: WorldState, number: number): Promise<readonly Json[]> =>
  listOf(await lookAll(state, `/repos/${state.repository}/issues/${number}/comments`)).map((comment) =>
    commentNode(state, comment),
  );

export async function commentById(state: WorldState, id: number): Promise<Json | null> {
  const { status, body } = await look(state, `/repos/${state.repository}/issues/comments/${id}`);
  return status === 200 ? commentNode(state, jsonOf(body)) : null;
}

const labelNodes = (shown: Json) =>
  connection(
    listOf(shown['labels']).map(({ name, color, node_id }) => ({ __typename: 'Label', id: node_id, name, color })),
  );

/** What issues and pull requests have in common. */
function discussionNode(state: WorldState, shown: Json): Json {
  const number = numberOf(shown['number']);
  return {
    id: shown['node_id'],
    databaseId: shown['id'],
    fullDatabaseId: String(shown['id']),
    number,
    title: shown['title'],
    body: shown['body'] ?? '',
    url: shown['html_url'],
    locked: shown['locked'],
    closed: shown['state'] === 'closed',
    createdAt: shown['created_at'],
    updatedAt: shown['updated_at'],
    closedAt: shown['closed_at'],
    author: accountNamed(state, shown['user']),
    authorAssociation: shown['author_association'],
    labels: labelNodes(shown),
    comments: lazily(() => commentsOf(state, number)),
  };
}

export async function issueNode(state: WorldState, number: number): Promise<Json | null> {
  const { status, body } = await look(state, `/repos/${state.repository}/issues/${number}`);
  const shown = jsonOf(body);
  if (status !== 200) return null;
  state.nodes.set(textOf(shown['node_id']), { kind: 'issue', key: number });
  return { ...discussionNode(state, shown), __typename: 'Issue', state: textOf(shown['state']).toUpperCase() };
}

export async function pullNode(state: WorldState, pull: PullFacts): Promise<Json> {
  const shown = await showPull(state, pull.number);
  const { head, base } = await endsOf(state, pull);
  const merged = pull.mergeCommit !== undefined;
  const mergeable = shown['mergeable'] === null ? 'UNKNOWN' : shown['mergeable'] ? 'MERGEABLE' : 'CONFLICTING';
  return {
    ...discussionNode(state, shown),
    __typename: 'PullRequest',
    state: merged ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: shown['draft'],
    merged,
    mergedAt: shown['merged_at'],
    mergeable,
    mergeCommit: () => (pull.mergeCommit === undefined ? null : commitNode(state, pull.mergeCommit)),
    headRefName: pull.headRef,
    headRefOid: head,
    headRepositoryOwner: { __typename: 'Organization', id: nodeId('Owner', pull.headOwner), login: pull.headOwner },
    headRepository: { __typename: 'Repository', nameWithOwner: `${pull.headOwner}/${state.name}`, name: state.name },
    isCrossRepository: pull.headOwner !== state.owner,
    baseRefName: pull.baseRef,
    baseRefOid: base,
    additions: shown['additions'],
    deletions: shown['deletions'],
    changedFiles: shown['changed_files'],
    commits: lazily(async () =>
      Promise.all(
        (await commitsOf(state, pull)).map(async (sha) => ({
          __typename: 'PullRequestCommit',
          id: nodeId('PullRequestCommit', sha),
          commit: await commitNode(state, sha),
        })),
      ),
    ),
    files: lazily(async () =>
      (await changedFiles(state, pull)).map(({ path, additions, deletions }) => ({ path, additions, deletions })),
    ),
    reviewRequests: connection(reviewRequests(state, shown)),
  };
}

/** Nobody is asked as a code owner here: the world does not read CODEOWNERS by itself. */
function reviewRequests(state: WorldState, shown: Json): readonly Json[] {
  const users = listOf(shown['requested_reviewers']).map((user) => accountNamed(state, user));
  const teams = listOf(shown['requested_teams']).map(({ slug, name, node_id }) => ({
    __typename: 'Team',
    id: node_id,
    slug,
    name,
    combinedSlug: `${state.owner}/${slug}`,
  }));
  return [...users, ...teams].map((requestedReviewer) => ({ asCodeOwner: false, requestedReviewer }));
}
