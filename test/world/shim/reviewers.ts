/** Who is asked for a review: collaborators, never the author, and teams only by tokens that can see them. */
import { jsonOf, textOf, textsOf } from '../json.ts';
import { forward, look } from './forward.ts';
import { overlay, showPull, withoutFigures } from './pull-shapes.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, type Route, refuse } from './router.ts';
import type { WorldState } from './state.ts';

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
  for (const login of people) {
    const reviewer = state.accounts.get(login);
    const { login: actor } = asked.caller.account;
    const asking = { name: 'pull_request.review_requested', actor, number: pull.number, at: state.now() };
    state.events.push({ ...asking, ...(reviewer && { reviewer }) });
  }
  return { status: 201, body: withoutFigures(await overlay(state, jsonOf(answer.body))) };
}

async function requestedReviewers(state: WorldState, asked: Asked): Promise<Answer> {
  const { body } = await look(state, asked.path.replace('/requested_reviewers', ''));
  const { requested_reviewers: users, requested_teams: teams } = jsonOf(body);
  return { status: 200, body: { users, teams } };
}

export const REVIEWER_ROUTES: readonly Route[] = [
  inRepository('GET /pulls/{number}/requested_reviewers', ['pull_requests:read'], requestedReviewers),
  inRepository('POST /pulls/{number}/requested_reviewers', ['pull_requests:write'], requestReviewers),
];
