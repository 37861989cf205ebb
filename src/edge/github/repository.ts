/**
 * What every part of the GitHub forge asks first: which repository this is, who writes to it with this token, and what
 * a file says at a commit. Asked once each; none of it changes while a run lasts, but the default branch's head.
 */

import { isTreePath } from '../git/objects.ts';
import { Blob, Content, Ref, Repository } from './answers.ts';
import type { GitHub } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { askIdentities, seekIdentities } from './identity.ts';
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

/**
 * @param mayWrite without it the token's account is asked for by GET alone, which some tokens are refused
 * @param warn is told where the account is only taken for somebody's
 */
export function githubRepository(
  github: GitHub,
  mayWrite: boolean,
  warn: (sentence: string) => void = () => undefined,
): GitHubRepository {
  let about: Promise<Repository> | undefined;
  let identities: Promise<readonly Account[]> | undefined;
  const files = new Map<string, Promise<Buffer | null>>();
  return {
    github,
    about: () => (about ??= readAbout(github)),
    identities: () => (identities ??= mayWrite ? askIdentities(github) : seekIdentities(github, warn)),
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

async function readAbout(github: GitHub): Promise<Repository> {
  const { owner, repo } = github.settings;
  const about = await github.read('', {}, Repository);
  if (about !== null) return about;
  throw new GitHubFailure('FORGE_NOT_FOUND', `${owner}/${repo} is not there, or the token may not see it`);
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
