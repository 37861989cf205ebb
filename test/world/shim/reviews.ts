/** Reviews of pull requests: what people gave, each of the commit that was the head then. The emulator keeps no commits. */
import { type Answer, type Asked, inRepository, NOT_FOUND, paged, type Route } from './router.ts';
import { accountShape, nodeId, stamp } from './shapes.ts';
import type { Review, WorldState } from './state.ts';

function shape(state: WorldState, number: number, { id, account, verdict, commit, at }: Review) {
  const html = `${state.serverUrl}/${state.repository}/pull/${number}#pullrequestreview-${id}`;
  const pull = `${state.apiUrl}/repos/${state.repository}/pulls/${number}`;
  return {
    id,
    node_id: nodeId('PullRequestReview', id),
    user: accountShape(state, account),
    body: '',
    state: verdict,
    html_url: html,
    pull_request_url: pull,
    author_association: 'CONTRIBUTOR',
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: stamp(at),
    commit_id: commit,
  };
}

async function list(state: WorldState, asked: Asked): Promise<Answer> {
  const number = Number(asked.params['number']);
  if (!state.pulls.has(number)) return NOT_FOUND;
  const given = state.reviews.get(number) ?? [];
  return paged(
    state,
    asked,
    given.map((review) => shape(state, number, review)),
  );
}

export const REVIEW_ROUTES: readonly Route[] = [
  inRepository('GET /pulls/{number}/reviews', ['pull_requests:read'], list),
];
