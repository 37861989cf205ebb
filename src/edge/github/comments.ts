/**
 * One comment of each kind on a pull request, edited in place. It is ours by its author and the marker together, on
 * whatever page it stands; one that a person has minimised is left to rest, and a new one takes its place.
 */
import type { Reply } from '../../ports/conversation.ts';
import type { PullRequest, StickyComment } from '../../ports/forge.ts';
import { isOneOf } from './accounts.ts';
import { Anything, Comment, Minimized } from './answers.ts';
import { MINIMIZED } from './documents.ts';
import { GitHubFailure } from './failure.ts';
import { plain } from './pull-requests.ts';
import { isUncertain } from './refs.ts';
import type { GitHubRepository } from './repository.ts';

/** That of the gate stands on pull requests of people. */
type Kind = StickyComment['kind'] | 'gate';
/** What the first line of a comment is, that tells which one it is. */
type Marked = { readonly marker: string; readonly text: string };
type Written = 'created' | 'updated' | 'unchanged';

export function upsertComment(
  repository: GitHubRepository,
  request: Pick<PullRequest, 'number'>,
  { kind, text }: { readonly kind: Kind; readonly text: string },
): Promise<Written> {
  return upsert(repository, request, { marker: `<!-- autotune:v1 comment=${kind} -->`, text });
}

/** One reply to each comment. */
export function upsertReply(
  repository: GitHubRepository,
  request: Pick<PullRequest, 'number'>,
  { to, text }: Reply,
): Promise<Written> {
  return upsert(repository, request, { marker: `<!-- autotune:v1 comment=reply to=${to} -->`, text });
}

async function upsert(
  repository: GitHubRepository,
  { number }: Pick<PullRequest, 'number'>,
  { marker, text }: Marked,
): Promise<Written> {
  const body = `${marker}\n${text.trimEnd()}\n`;
  const [oldest] = await ours(repository, number, marker);
  if (oldest === undefined) {
    await create(repository, number, body);
    await keepOldest(repository, number, { marker, body });
    return 'created';
  }
  if (plain(oldest.body) === plain(body)) return 'unchanged';
  await edit(repository, oldest.id, body);
  return 'updated';
}

/** Those with a marker, oldest first. */
async function ours(repository: GitHubRepository, number: number, marker: string): Promise<readonly Comment[]> {
  const accounts = await repository.identities();
  const found: Comment[] = [];
  for await (const comment of repository.github.list('issues/{number}/comments', { number }, Comment)) {
    if (!isOneOf(accounts, comment.user)) continue;
    if (plain(comment.body).split('\n')[0]?.trim() === marker) found.push(comment);
  }
  const told = found.filter(({ minimized }) => minimized !== undefined && minimized !== null);
  const untold = found.filter(({ minimized }) => minimized === undefined);
  const resting = await restingOf(
    repository,
    untold.map(({ node_id }) => node_id),
  );
  const hidden = new Set([...told.map(({ node_id }) => node_id), ...resting]);
  return found.filter(({ node_id }) => !hidden.has(node_id)).sort((a, b) => a.id - b.id);
}

/**
 * Those that are minimised, or gone since they were listed: for one that is gone GitHub refuses the whole question, so
 * that each is asked about by itself then.
 */
async function restingOf({ github }: GitHubRepository, ids: readonly string[]): Promise<readonly string[]> {
  const ask = async (some: readonly string[]) => {
    const { nodes } = await github.graphql(MINIMIZED, { ids: some }, Minimized);
    return some.filter((_, index) => nodes[index] === null || nodes[index]?.isMinimized === true);
  };
  if (ids.length === 0) return [];
  return ask(ids).catch(async (error: unknown) => {
    if (!isGone(error)) throw error;
    const resting: string[] = [];
    for (const id of ids) {
      const isResting = ask([id]).catch((one: unknown) => {
        if (isGone(one)) return [id];
        throw one;
      });
      resting.push(...(await isResting));
    }
    return resting;
  });
}

function isGone(error: unknown): boolean {
  return error instanceof GitHubFailure && error.kinds.includes('NOT_FOUND');
}

/** A lost answer is no reason to write twice; what was written is found by `keepOldest`. */
async function create(repository: GitHubRepository, number: number, body: string): Promise<void> {
  await repository.github
    .write('POST', 'issues/{number}/comments', { number, body }, Anything)
    .catch((error: unknown) => {
      if (!isUncertain(error)) throw error;
    });
}

/** After a write: one comment is left, the oldest, whoever wrote at the same time; with our text in it. */
async function keepOldest(
  repository: GitHubRepository,
  number: number,
  { marker, body }: { readonly marker: string; readonly body: string },
): Promise<void> {
  const [oldest, ...younger] = await ours(repository, number, marker);
  if (oldest === undefined) {
    await repository.github.write('POST', 'issues/{number}/comments', { number, body }, Anything);
    return;
  }
  for (const { id } of younger) await remove(repository, id);
  if (plain(oldest.body) !== plain(body)) await edit(repository, oldest.id, body);
}

async function remove({ github }: GitHubRepository, id: number): Promise<void> {
  await github.write('DELETE', 'issues/comments/{id}', { id }, Anything).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure) || error.status !== 404) throw error;
  });
}

/** The same text twice is the same text, so an answer that is lost is asked for again. */
async function edit({ github }: GitHubRepository, id: number, body: string): Promise<void> {
  const write = () => github.write('PATCH', 'issues/comments/{id}', { id, body }, Anything);
  await write().catch((error: unknown) => {
    if (!isUncertain(error)) throw error;
    return write();
  });
}
