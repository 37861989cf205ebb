/**
 * Decides nothing, checks facts: whether each commit of a proposal branch is one that autotune wrote and still is as
 * it was written. Anything else on the branch belongs to somebody else and is left alone.
 */
import { sha256 } from '../../kit/canonical.ts';
import type { ProposalBranch } from '../../ports/forge.ts';
import { gitFailure, IDENTITY, type Repository } from './git.ts';
import { readBlob, readObjects } from './objects.ts';
import { type Carried, carriedBy } from './proposal-trailer.ts';

type Commit = {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly committer: string;
  readonly message: string;
};

const LONGEST = 200;

/** The branch as it stands at its head. */
export async function readProposalBranch(
  repository: Repository,
  branch: string,
  commit: string,
): Promise<ProposalBranch> {
  const head = await readCommit(repository, commit);
  const carried = await readCarried(repository, head);
  const ours = carried !== null && (await areOurs(repository, head.parents[1]));
  const parent = head.parents[0] ?? head.id;
  return { branch, commit: head.id, parent, ours, proposal: ours ? (carried?.proposal ?? null) : null };
}

/** Whether all that a head commit replaced, if anything, was autotune's too. */
async function areOurs(repository: Repository, newest: string | undefined): Promise<boolean> {
  let id = newest;
  for (let length = 1; length < LONGEST; length += 1) {
    if (id === undefined) return true;
    const commit = await readCommit(repository, id);
    if ((await readCarried(repository, commit)) === null) return false;
    id = commit.parents[1];
  }
  return false;
}

/** What a commit carries, if autotune wrote it on a base and it is as it was written; else null. */
async function readCarried(repository: Repository, commit: Commit): Promise<Carried | null> {
  const person = `${IDENTITY.name} <${IDENTITY.email}>`;
  const [base, , ...more] = commit.parents;
  if (base === undefined || more.length > 0) return null;
  if (commit.author !== person || commit.committer !== person) return null;
  const carried = carriedBy(commit.message, await changedPaths(repository, base, commit.id));
  for (const { path, digest } of carried?.files ?? []) {
    const bytes = await readBlob(repository, commit.id, path);
    if (bytes === null || sha256(bytes) !== digest) return null;
  }
  return carried;
}

const DIFF = ['diff-tree', '--stdin', '--no-commit-id', '-r', '-z', '--no-renames', '--name-only'];
/** No path begins like that; git says it back, since it names no commit. */
const END = '/\n';

async function changedPaths(repository: Repository, from: string, to: string): Promise<readonly string[]> {
  const answer = await repository.stay(DIFF).ask(`${to} ${from}\n${END}`, (bytes) => {
    if (bytes.toString('latin1', 0, END.length) === END) return END.length;
    const at = bytes.indexOf(`\0${END}`);
    return at < 0 ? null : at + 1 + END.length;
  });
  return answer
    .toString('utf8', 0, answer.length - END.length)
    .split('\0')
    .filter((path) => path !== '');
}

async function readCommit(repository: Repository, id: string): Promise<Commit> {
  const [object] = await readObjects(repository, [id]);
  if (object?.type !== 'commit') throw gitFailure(['cat-file'], `${id} is not a commit`);
  const text = object.bytes.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const valuesOf = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const personOf = (name: string) => (valuesOf(name)[0] ?? '').replace(/ \d+ [+-]\d{4}$/, '');
  return {
    id,
    parents: valuesOf('parent'),
    author: personOf('author'),
    committer: personOf('committer'),
    message: text.slice(end + 2),
  };
}
