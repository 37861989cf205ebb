/** The event payloads an action gets for what happens in a world: recorded ones, with the world's values laid over. */
import { type Json, jsonOf, listOf, textOf } from '../json.ts';
import { look } from '../shim/forward.ts';
import { issueOfPull } from '../shim/issues.ts';
import { showPull } from '../shim/pull-shapes.ts';
import { accountShape } from '../shim/shapes.ts';
import { endsOf, type WorldState } from '../shim/state.ts';
import type { World } from '../world.ts';
import { approved, overlay, recorded } from './official.ts';

const senderOf = (state: WorldState, login: string): Json => {
  const account = state.accounts.get(login.toLowerCase());
  if (account === undefined) throw new Error(`nobody here is called ${login}`);
  return accountShape(state, account);
};

async function repositoryOf(state: WorldState, shape: unknown): Promise<unknown> {
  const actual = jsonOf((await look(state, `/repos/${state.repository}`)).body);
  return overlay(shape, actual);
}

/** A comment on an issue or pull request; by whoever wrote it, unless another is named as the sender. */
export async function issueCommentPayload(
  { state }: World,
  id: number,
  { action = 'created', sender }: { readonly action?: 'created' | 'edited' | 'deleted'; readonly sender?: string } = {},
): Promise<Json> {
  const comment = jsonOf((await look(state, `/repos/${state.repository}/issues/comments/${id}`)).body);
  const number = Number(/\d+$/.exec(textOf(comment['issue_url']))?.[0]);
  const isPull = state.pulls.has(number);
  const shown = isPull
    ? await issueOfPull(state, number)
    : jsonOf((await look(state, `/repos/${state.repository}/issues/${number}`)).body);
  const example = recorded('issue_comment', action);
  const { pull_request: _, ...plain } = jsonOf(example['issue']);
  const issue = { ...jsonOf(overlay(plain, shown)), ...(isPull ? { pull_request: shown['pull_request'] } : {}) };
  return approved('issue_comment', {
    ...example,
    issue,
    comment: overlay(example['comment'], { ...comment, issue_url: comment['issue_url'] }),
    repository: await repositoryOf(state, example['repository']),
    sender: senderOf(state, sender ?? textOf(jsonOf(comment['user'])['login'])),
  });
}

export type PullAction = 'opened' | 'closed' | 'reopened' | 'synchronize' | 'edited';

export async function pullRequestPayload(
  { state }: World,
  number: number,
  { action, sender }: { readonly action: PullAction; readonly sender: string },
): Promise<Json> {
  const example = recorded('pull_request', action === 'edited' ? 'opened' : action);
  const shown = await showPull(state, number);
  const pull = state.pulls.get(number);
  const before = state.events.findLast((event) => event.name === 'pull_request.synchronize' && event.number === number);
  const after = pull === undefined ? '' : (await endsOf(state, pull)).head;
  const requested_reviewers = listOf(shown['requested_reviewers']).map(({ login }) => senderOf(state, textOf(login)));
  return approved('pull_request', {
    ...example,
    action,
    number,
    ...(action === 'synchronize' ? { before: before?.before ?? after, after } : {}),
    ...(action === 'edited' ? { changes: {} } : {}),
    pull_request: { ...jsonOf(overlay(example['pull_request'], shown)), merged: shown['merged'], requested_reviewers },
    repository: await repositoryOf(state, example['repository']),
    sender: senderOf(state, sender),
  });
}

/** A group of a merge queue: `head` is what the default branch would become. */
export async function mergeGroupPayload({ state }: World, head: string, base: string): Promise<Json> {
  const example = recorded('merge_group', 'checks_requested');
  const head_ref = `refs/heads/gh-readonly-queue/${state.defaultBranch}/pr-1-${base}`;
  const group = { head_sha: head, head_ref, base_sha: base, base_ref: `refs/heads/${state.defaultBranch}` };
  return approved('merge_group', {
    ...example,
    merge_group: overlay(example['merge_group'], group),
    repository: await repositoryOf(state, example['repository']),
    sender: senderOf(state, 'ada'),
  });
}

/** The last push to a branch. */
export async function pushPayload({ state }: World, branch: string): Promise<Json> {
  const ref = `refs/heads/${branch}`;
  const pushed = state.events.findLast((event) => event.name === 'push' && event.ref === ref);
  if (pushed === undefined) throw new Error(`nobody pushed to ${branch}`);
  const example = recorded('push');
  const { actor, before = '', after = '' } = pushed;
  return approved('push', {
    ...example,
    ref,
    before,
    after,
    created: /^0+$/.test(before),
    deleted: /^0+$/.test(after),
    forced: false,
    base_ref: null,
    commits: [],
    head_commit: null,
    pusher: { name: actor, email: `${actor}@users.example` },
    repository: await repositoryOf(state, example['repository']),
    sender: senderOf(state, actor),
  });
}

/** GitHub records none of these; they are written by its documentation. */
export async function schedulePayload({ state }: World, cron = '17 3 * * *'): Promise<Json> {
  const { repository } = recorded('push');
  return {
    schedule: cron,
    repository: await repositoryOf(state, repository),
    workflow: '.github/workflows/autotune.yml',
  };
}

export async function workflowDispatchPayload(
  { state }: World,
  {
    inputs = {},
    sender = 'ada',
  }: { readonly inputs?: Readonly<Record<string, string>>; readonly sender?: string } = {},
): Promise<Json> {
  const { repository } = recorded('issue_comment', 'created');
  return approved('workflow_dispatch', {
    inputs,
    ref: `refs/heads/${state.defaultBranch}`,
    workflow: '.github/workflows/autotune.yml',
    repository: await repositoryOf(state, repository),
    sender: senderOf(state, sender),
  });
}
