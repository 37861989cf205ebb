/** How GitHub's REST interface shows accounts, commits and files. */
import { createHash } from 'node:crypto';
import type { Account } from '../callers.ts';
import { type Commit, instant, printCommit } from '../git/commit.ts';
import type { FileDiff } from '../git/diff.ts';
import type { Json } from '../json.ts';
import type { WorldState } from './state.ts';

const GITHUB: Account = {
  login: 'web-flow',
  id: 19864447,
  type: 'User',
  email: 'noreply@github.com',
  name: 'GitHub',
};

export const nodeId = (kind: string, key: string | number): string =>
  Buffer.from(`0:${kind}${key}`).toString('base64url');
export const stamp = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z');

export function accountShape({ apiUrl, serverUrl }: WorldState, { login, id, type }: Account): Json {
  const url = `${apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${serverUrl}/avatars/u/${id}`,
    gravatar_id: '',
    url,
    html_url: type === 'Bot' ? `${serverUrl}/apps/${login.replace('[bot]', '')}` : `${serverUrl}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

/** The account behind an address, if GitHub would know it. */
export function accountOf(state: WorldState, email: string): Account | undefined {
  if (email === GITHUB.email) return GITHUB;
  return [...state.accounts.values()].find((account) => account.email === email);
}

const repoUrl = ({ apiUrl, repository }: WorldState) => `${apiUrl}/repos/${repository}`;

/** Whether a commit carries a signature that GitHub vouches for. */
export function verificationShape(state: WorldState, commit: Commit): Json {
  if (!state.verified.has(commit.sha)) {
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  }
  const payload = printCommit(commit);
  const digest = createHash('sha256').update(payload).digest('base64');
  const signature = `-----BEGIN PGP SIGNATURE-----\n\n${digest}\n-----END PGP SIGNATURE-----\n`;
  return { verified: true, reason: 'valid', signature, payload, verified_at: instant(commit.committer) };
}

const whoShape = (identity: Commit['author']) => ({
  name: identity.name,
  email: identity.email,
  date: instant(identity),
});

/** Without the line end that git itself appends. */
export const messageOf = ({ message }: Commit): string => message.replace(/\n+$/, '');

/** As below `/git/commits`. */
export function gitCommitShape(state: WorldState, commit: Commit): Json {
  const base = repoUrl(state);
  const html = `${state.serverUrl}/${state.repository}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${base}/git/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: whoShape(commit.author),
    committer: whoShape(commit.committer),
    tree: { sha: commit.tree, url: `${base}/git/trees/${commit.tree}` },
    message: messageOf(commit),
    parents: commit.parents.map((sha) => ({ sha, url: `${base}/git/commits/${sha}`, html_url: `${html}/${sha}` })),
    verification: verificationShape(state, commit),
  };
}

/** As below `/commits` and `/pulls/{number}/commits`. */
export function commitShape(state: WorldState, commit: Commit): Json {
  const base = repoUrl(state);
  const html = `${state.serverUrl}/${state.repository}/commit`;
  const account = (email: string) => {
    const known = accountOf(state, email);
    return known === undefined ? null : accountShape(state, known);
  };
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${base}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${base}/commits/${commit.sha}/comments`,
    commit: {
      url: `${base}/git/commits/${commit.sha}`,
      author: whoShape(commit.author),
      committer: whoShape(commit.committer),
      message: messageOf(commit),
      tree: { sha: commit.tree, url: `${base}/git/trees/${commit.tree}` },
      comment_count: 0,
      verification: verificationShape(state, commit),
    },
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: `${base}/commits/${sha}`, html_url: `${html}/${sha}` })),
  };
}

/** A changed file, as in a comparison, a commit or a pull request. */
export function fileShape(state: WorldState, head: string, file: FileDiff): Json {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const html = `${state.serverUrl}/${state.repository}`;
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${head}/${path}`,
    raw_url: `${html}/raw/${head}/${path}`,
    contents_url: `${repoUrl(state)}/contents/${path}?ref=${head}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}
