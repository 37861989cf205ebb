/**
 * Decides nothing, checks facts: whether each commit of a proposal branch is one that autotune wrote and still is as
 * it was written. Anything else on the branch belongs to somebody else and is left alone.
 */
import { sha256 } from '../kit/canonical.ts';
import type { ProposalBranch } from '../ports/forge.ts';
import { gitFailure, IDENTITY, type Repository } from './git.ts';
import { readBlob, readObjects } from './git-objects.ts';

type Commit = {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly committer: string;
  readonly message: string;
};

const TRAILER = /^Autotune-Proposal: (\S+) (sha256:[0-9a-f]{64})$/gm;
const LONGEST = 200;

/** The branch as it stands at its head. */
export async function readProposalBranch(
  repository: Repository,
  branch: string,
  commit: string,
): Promise<ProposalBranch> {
  const head = await readCommit(repository, commit);
  const ours = await isOurs(repository, head);
  return { branch, commit: head.id, parent: head.parents[0] ?? head.id, ours };
}

async function isOurs(repository: Repository, head: Commit): Promise<boolean> {
  let commit = head;
  for (let length = 0; length < LONGEST; length += 1) {
    const [base, replaced, ...more] = commit.parents;
    if (base === undefined || more.length > 0 || !(await isAsWritten(repository, commit, base))) return false;
    if (replaced === undefined) return true;
    commit = await readCommit(repository, replaced);
  }
  return false;
}

async function isAsWritten(repository: Repository, commit: Commit, base: string): Promise<boolean> {
  const person = `${IDENTITY.name} <${IDENTITY.email}>`;
  if (commit.author !== person || commit.committer !== person) return false;
  const [trailer, ...more] = commit.message.matchAll(TRAILER);
  const [, proposal, digest] = trailer ?? [];
  if (proposal === undefined || more.length > 0) return false;
  const changed = await changedPaths(repository, base, commit.id);
  const paths = changed.filter((path) => `/${path}`.endsWith(`/proposals/${proposal}.json`));
  const [path] = paths;
  if (path === undefined || paths.length > 1) return false;
  const bytes = await readBlob(repository, commit.id, path);
  return bytes !== null && sha256(bytes) === digest;
}

async function changedPaths(repository: Repository, from: string, to: string): Promise<readonly string[]> {
  const { stdout } = await repository.git(['diff-tree', '-r', '-z', '--no-renames', '--name-only', from, to, '--']);
  return stdout
    .toString('utf8')
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
