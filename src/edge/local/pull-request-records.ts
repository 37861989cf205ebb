/**
 * What a checkout remembers of its pull requests, and what is true of them now: somebody may have deleted a branch,
 * put it back, or merged it, and told nobody.
 */
import { z } from 'zod';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { PullRequest } from '../../ports/forge.ts';
import { Id, Instant } from '../../schema/ids.ts';
import type { Repository } from '../git/git.ts';
import { readObjects } from '../git/objects.ts';
import { type Branch, findBranchHead, listBranches } from '../git/refs.ts';

const FOLDER = 'pull-requests';

/** `pull-requests/<name>.json`, beside the text in `<name>.md` and the comments in `<name>.<kind>.md`. */
const PullRequestRecord = z.strictObject({
  number: z.int().min(1),
  id: Id,
  branch: z.string(),
  /** The head commit when autotune last wrote. */
  head: z.string(),
  /** `closed_without_branch`: its branch was gone when it was closed, so that putting it back reopens it. */
  state: z.literal(['open', 'closed', 'closed_without_branch']),
  created_at: Instant,
  closed_at: Instant.nullable(),
});
export type PullRequestRecord = z.infer<typeof PullRequestRecord>;

export type Known = { readonly record: PullRequestRecord; readonly request: PullRequest };

/** Where a part of a pull request stands: the first of a proposal has its id as name, a later one its number, too. */
export function pathOf(records: readonly PullRequestRecord[], { id, number }: PullRequestRecord, part: string): string {
  const isLater = records.some((record) => record.id === id && record.number < number);
  return `${FOLDER}/${id}${isLater ? `.${number}` : ''}.${part}`;
}

export function renderRecord(record: PullRequestRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Every pull request that the ledger branch knows, oldest first. Throws `LEDGER_BROKEN` where a record is none. */
export async function readPullRequests(
  repository: Repository,
  head: Branch | null,
  base: string,
): Promise<readonly Known[]> {
  if (head === null) return [];
  const records = await readRecords(repository, head.commit);
  if (records.length === 0) return [];
  const [branches, merged] = await Promise.all([
    listBranches(repository, 'autotune/'),
    mergedProposals(repository, records),
  ]);
  return Promise.all(
    records.map(async (record) => {
      const here = branches.get(record.branch);
      const there =
        here ?? (record.state === 'open' ? (await findBranchHead(repository, record.branch))?.commit : here);
      const state = merged.has(record.id) ? 'merged' : isOpen(record, here, there) ? 'open' : 'closed';
      return { record, request: requestOf(record, state, there, base) };
    }),
  );
}

/** @param here the local branch, if it is there @param there the branch wherever it is, that of a clone included */
function isOpen({ state, head }: PullRequestRecord, here: string | undefined, there: string | undefined): boolean {
  return state === 'open' ? there !== undefined : state === 'closed_without_branch' && here === head;
}

/** A checkout has no other base than what is checked out, so nobody can direct a pull request elsewhere. */
function requestOf(
  { number, branch, head, created_at, closed_at }: PullRequestRecord,
  state: PullRequest['state'],
  now: string | undefined,
  base: string,
): PullRequest {
  const closedAt = state === 'open' ? null : closed_at;
  return { number, url: null, branch, head: now ?? head, base, state, createdAt: created_at, closedAt };
}

async function readRecords(repository: Repository, commit: string): Promise<readonly PullRequestRecord[]> {
  const paths = (await pathsAt(repository, commit, FOLDER)).filter((path) => path.endsWith('.json'));
  const objects =
    paths.length === 0
      ? []
      : await readObjects(
          repository,
          paths.map((path) => `${commit}:${path}`),
        );
  return paths
    .map((path, i) => parseRecord(path, objects[i]?.bytes.toString('utf8') ?? ''))
    .sort((a, b) => a.number - b.number);
}

function parseRecord(path: string, text: string): PullRequestRecord {
  try {
    return PullRequestRecord.parse(JSON.parse(text));
  } catch (cause) {
    throw new AutotuneError('LEDGER_BROKEN', `${excerpt(path, 200)} is not as autotune writes it`, { cause });
  }
}

/** The ids whose proposal stands on the branch that is checked out. */
async function mergedProposals(
  repository: Repository,
  records: readonly PullRequestRecord[],
): Promise<ReadonlySet<string>> {
  if (records.every(({ state }) => state === 'closed')) return new Set();
  const named = (await pathsAt(repository, 'HEAD')).map((path) => /(?:^|\/)proposals\/([^/]+)\.json$/.exec(path));
  return new Set(named.flatMap((match) => match?.[1] ?? []));
}

async function pathsAt(repository: Repository, commit: string, ...below: string[]): Promise<readonly string[]> {
  const { stdout } = await repository.git([
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    '--name-only',
    commit,
    '--',
    ...below,
  ]);
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}
