/** Pull requests: the emulator keeps title, body and people, the real repository says what they would change. */

import { OWNER_TOKEN, userToken } from '../emulator.ts';
import { ZERO } from '../git/store.ts';
import { type Json, jsonOf, listOf, numberOf, textOf, textsOf } from '../json.ts';
import { commitShapes, resolve } from './commits.ts';
import { forward, look, lookAll } from './forward.ts';
import { type Answer, type Asked, FORBIDDEN, inRepository, NOT_FOUND, paged, type Route, refuse } from './router.ts';
import { fileShape } from './shapes.ts';
import { endsOf, freeze, headRefOf, type PullFacts, type WorldState } from './state.ts';

const invalid = (field: string, message?: string): Answer =>
  refuse(422, 'Validation Failed', [
    { resource: 'PullRequest', field, code: message === undefined ? 'invalid' : 'custom', ...(message && { message }) },
  ]);

/** What only git knows of a pull request, laid over what the emulator says. */
export async function overlay(state: WorldState, shown: Json): Promise<Json> {
  const pull = state.pulls.get(numberOf(shown['number']));
  if (pull === undefined) return shown;
  state.nodes.set(textOf(shown['node_id']), { kind: 'pull', key: pull.number });
  const { head, base } = await endsOf(state, pull);
  const statuses = `${state.apiUrl}/repos/${state.repository}/statuses/${head}`;
  const links = jsonOf(shown['_links']);
  return {
    ...shown,
    id: 9000 + pull.number,
    head: { ...jsonOf(shown['head']), sha: head },
    base: { ...jsonOf(shown['base']), sha: base, ref: pull.baseRef, label: `${state.owner}:${pull.baseRef}` },
    statuses_url: statuses,
    _links: { ...links, statuses: { href: statuses } },
    merge_commit_sha: pull.mergeCommit ?? (await testMerge(state, pull)) ?? null,
  };
}

/** Beyond the overlay: the figures that only a single pull request shows. */
async function detailed(state: WorldState, shown: Json): Promise<Json> {
  const pull = state.pulls.get(numberOf(shown['number']));
  if (pull === undefined) return shown;
  const files = await changedFiles(state, pull);
  const clean = pull.state === 'open' ? (await mergeTree(state, pull)) !== undefined : null;
  return {
    ...(await overlay(state, shown)),
    commits: (await commitsOf(state, pull)).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
    merged: pull.mergeCommit !== undefined,
    mergeable: clean,
    rebaseable: clean,
    mergeable_state: clean === null ? 'unknown' : clean ? 'clean' : 'dirty',
    maintainer_can_modify: false,
  };
}

async function mergeTree(state: WorldState, pull: PullFacts): Promise<string | undefined> {
  const { head, base } = await endsOf(state, pull);
  return head === ZERO || base === ZERO ? undefined : state.store.merge(base, head);
}

/** The commit that GitHub makes to try the merge; its id says whether there is one. */
async function testMerge(state: WorldState, pull: PullFacts): Promise<string | undefined> {
  const tree = pull.state === 'open' ? await mergeTree(state, pull) : undefined;
  if (tree === undefined) return undefined;
  const { head, base } = await endsOf(state, pull);
  const { committer } = await state.store.commit(head);
  const message = `Merge ${head} into ${base}`;
  return state.store.writeCommit({ tree, parents: [base, head], author: committer, committer, message });
}

export async function changedFiles(state: WorldState, pull: PullFacts) {
  const { head, base } = await endsOf(state, pull);
  const common = await state.store.mergeBase(base, head);
  return common === undefined ? [] : state.store.diff(common, head);
}

/** Oldest first. */
export async function commitsOf(state: WorldState, pull: PullFacts): Promise<readonly string[]> {
  const { head, base } = await endsOf(state, pull);
  const common = pull.mergeCommit === undefined ? base : await state.store.mergeBase(base, head);
  return (await state.store.log(head, { without: common ?? base })).toReversed();
}

async function overlaid(state: WorldState, answer: Answer): Promise<Answer> {
  if (answer.status >= 300) return answer;
  return { ...answer, body: await detailed(state, jsonOf(answer.body)) };
}

export const showPull = async (state: WorldState, number: number): Promise<Json> =>
  detailed(state, jsonOf((await look(state, `/repos/${state.repository}/pulls/${number}`)).body));

async function listPulls(state: WorldState, asked: Asked): Promise<Answer> {
  const { query } = asked;
  const wanted = new URLSearchParams({ state: query.get('state') ?? 'open' });
  for (const key of ['sort', 'direction', 'base']) if (query.has(key)) wanted.set(key, query.get(key) ?? '');
  const all = listOf(await lookAll(state, `${asked.path}?${wanted}`));
  const head = query.get('head');
  const matching =
    head === null || !head.includes(':') ? all : all.filter((pull) => jsonOf(pull['head'])['label'] === head);
  const answer = paged(state, asked, matching);
  const simple = await Promise.all(listOf(answer.body).map((pull) => overlay(state, pull)));
  return { ...answer, body: simple.map(withoutFigures) };
}

const FIGURES = ['merged', 'mergeable', 'rebaseable', 'mergeable_state', 'merged_by', 'comments', 'review_comments'];
const MORE = ['commits', 'additions', 'deletions', 'changed_files', 'maintainer_can_modify'];
const withoutFigures = (pull: Json): Json =>
  Object.fromEntries(Object.entries(pull).filter(([key]) => ![...FIGURES, ...MORE].includes(key)));

const openTwin = (state: WorldState, { headOwner, headRef, baseRef }: Omit<PullFacts, 'number' | 'state'>) =>
  [...state.pulls.values()].find(
    (pull) =>
      pull.state === 'open' && pull.headOwner === headOwner && pull.headRef === headRef && pull.baseRef === baseRef,
  );

/** What GitHub has against a pull request that does not exist yet. */
async function objection(state: WorldState, wanted: Omit<PullFacts, 'number' | 'state'>): Promise<Answer | undefined> {
  const label = `${wanted.headOwner}:${wanted.headRef}`;
  const [head, base] = await Promise.all([resolve(state, label), resolve(state, wanted.baseRef)]);
  if (base === undefined) return invalid('base');
  if (head === undefined) return invalid('head');
  if (openTwin(state, wanted)) {
    return refuse(422, 'Validation Failed', [
      { resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${label}.` },
    ]);
  }
  if ((await state.store.log(head, { without: base })).length > 0) return undefined;
  const message = `No commits between ${wanted.baseRef} and ${wanted.headRef}`;
  return refuse(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
}

async function createPull(state: WorldState, asked: Asked): Promise<Answer> {
  const { body, caller } = asked;
  if (caller.app === 'github-actions' && !state.settings.actionsMayCreatePulls) {
    return refuse(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  }
  const given = textOf(body['head']);
  const [headOwner, headRef] = given.includes(':') ? given.split(':') : [state.owner, given];
  const wanted = { headOwner: headOwner ?? '', headRef: headRef ?? '', baseRef: textOf(body['base']) };
  const refused = await objection(state, wanted);
  if (refused !== undefined) return refused;
  await shadowBranches(state, wanted);
  const answer = await forward(state, asked, { ...body, head: given });
  if (answer.status !== 201) return answer;
  const pull: PullFacts = { ...wanted, number: numberOf(jsonOf(answer.body)['number']), state: 'open' };
  state.pulls.set(pull.number, pull);
  const { head } = await endsOf(state, pull);
  await state.store.moveRefs([{ ref: `refs/pull/${pull.number}/head`, after: head }]);
  state.events.push({ name: 'pull_request.opened', actor: caller.account.login, number: pull.number });
  return overlaid(state, answer);
}

/** The emulator wants forks and branches of the same names; what they point to there does not matter. */
async function shadowBranches(state: WorldState, { headOwner, headRef, baseRef }: Omit<PullFacts, 'number' | 'state'>) {
  await shadowBranch(state, { ref: baseRef, repository: state.repository, token: OWNER_TOKEN });
  if (headOwner === state.owner) {
    await shadowBranch(state, { ref: headRef, repository: state.repository, token: OWNER_TOKEN });
  } else {
    const token = userToken(headOwner);
    await state.emulator.ask({ method: 'POST', path: `/repos/${state.repository}/forks`, token, body: {} });
    await shadowBranch(state, { ref: headRef, repository: `${headOwner}/${state.name}`, token });
  }
}

async function shadowBranch(
  { emulator, defaultBranch }: WorldState,
  { ref, repository, token }: { readonly ref: string; readonly repository: string; readonly token: string },
): Promise<void> {
  const path = `/repos/${repository}/git`;
  const known = await emulator.do('GET', `${path}/ref/heads/${defaultBranch}`, undefined, token);
  const body = { ref: `refs/heads/${ref}`, sha: textOf(jsonOf(known['object'])['sha']) };
  await emulator.ask({ method: 'POST', path: `${path}/refs`, token, body });
}

export async function updatePull(state: WorldState, asked: Asked): Promise<Answer> {
  const pull = state.pulls.get(Number(asked.params['number']));
  if (pull === undefined) return NOT_FOUND;
  const { body, caller } = asked;
  const actor = caller.account.login;
  if (body['state'] === 'open' && pull.state === 'closed') {
    const refused = await reopen(state, pull, actor);
    if (refused !== undefined) return refused;
  }
  if (body['state'] === 'closed' && pull.state === 'open')
    freeze(state, pull, { ...(await endsOf(state, pull)), actor });
  const base = textOf(body['base']);
  if (base !== '') {
    if ((await resolve(state, base)) === undefined) return invalid('base');
    await shadowBranches(state, { ...pull, baseRef: base });
    pull.baseRef = base;
    state.events.push({ name: 'pull_request.edited', actor, number: pull.number });
  }
  return overlaid(state, await forward(state, asked));
}

const cannotReopen = (message: string): Answer =>
  refuse(422, 'Validation Failed', [
    { resource: 'PullRequest', code: 'custom', field: 'state', message: `state cannot be changed. ${message}` },
  ]);

/** A closed pull request opens again only where its branch is still what it was, or has grown. */
async function reopen(state: WorldState, pull: PullFacts, actor: string): Promise<Answer | undefined> {
  if (pull.mergeCommit !== undefined) return cannotReopen('The pull request is already merged.');
  const head = (await state.store.refs()).get(headRefOf(state, pull));
  if (head === undefined) return cannotReopen(`The ${pull.headRef} branch has been deleted.`);
  if (!(await state.store.isAncestor(pull.frozen?.head ?? head, head))) {
    return cannotReopen(`The ${pull.headRef} branch was force-pushed or recreated.`);
  }
  if (openTwin(state, pull)) return cannotReopen('There is already an open pull request for this branch.');
  pull.state = 'open';
  delete pull.frozen;
  state.events.push({ name: 'pull_request.reopened', actor, number: pull.number });
  return undefined;
}

async function ofPull(state: WorldState, asked: Asked, show: (pull: PullFacts) => Promise<readonly unknown[]>) {
  const pull = state.pulls.get(Number(asked.params['number']));
  return pull === undefined ? NOT_FOUND : paged(state, asked, await show(pull));
}

const listFiles = (state: WorldState, asked: Asked) =>
  ofPull(state, asked, async (pull) => {
    const { head } = await endsOf(state, pull);
    return (await changedFiles(state, pull)).map((file) => fileShape(state, head, file));
  });

const listCommits = (state: WorldState, asked: Asked) =>
  ofPull(state, asked, async (pull) => commitShapes(state, await commitsOf(state, pull)));

const NOT_COLLABORATOR =
  'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the';

/** GitHub refuses all reviewers when it refuses one. */
async function requestReviewers(state: WorldState, asked: Asked): Promise<Answer> {
  const pull = state.pulls.get(Number(asked.params['number']));
  if (pull === undefined) return NOT_FOUND;
  const author = textOf(jsonOf((await showPull(state, pull.number))['user'])['login']);
  const people = textsOf(asked.body['reviewers']).map((login) => login.toLowerCase());
  if (people.includes(author.toLowerCase())) {
    return refuse(422, 'Review cannot be requested from pull request author.');
  }
  if (people.some((login) => !state.roles.has(login))) {
    return refuse(422, `${NOT_COLLABORATOR} ${state.repository} repository.`);
  }
  const teams = textsOf(asked.body['team_reviewers']);
  if (teams.length > 0 && asked.caller.permissions?.['members'] === undefined) {
    return refuse(422, `Could not resolve to a node with the global id of '${teams[0]}'.`);
  }
  const answer = await forward(state, asked);
  if (answer.status >= 300)
    return refuse(422, `Could not resolve to a node with the global id of '${teams[0] ?? people[0]}'.`);
  return { status: 201, body: withoutFigures(await overlay(state, jsonOf(answer.body))) };
}

async function requestedReviewers(state: WorldState, asked: Asked): Promise<Answer> {
  const { body } = await look(state, asked.path.replace('/requested_reviewers', ''));
  const { requested_reviewers: users, requested_teams: teams } = jsonOf(body);
  return { status: 200, body: { users, teams } };
}

async function pullsWith(state: WorldState, asked: Asked): Promise<Answer> {
  const sha = asked.params['sha'] ?? '';
  const found: Json[] = [];
  for (const pull of state.pulls.values()) {
    const shas = await commitsOf(state, pull);
    if (shas.includes(sha) || pull.mergeCommit === sha) found.push(withoutFigures(await showPull(state, pull.number)));
  }
  return paged(state, asked, found);
}

const getPull = async (state: WorldState, asked: Asked) => overlaid(state, await forward(state, asked));

export const PULL_ROUTES: readonly Route[] = [
  inRepository('GET /commits/{sha}/pulls', ['pull_requests:read', 'contents:read'], pullsWith),
  inRepository('GET /pulls', ['pull_requests:read'], listPulls),
  inRepository('POST /pulls', ['pull_requests:write'], createPull),
  inRepository('GET /pulls/{number}', ['pull_requests:read'], getPull),
  inRepository('PATCH /pulls/{number}', ['pull_requests:write'], updatePull),
  inRepository('GET /pulls/{number}/files', ['pull_requests:read'], listFiles),
  inRepository('GET /pulls/{number}/commits', ['pull_requests:read'], listCommits),
  inRepository('GET /pulls/{number}/reviews', ['pull_requests:read'], forward),
  inRepository('GET /pulls/{number}/requested_reviewers', ['pull_requests:read'], requestedReviewers),
  inRepository('POST /pulls/{number}/requested_reviewers', ['pull_requests:write'], requestReviewers),
  inRepository('PUT /pulls/{number}/merge', ['contents:write'], async () => FORBIDDEN),
];
