/** Pull requests: the emulator keeps title, body and people, the real repository says what they would change. */

import { type Json, jsonOf, listOf, numberOf, textOf } from '../json.ts';
import { BODY_LIMIT, tooLong } from './body-limit.ts';
import { commitShapes, resolve } from './commits.ts';
import { forward, lookAll } from './forward.ts';
import { invalid, openTwin, shadowBranches, updatePull } from './pull-changes.ts';
import { changedFiles, commitsOf, overlaid, overlay, showPull, withoutFigures } from './pull-shapes.ts';
import { type Answer, type Asked, FORBIDDEN, inRepository, NOT_FOUND, paged, type Route, refuse } from './router.ts';
import { fileShape } from './shapes.ts';
import { endsOf, type PullFacts, type WorldState } from './state.ts';

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
  if (textOf(asked.body['body']).length > BODY_LIMIT) return tooLong('PullRequest');
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
  inRepository('PUT /pulls/{number}/merge', ['contents:write'], async () => FORBIDDEN),
];
