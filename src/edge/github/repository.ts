/**
 * What every part of the GitHub forge asks first: which repository this is, who writes to it with this token, and what
 * a file says at a commit. Asked once each; none of it changes while a run lasts, but the default branch's head.
 */

import { isTreePath } from '../git/objects.ts';
import { Blob, Content, Ref, Repository, User, Viewer } from './answers.ts';
import type { GitHub } from './client.ts';
import { VIEWER } from './documents.ts';
import { GitHubFailure } from './failure.ts';
import type { Account } from './settings.ts';

export type GitHubRepository = {
  readonly github: GitHub;
  about(): Promise<Repository>;
  /** The accounts whose writing is ours: the token's first, then those that were ours before. */
  identities(): Promise<readonly Account[]>;
  /** The commit a branch is at, or null. */
  headOf(branch: string): Promise<string | null>;
  /** The bytes of a file at a commit or branch; null where there is none, or a folder or a link. */
  bytesAt(ref: string, path: string): Promise<Buffer | null>;
};

/** What a commit says stays so; what a branch says does not. */
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The account of a workflow's own token. Nobody can register a login with brackets. */
export const WORKFLOW_LOGIN = 'github-actions[bot]';

/** @param mayWrite without it the token's account is asked for by GET alone, which some tokens are refused */
export function githubRepository(github: GitHub, mayWrite: boolean): GitHubRepository {
  let about: Promise<Repository> | undefined;
  let identities: Promise<readonly Account[]> | undefined;
  const files = new Map<string, Promise<Buffer | null>>();
  return {
    github,
    about: () => (about ??= readAbout(github)),
    identities: () => (identities ??= readIdentities(github, mayWrite)),
    async headOf(branch) {
      const ref = await github.read('git/ref/{ref}', { ref: `heads/${branch}` }, Ref);
      return ref?.ref === `refs/heads/${branch}` ? ref.object.sha : null;
    },
    bytesAt(ref, path) {
      if (!COMMIT.test(ref)) return bytesAt(github, ref, path);
      const name = `${ref} ${path}`;
      const asked = files.get(name) ?? bytesAt(github, ref, path);
      files.set(name, asked);
      asked.catch(() => files.delete(name));
      return asked;
    },
  };
}

/** Whether an account of an answer is one of these. */
export function isOneOf(accounts: readonly Account[], user: Partial<Account> | null | undefined): boolean {
  if (user === null || user === undefined) return false;
  return accounts.some(({ id, login }) => {
    if (id !== null && id === user.id) return true;
    return (
      login !== null && (id === null || login.endsWith('[bot]')) && login.toLowerCase() === user.login?.toLowerCase()
    );
  });
}

async function readAbout(github: GitHub): Promise<Repository> {
  const { owner, repo } = github.settings;
  const about = await github.read('', {}, Repository);
  if (about !== null) return about;
  throw new GitHubFailure('FORGE_NOT_FOUND', `${owner}/${repo} is not there, or the token may not see it`);
}

async function readIdentities(github: GitHub, mayWrite: boolean): Promise<readonly Account[]> {
  const { aliases } = github.settings;
  if (mayWrite) {
    const { viewer } = await github.graphql(VIEWER, {}, Viewer);
    return [{ id: viewer.databaseId ?? null, login: viewer.login }, ...aliases];
  }
  const user = await github.readOutside('/user', {}, User).catch((error: unknown) => {
    if (error instanceof GitHubFailure && (error.status === 401 || error.status === 403)) return null;
    throw error;
  });
  return [user ?? { id: null, login: WORKFLOW_LOGIN }, ...aliases];
}

async function bytesAt(github: GitHub, ref: string, path: string): Promise<Buffer | null> {
  if (!isTreePath(path)) return null;
  const found = await github.read('contents/{path}', { path, ref }, Content);
  if (found === null || Array.isArray(found) || found.type !== 'file') return null;
  // Beyond a mebibyte only the blob has the content.
  const own = found.encoding === 'base64' ? found.content : undefined;
  const content = own ?? (await github.read('git/blobs/{sha}', { sha: found.sha }, Blob))?.content;
  return content === undefined ? null : Buffer.from(content, 'base64');
}
