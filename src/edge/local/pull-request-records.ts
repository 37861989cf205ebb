/**
 * What a checkout remembers of its pull requests, and what is true of them now: somebody may have deleted a branch,
 * put it back, or merged it, and told nobody.
 */
import * as z from 'zod';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { PullRequest } from '../../ports/forge.ts';
import { Id, Instant } from '../../schema/ids.ts';
import type { Repository } from '../git/git.ts';
import { readFolder, readObjects } from '../git/objects.ts';
import { type Branch, findBranchHead, findLocal } from '../git/refs.ts';

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

export type PullRequestReader = (head: Branch | null, base: string) => Promise<readonly Known[]>;

/** Reads every pull request that a ledger branch knows, oldest first. Throws `LEDGER_BROKEN` where a record is none. */
export function pullRequestReader(repository: Repository): PullRequestReader {
  const readRecords = recordReader(repository);
  const readMerged = mergedReader(repository);
  return async (head, base) => {
    const records = head === null ? [] : await readRecords(head.commit);
    const [branches, merged] = await Promise.all([
      findLocal(
        repository,
        'autotune/',
        records.map(({ branch }) => branch),
      ),
      records.every(({ state }) => state === 'closed') ? new Set() : readMerged(),
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
  };
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

/** Records by commit; one whose object is known is not read again. */
function recordReader(repository: Repository): (commit: string) => Promise<readonly PullRequestRecord[]> {
  const known = new Map<string, PullRequestRecord>();
  return async (commit) => {
    const entries = [...(await readFolder(repository, commit, FOLDER))].filter(([name]) => name.endsWith('.json'));
    const unknown = entries.filter(([, { id }]) => !known.has(id));
    const objects = await readObjects(
      repository,
      unknown.map(([, { id }]) => id),
    );
    for (const [i, [name, { id }]] of unknown.entries()) {
      known.set(id, parseRecord(`${FOLDER}/${name}`, objects[i]?.bytes.toString('utf8') ?? ''));
    }
    return entries.flatMap(([, { id }]) => known.get(id) ?? []).sort((a, b) => a.number - b.number);
  };
}

function parseRecord(path: string, text: string): PullRequestRecord {
  try {
    return PullRequestRecord.parse(JSON.parse(text));
  } catch (cause) {
    throw new AutotuneError('LEDGER_BROKEN', `${excerpt(path, 200)} is not as autotune writes it`, { cause });
  }
}

/** The ids whose proposal stands on the branch that is checked out, by the commit that it is at. */
function mergedReader(repository: Repository): () => Promise<ReadonlySet<string>> {
  let last = { commit: '', ids: new Set<string>() };
  return async () => {
    const [head] = await readObjects(repository, ['HEAD']);
    const commit = head?.id ?? 'HEAD';
    if (last.commit !== commit) last = { commit, ids: await proposalsAt(repository, commit) };
    return last.ids;
  };
}

async function proposalsAt(repository: Repository, commit: string): Promise<Set<string>> {
  const { stdout } = await repository.git(['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit]);
  const named = stdout
    .toString('utf8')
    .split('\0')
    .map((path) => /(?:^|\/)proposals\/([^/]+)\.json$/.exec(path));
  return new Set(named.flatMap((match) => match?.[1] ?? []));
}
