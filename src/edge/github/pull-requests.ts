/**
 * The pull requests that are autotune's: opened by its account, from a branch of this repository with the name of a
 * proposal's. What title, body or labels say makes none ours; people may edit those, and strangers copy them.
 */

import type { BranchKind, PullRequest, PullRequestText } from '../../ports/forge.ts';
import { kindOfBranch } from '../git/own-branch.ts';
import { isOneOf } from './accounts.ts';
import { Anything, Closed, Pull } from './answers.ts';
import { type Decoration, decorate, isDecorated } from './decoration.ts';
import { GitHubFailure } from './failure.ts';
import { isUncertain } from './refs.ts';
import type { GitHubRepository } from './repository.ts';

export async function listOpen(
  repository: GitHubRepository,
  kind: BranchKind = 'proposal',
): Promise<readonly PullRequest[]> {
  const open = await ours(repository, { state: 'open', sort: 'created', direction: 'asc' });
  const ofKind = open.filter(({ head }) => kindOfBranch(head.ref) === kind);
  return ofKind.map(described).sort((a, b) => a.number - b.number);
}

/** Of a branch, newest first. */
async function listOf(repository: GitHubRepository, branch: string): Promise<readonly Pull[]> {
  const { owner } = repository.github.settings;
  const found = await ours(repository, { state: 'all', head: `${owner}:${branch}` });
  return found.filter(({ head }) => head.ref === branch).sort((a, b) => b.number - a.number);
}

export async function findPullRequest(repository: GitHubRepository, branch: string): Promise<PullRequest | null> {
  const [newest] = await listOf(repository, branch);
  return newest === undefined ? null : described(newest);
}

export async function countCreatedSince(repository: GitHubRepository, instant: string): Promise<number> {
  const since = Date.parse(instant);
  const isBefore = ({ created_at }: Pull) => Date.parse(created_at) < since;
  const created = await ours(repository, { state: 'all', sort: 'created', direction: 'desc' }, isBefore);
  return created.filter(({ head }) => kindOfBranch(head.ref) === 'proposal').length;
}

/** The pull request of a number, if it is that of a proposal of ours. */
export async function readPullRequest(repository: GitHubRepository, number: number): Promise<PullRequest | null> {
  const pull = await repository.github.read('pulls/{number}', { number }, Pull);
  const isProposal = pull !== null && kindOfBranch(pull.head.ref) === 'proposal' && (await isOurs(repository, pull));
  return isProposal ? described(pull) : null;
}

async function isOurs(repository: GitHubRepository, { head, user }: Pull): Promise<boolean> {
  const [{ id }, accounts] = await Promise.all([repository.about(), repository.identities()]);
  return head.repo?.id === id && kindOfBranch(head.ref) !== null && isOneOf(accounts, user);
}

async function ours(
  repository: GitHubRepository,
  query: Readonly<Record<string, string>>,
  isEnough: (pull: Pull) => boolean = () => false,
): Promise<readonly Pull[]> {
  const found: Pull[] = [];
  for await (const pull of repository.github.list('pulls', query, Pull)) {
    if (isEnough(pull)) break;
    if (await isOurs(repository, pull)) found.push(pull);
  }
  return found;
}

export async function closerOf(
  { github }: GitHubRepository,
  { number }: PullRequest,
): Promise<{ readonly id: string; readonly login: string } | null> {
  const closer = (await github.read('issues/{number}', { number }, Closed))?.closed_by;
  return closer === null || closer === undefined ? null : { id: String(closer.id), login: closer.login };
}

export async function upsertPullRequest(
  repository: GitHubRepository,
  text: PullRequestText,
  decoration: Decoration,
): Promise<{ operation: 'created' | 'updated' | 'unchanged'; request: PullRequest }> {
  const there = await keepOldest(repository, text.branch);
  if (there !== undefined) return adopt(repository, { pull: there, text }, decoration);
  const { pull, isOwn } = await create(repository, text);
  const kept = (await keepOldest(repository, text.branch)) ?? pull;
  if (!isOwn || kept.number !== pull.number) return adopt(repository, { pull: kept, text }, decoration);
  await decorate(repository, { number: pull.number, reviewers: text.reviewers, isNew: true }, decoration);
  return { operation: 'created', request: described(pull) };
}

/** One that was there: the run that opened it may not have come further than that. */
async function adopt(
  repository: GitHubRepository,
  { pull, text }: { readonly pull: Pull; readonly text: PullRequestText },
  decoration: Decoration,
): Promise<{ operation: 'updated' | 'unchanged'; request: PullRequest }> {
  const updated = await update(repository, pull, text);
  const { number } = pull;
  if (!isDecorated(pull)) await decorate(repository, { number, reviewers: text.reviewers, isNew: false }, decoration);
  return updated;
}

/** Those who open one at the same moment may all succeed: the oldest open one of a branch stays, the others are closed. */
async function keepOldest(repository: GitHubRepository, branch: string): Promise<Pull | undefined> {
  const open = (await listOf(repository, branch)).filter(({ state }) => state === 'open');
  for (const younger of open.slice(0, -1)) await closePullRequest(repository, younger);
  return open.at(-1);
}

async function update(
  { github }: GitHubRepository,
  pull: Pull,
  { title, body }: PullRequestText,
): Promise<{ operation: 'updated' | 'unchanged'; request: PullRequest }> {
  const isSame = pull.title === title && plain(pull.body) === plain(body);
  if (isSame) return { operation: 'unchanged', request: described(pull) };
  const { number } = pull;
  await github.write('PATCH', 'pulls/{number}', { number, title, body }, Anything).catch(async (error: unknown) => {
    if (!isUncertain(error)) throw error;
    // The same text twice is the same text.
    await github.write('PATCH', 'pulls/{number}', { number, title, body }, Anything);
  });
  return { operation: 'updated', request: described(pull) };
}

/** Creates it, or adopts the one that somebody else with our account, or a lost answer of ours, has created. */
async function create(
  repository: GitHubRepository,
  { title, body, branch }: PullRequestText,
): Promise<{ pull: Pull; isOwn: boolean }> {
  const { default_branch: base } = await repository.about();
  try {
    const plan = { title, body, head: branch, base };
    return { pull: await repository.github.write('POST', 'pulls', plan, Pull), isOwn: true };
  } catch (error) {
    const isTaken = error instanceof GitHubFailure && error.status === 422 && /already exists/i.test(error.message);
    if (!isTaken && !isUncertain(error)) throw error;
    const pull = (await listOf(repository, branch)).find(({ state }) => state === 'open');
    if (pull === undefined) throw error;
    return { pull, isOwn: !isTaken };
  }
}

export async function closePullRequest(
  { github }: GitHubRepository,
  { number }: Pick<PullRequest, 'number'>,
): Promise<'closed' | 'unchanged'> {
  const isOpen = async () => (await github.read('pulls/{number}', { number }, Pull))?.state === 'open';
  if (!(await isOpen())) return 'unchanged';
  await github.write('PATCH', 'pulls/{number}', { number, state: 'closed' }, Anything).catch(async (error: unknown) => {
    if (!isUncertain(error) || (await isOpen())) throw error;
  });
  return 'closed';
}

function described({ number, html_url, head, base, state, created_at, closed_at, merged_at }: Pull): PullRequest {
  const ended = merged_at ?? closed_at ?? null;
  return {
    number,
    url: /^https?:\/\/\S+$/.test(html_url) ? html_url : null,
    branch: head.ref,
    head: head.sha,
    base: base.ref,
    state: state === 'open' ? 'open' : merged_at === null || merged_at === undefined ? 'closed' : 'merged',
    createdAt: created_at,
    closedAt: state === 'open' ? null : ended,
  };
}

/** GitHub keeps a text as it is but for the ends of its lines and of the whole. */
export function plain(text: string | null | undefined): string {
  return (text ?? '').replaceAll('\r\n', '\n').trimEnd();
}
