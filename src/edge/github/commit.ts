/**
 * Commits onto branches on GitHub, made and signed by GitHub for the token's account. A commit whose acknowledgement is
 * lost is looked for by what it is: its parent, its message and its files.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CommittedOnBranch, Created, GitCommit } from './answers.ts';
import { CREATE_COMMIT } from './documents.ts';
import { GitHubFailure } from './failure.ts';
import { advanceBranch, isUncertain } from './refs.ts';
import type { GitHubRepository } from './repository.ts';

export type GitHubCommit = {
  readonly branch: string;
  /** Where the branch was found. */
  readonly expected: string;
  /** Path to whole new text. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
};

const TRIES = 3;
/** In characters. What is more is written in pieces: how much one mutation may carry is not promised anywhere. */
const LARGEST_MUTATION = 4_000_000;
const LARGEST_INLINE = 1_000_000;

/** Commits onto a branch that is where it was found; `moved`, with nothing written, where it is elsewhere. */
export async function commitOnto(
  repository: GitHubRepository,
  commit: GitHubCommit,
): Promise<{ commit: string } | 'moved'> {
  const { branch, expected, files, message } = commit;
  if ([...files.values()].reduce((size, text) => size + text.length, 0) > LARGEST_MUTATION) {
    if ((await repository.headOf(branch)) !== expected) return 'moved';
    const written = await writeCommit(repository, { parents: [expected], files, message });
    const done = await advanceBranch(repository, branch, { from: expected, to: written });
    return done === 'done' ? { commit: written } : done;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { commit: await createCommit(repository, commit) };
    } catch (error) {
      if (!isStale(error) && !isGone(error) && !isUncertain(error)) throw error;
      const settled = await settle(repository, commit);
      if (settled !== 'untouched') return settled;
      // What was read may be older than what was compared: then the branch moved.
      if (attempt === TRIES) {
        if (isStale(error)) return 'moved';
        throw error;
      }
      await pause(attempt * repository.github.settings.timing.second);
    }
  }
}

async function createCommit({ github }: GitHubRepository, commit: GitHubCommit): Promise<string> {
  const { owner, repo } = github.settings;
  const additions = [...commit.files].map(([path, text]) => ({ path, contents: Buffer.from(text).toString('base64') }));
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: commit.branch },
    expectedHeadOid: commit.expected,
    message: messageParts(commit.message),
    fileChanges: { additions },
  };
  const { createCommitOnBranch } = await github.graphql(CREATE_COMMIT, { input }, CommittedOnBranch);
  return createCommitOnBranch.commit.oid;
}

function messageParts(message: string): { readonly headline: string; readonly body: string } {
  const [headline = '', ...body] = message.trim().split('\n');
  return { headline, body: body.join('\n').trim() };
}

/** Whether the branch is at a commit that is ours to the byte, at another one, or where it was. */
async function settle(
  repository: GitHubRepository,
  { branch, expected, files, message }: GitHubCommit,
): Promise<{ commit: string } | 'moved' | 'untouched'> {
  const at = await repository.headOf(branch);
  if (at === expected) return 'untouched';
  if (at === null) return 'moved';
  const head = await repository.github.read('git/commits/{sha}', { sha: at }, GitCommit);
  const parents = head?.parents.map(({ sha }) => sha).join(' ');
  if (parents !== expected || head?.message.trim() !== message.trim()) return 'moved';
  for (const [path, text] of files) {
    if ((await repository.bytesAt(at, path))?.equals(Buffer.from(text)) !== true) return 'moved';
  }
  return { commit: at };
}

function isStale(error: unknown): boolean {
  return error instanceof GitHubFailure && error.kinds.includes('STALE_DATA');
}

/** A branch that was deleted meanwhile, or one that the token cannot see. */
function isGone(error: unknown): boolean {
  return error instanceof GitHubFailure && error.kinds.includes('NOT_FOUND');
}

export type LooseCommit = {
  /** The first parent's tree is what the files are laid over; without a parent the tree starts empty. */
  readonly parents: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** Modes of files that are not plain ones. */
  readonly modes?: ReadonlyMap<string, string>;
  readonly message: string;
};

/** Writes a commit that no branch has yet. What is left of a failed try is reachable from nowhere. */
export async function writeCommit(
  { github }: GitHubRepository,
  { parents, files, modes, message }: LooseCommit,
): Promise<string> {
  const [first] = parents;
  const base = first === undefined ? null : await github.read('git/commits/{sha}', { sha: first }, GitCommit);
  const again = <T>(write: () => Promise<T>) => repeatedly(write, github.settings.timing.second);
  const entries: object[] = [];
  for (const [path, content] of files) {
    const isLarge = content.length > LARGEST_INLINE;
    const blob = { content, encoding: 'utf-8' };
    const held = isLarge ? await again(() => github.write('POST', 'git/blobs', blob, Created)) : { content };
    entries.push({ path, mode: modes?.get(path) ?? '100644', type: 'blob', ...held });
  }
  const layers = { ...(base === null ? {} : { base_tree: base.tree.sha }), tree: entries };
  const tree = await again(() => github.write('POST', 'git/trees', layers, Created));
  const plan = { message: message.trim(), tree: tree.sha, parents };
  return (await again(() => github.write('POST', 'git/commits', plan, Created))).sha;
}

/** Objects are named by what they hold, so writing one twice does no harm; a new tree is not at once known everywhere. */
async function repeatedly<T>(write: () => Promise<T>, second: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const isPassing =
        isUncertain(error) || (error instanceof GitHubFailure && /Tree SHA does not exist/i.test(error.message));
      if (!isPassing || attempt === TRIES) throw error;
      await pause(attempt * second);
    }
  }
}
