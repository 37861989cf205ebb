/** Issues, labels and comments, of issues as of pull requests; the emulator keeps them, and forgets what the two share. */
import type { Need } from '../callers.ts';
import { type Json, jsonOf, listOf, numberOf, textOf } from '../json.ts';
import { BODY_LIMIT, tooLong } from './body-limit.ts';
import { forward, look, lookAll } from './forward.ts';
import { updatePull } from './pull-changes.ts';
import { showPull } from './pull-shapes.ts';
import { type Answer, type Asked, inRepository, paged, type Route, refuse } from './router.ts';
import { accountShape } from './shapes.ts';
import type { WorldState } from './state.ts';
import { addLabels, timeline } from './timeline.ts';

/** Enough for a pull request is either permission; for an issue only that of issues. */
const either =
  (level: 'read' | 'write', number: (asked: Asked) => number = ({ params }) => Number(params['number'])) =>
  (state: WorldState, asked: Asked): readonly Need[] =>
    state.pulls.has(number(asked)) ? [`issues:${level}`, `pull_requests:${level}`] : [`issues:${level}`];

/** A comment's route does not say what it hangs on. */
const ofComment = (level: 'read' | 'write'): readonly Need[] => [`issues:${level}`, `pull_requests:${level}`];

const DISABLED = refuse(410, 'Issues are disabled for this repo');

const PULL_KEYS = ['title', 'body', 'user', 'labels', 'state', 'locked', 'assignee', 'assignees', 'milestone'];
const DATE_KEYS = [
  'comments',
  'created_at',
  'updated_at',
  'closed_at',
  'author_association',
  'number',
  'active_lock_reason',
];

function closerOf(state: WorldState, pull: Json): Json | null {
  if (pull['state'] !== 'closed') return null;
  const closed = state.events.findLast(
    ({ name, number }) => name === 'pull_request.closed' && number === pull['number'],
  );
  const account = state.accounts.get((closed?.actor ?? '').toLowerCase());
  return account === undefined ? null : accountShape(state, account);
}

/** A pull request as the issues' interface shows it. */
export async function issueOfPull(state: WorldState, number: number): Promise<Json> {
  const pull = await showPull(state, number);
  const url = `${state.apiUrl}/repos/${state.repository}/issues/${number}`;
  const { url: pullUrl, html_url, diff_url, patch_url, merged_at } = pull;
  return {
    ...Object.fromEntries([...PULL_KEYS, ...DATE_KEYS].map((key) => [key, pull[key] ?? null])),
    url,
    repository_url: `${state.apiUrl}/repos/${state.repository}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url,
    id: numberOf(pull['id']) + 100_000,
    node_id: pull['node_id'],
    state_reason: null,
    closed_by: closerOf(state, pull),
    performed_via_github_app: null,
    draft: pull['draft'],
    pull_request: { url: pullUrl, html_url, diff_url, patch_url, merged_at: merged_at ?? null },
  };
}

async function getIssue(state: WorldState, asked: Asked): Promise<Answer> {
  const number = Number(asked.params['number']);
  if (state.pulls.has(number)) return { status: 200, body: await issueOfPull(state, number) };
  return shownIssue(state, await forward(state, asked));
}

function shownIssue(state: WorldState, answer: Answer): Answer {
  const issue = jsonOf(answer.body);
  if (answer.status < 300) state.nodes.set(textOf(issue['node_id']), { kind: 'issue', key: numberOf(issue['number']) });
  return answer;
}

async function createIssue(state: WorldState, asked: Asked): Promise<Answer> {
  if (!state.settings.issuesEnabled) return DISABLED;
  if (textOf(asked.body['body']).length > BODY_LIMIT) return tooLong('Issue');
  const answer = await forward(state, asked);
  const number = numberOf(jsonOf(answer.body)['number']);
  if (answer.status === 201) state.events.push({ name: 'issues.opened', actor: asked.caller.account.login, number });
  return shownIssue(state, answer);
}

async function updateIssue(state: WorldState, asked: Asked): Promise<Answer> {
  if (textOf(asked.body['body']).length > BODY_LIMIT) return tooLong('Issue');
  const number = Number(asked.params['number']);
  if (!state.pulls.has(number)) return shownIssue(state, await forward(state, asked));
  const answer = await updatePull(state, { ...asked, path: asked.path.replace('/issues/', '/pulls/') });
  return answer.status < 300 ? { status: 200, body: await issueOfPull(state, number) } : answer;
}

async function listIssues(state: WorldState, asked: Asked): Promise<Answer> {
  if (!state.settings.issuesEnabled) return DISABLED;
  const others = new URLSearchParams(asked.query);
  for (const key of ['page', 'per_page']) others.delete(key);
  const known = listOf(await lookAll(state, `${asked.path}?${others}`));
  const issues = known.filter((issue) => !state.pulls.has(numberOf(issue['number'])));
  for (const issue of issues) shownIssue(state, { status: 200, body: issue });
  const pulls = await Promise.all([...state.pulls.keys()].map((number) => issueOfPull(state, number)));
  const all = [...issues, ...pulls.filter((pull) => matches(pull, asked.query))];
  return paged(
    state,
    asked,
    all.toSorted((one, other) => numberOf(other['number']) - numberOf(one['number'])),
  );
}

function matches(issue: Json, query: URLSearchParams): boolean {
  const wanted = query.get('state') ?? 'open';
  const creator = query.get('creator');
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const names = listOf(issue['labels']).map(({ name }) => name);
  const byCreator = creator === null || jsonOf(issue['user'])['login'] === creator;
  return (wanted === 'all' || issue['state'] === wanted) && byCreator && labels.every((name) => names.includes(name));
}

/** A comment, remembered under its GraphQL id, with the reactions it got and the pull request it hangs on. */
function commentShape(state: WorldState, comment: Json): Json {
  const id = numberOf(comment['id']);
  state.nodes.set(textOf(comment['node_id']), { kind: 'comment', key: id });
  const number = Number(/\/issues\/(\d+)$/.exec(textOf(comment['issue_url']))?.[1]);
  const html = textOf(comment['html_url']);
  return {
    ...comment,
    ...(state.edited.has(id) ? {} : { updated_at: comment['created_at'] }),
    html_url: state.pulls.has(number) ? html.replace('/issues/', '/pull/') : html,
    reactions: { ...jsonOf(comment['reactions']), ...countReactions(state, id) },
  };
}

function countReactions(state: WorldState, id: number): Json {
  const given = state.reactions.get(id) ?? [];
  const counts: Record<string, number> = {};
  for (const { content } of given) counts[content] = (counts[content] ?? 0) + 1;
  return { total_count: given.length, ...counts };
}

function shownComments(state: WorldState, answer: Answer): Answer {
  if (answer.status >= 300 || answer.body === undefined) return answer;
  const { body } = answer;
  const show = (comment: unknown) => commentShape(state, jsonOf(comment));
  return { ...answer, body: Array.isArray(body) ? body.map(show) : show(body) };
}

const passComments = async (state: WorldState, asked: Asked): Promise<Answer> =>
  shownComments(state, await forward(state, asked));

async function isLocked(state: WorldState, number: number): Promise<boolean> {
  const kind = state.pulls.has(number) ? 'pulls' : 'issues';
  return jsonOf((await look(state, `/repos/${state.repository}/${kind}/${number}`)).body)['locked'] === true;
}

async function createComment(state: WorldState, asked: Asked): Promise<Answer> {
  const number = Number(asked.params['number']);
  if (textOf(asked.body['body']).length > BODY_LIMIT) return tooLong('IssueComment');
  if ((await isLocked(state, number)) && asked.caller.app !== undefined) {
    return refuse(403, 'Unable to create comment because issue is locked.');
  }
  const answer = shownComments(state, await forward(state, asked));
  const commentId = numberOf(jsonOf(answer.body)['id']);
  const actor = asked.caller.account.login;
  if (answer.status === 201) state.events.push({ name: 'issue_comment.created', actor, number, commentId });
  return answer;
}

async function updateComment(state: WorldState, asked: Asked): Promise<Answer> {
  if (textOf(asked.body['body']).length > BODY_LIMIT) return tooLong('IssueComment');
  const answer = await forward(state, asked);
  if (answer.status === 200) state.edited.add(Number(asked.params['id']));
  return shownComments(state, answer);
}

export const ISSUE_ROUTES: readonly Route[] = [
  inRepository('GET /issues', ['issues:read'], listIssues),
  inRepository('POST /issues', ['issues:write'], createIssue),
  inRepository('GET /issues/comments/{id}', ofComment('read'), passComments),
  inRepository('PATCH /issues/comments/{id}', ofComment('write'), updateComment),
  inRepository('DELETE /issues/comments/{id}', ofComment('write'), forward),
  inRepository('GET /issues/{number}', either('read'), getIssue),
  inRepository('PATCH /issues/{number}', either('write'), updateIssue),
  inRepository('GET /issues/{number}/comments', either('read'), passComments),
  inRepository('POST /issues/{number}/comments', either('write'), createComment),
  inRepository('GET /issues/{number}/labels', either('read'), forward),
  inRepository('POST /issues/{number}/labels', either('write'), addLabels),
  inRepository('DELETE /issues/{number}/labels/{name}', either('write'), forward),
  inRepository('GET /issues/{number}/timeline', either('read'), timeline),
  inRepository('POST /labels', ['issues:write', 'pull_requests:write'], forward),
  inRepository('GET /labels/{name}', ['issues:read', 'pull_requests:read'], forward),
];
