/**
 * The pull requests of a checkout: Markdown on the ledger branch for people, a small record beside it for autotune.
 * People act on them with git alone: deleting the branch closes one, putting it back reopens it, and one is merged
 * when its proposal's file stands on the branch that is checked out.
 */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type {
  BranchKind,
  Forge,
  ProposalCheck,
  PullRequest,
  PullRequestText,
  StickyComment,
} from '../../ports/forge.ts';
import type { Repository } from '../git/git.ts';
import type { LedgerBranch } from '../git/ledger-branch.ts';
import { kindOfBranch } from '../git/own-branch.ts';
import { type Branch, findBranchHead } from '../git/refs.ts';
import { amend, type Change, keeping } from './ledger-files.ts';
import { type Known, type PullRequestRecord, pathOf, pullRequestReader, renderRecord } from './pull-request-records.ts';
import { unrecordedRequests } from './unrecorded.ts';

export type LocalPullRequests = Pick<
  Forge,
  | 'listOpen'
  | 'findPullRequest'
  | 'countCreatedSince'
  | 'closerOf'
  | 'upsertPullRequest'
  | 'upsertComment'
  | 'closePullRequest'
  | 'upsertCheck'
  | 'broughtBy'
  | 'checkAtMerge'
  | 'notices'
>;

/** @param base the name of the branch that is checked out */
export function localPullRequests(
  repository: Repository,
  ledger: LedgerBranch,
  base: () => Promise<string>,
): LocalPullRequests {
  const read = pullRequestReader(repository);
  const readAll = async (head: Branch | null) => read(head, await base());
  const requests = async () => (await readAll(await ledger.find())).map(({ request }) => request);
  return {
    async listOpen(kind = 'proposal') {
      const head = await ledger.find();
      if (head === null && kind === 'proposal') return unrecordedRequests(repository, await base());
      return (await readAll(head)).map(({ request }) => request).filter(isOpenOf(kind));
    },
    findPullRequest: async (branch) => (await requests()).findLast((request) => request.branch === branch) ?? null,
    async countCreatedSince(instant) {
      const since = Date.parse(instant);
      const created = (await requests()).filter(({ createdAt }) => Date.parse(createdAt) >= since);
      return created.filter(({ branch }) => kindOfBranch(branch) === 'proposal').length;
    },
    closerOf: async () => null,
    broughtBy: async () => null,
    checkAtMerge: async () => 'unknown',
    notices: async () => [],
    upsertPullRequest: (text) =>
      amend(ledger, text.at, async (head) =>
        upserting({ repository, head, base: await base() }, await readAll(head), text),
      ),
    upsertComment: (request, comment) =>
      amend(ledger, comment.at, async (head) =>
        commenting(repository, head, await readAll(head), { request, comment }),
      ),
    closePullRequest: (request, at) =>
      amend(ledger, at, async (head) => closing(repository, await readAll(head), request.number, at)),
    upsertCheck: (check) =>
      amend(ledger, check.at, (head) => {
        const file = { path: `checks/${check.commit}.md`, text: renderCheck(check) };
        return keeping(repository, head, file, 'check of a proposal');
      }),
  };
}

function isOpenOf(kind: BranchKind): (request: PullRequest) => boolean {
  return ({ state, branch }) => state === 'open' && kindOfBranch(branch) === kind;
}

type Place = { readonly repository: Repository; readonly head: Branch | null; readonly base: string };
type Upserted = Awaited<ReturnType<Forge['upsertPullRequest']>>;

async function upserting(
  { repository, head, base }: Place,
  known: readonly Known[],
  { id, branch, title, body, at }: PullRequestText,
): Promise<Change<Upserted>> {
  const tip = await findBranchHead(repository, branch);
  if (tip === null) throw new AutotuneError('INTERNAL', `${excerpt(branch, 120)} is not there to be reviewed`);
  const newest = known.findLast(({ record }) => record.id === id);
  const open = newest?.request.state === 'open' ? newest.record : null;
  const number = open?.number ?? Math.max(0, ...known.map(({ record }) => record.number)) + 1;
  const created_at = open?.created_at ?? at;
  const record: PullRequestRecord = {
    number,
    id,
    branch,
    head: tip.commit,
    state: 'open',
    created_at,
    closed_at: null,
  };
  const records = known.map((entry) => entry.record);
  const files = [
    { path: pathOf(records, record, 'md'), text: `# ${excerpt(title, 300)}\n\n${body.trimEnd()}\n` },
    { path: pathOf(records, record, 'json'), text: renderRecord(record) },
  ];
  const changed = [];
  for (const file of files) changed.push(...(await keeping(repository, head, file, '')).files);
  const operation = open === null ? 'created' : changed.length === 0 ? 'unchanged' : 'updated';
  const request: PullRequest = {
    ...{ number, url: null, branch, head: tip.commit, base },
    ...{ state: 'open', createdAt: created_at, closedAt: null },
  };
  const message = `pull request ${operation}: ${excerpt(id, 120)}\n\nBranch: ${excerpt(branch, 200)}`;
  return { files: changed, message, answer: { operation, request } };
}

async function commenting(
  repository: Repository,
  head: Branch | null,
  known: readonly Known[],
  { request, comment }: { readonly request: PullRequest; readonly comment: StickyComment },
): Promise<Change<'created' | 'updated' | 'unchanged'>> {
  const { record } = numbered(known, request.number);
  const path = pathOf(
    known.map((entry) => entry.record),
    record,
    `${comment.kind}.md`,
  );
  return keeping(repository, head, { path, text: `${comment.text.trimEnd()}\n` }, `${comment.kind} of ${record.id}`);
}

async function closing(
  repository: Repository,
  known: readonly Known[],
  number: number,
  at: string,
): Promise<Change<'closed' | 'unchanged'>> {
  const { record, request } = numbered(known, number);
  const isOver = request.state === 'merged' || (record.state !== 'open' && request.state === 'closed');
  if (isOver) return { files: [], message: '', answer: 'unchanged' };
  const isThere = (await findBranchHead(repository, record.branch)) !== null;
  const closed = { ...record, state: isThere ? 'closed' : 'closed_without_branch', closed_at: at } as const;
  const path = pathOf(
    known.map((entry) => entry.record),
    record,
    'json',
  );
  const message = `pull request closed: ${excerpt(record.id, 120)}\n\nBranch: ${excerpt(record.branch, 200)}`;
  return { files: [{ path, text: renderRecord(closed) }], message, answer: 'closed' };
}

function numbered(known: readonly Known[], number: number): Known {
  const found = known.find(({ record }) => record.number === number);
  if (found === undefined) throw new AutotuneError('INTERNAL', `there is no pull request ${number}`);
  return found;
}

function renderCheck({ commit, conclusion, title, summary, annotations }: ProposalCheck): string {
  const lines = annotations.map(({ path, line, message }) => `- \`${path}:${line}\`: ${message}`);
  const parts = [`# ${title}`, `Commit \`${commit}\`: ${conclusion}.`, summary.trim(), lines.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
