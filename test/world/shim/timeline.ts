/** What has happened to a pull request as its page tells it: labels and asked reviews, which the emulator keeps of issues alone. */
import { type Json, listOf, textsOf } from '../json.ts';
import { forward, lookAll } from './forward.ts';
import { type Answer, type Asked, NOT_FOUND, paged } from './router.ts';
import { accountShape, nodeId, stamp } from './shapes.ts';
import type { WorldEvent, WorldState } from './state.ts';

export async function addLabels(state: WorldState, asked: Asked): Promise<Answer> {
  const answer = await forward(state, asked);
  const number = Number(asked.params['number']);
  const { login: actor } = asked.caller.account;
  for (const label of answer.status === 200 ? textsOf(asked.body['labels']) : []) {
    state.events.push({ name: 'pull_request.labeled', actor, number, label, at: state.now() });
  }
  return answer;
}

export async function timeline(state: WorldState, asked: Asked): Promise<Answer> {
  const number = Number(asked.params['number']);
  if (state.pulls.has(number)) return paged(state, asked, ofPull(state, number));
  const known = listOf(await lookAll(state, asked.path));
  return known.length > 0 ? paged(state, asked, known) : NOT_FOUND;
}

function ofPull(state: WorldState, number: number): readonly Json[] {
  const told = state.events.filter((event) => event.number === number && event.at !== undefined);
  return told.map((event, index) => happening(state, event, number * 1000 + index));
}

function happening(state: WorldState, { name, actor, label, reviewer, at }: WorldEvent, id: number): Json {
  const by = state.accounts.get(actor.toLowerCase());
  const who = by === undefined ? {} : accountShape(state, by);
  return {
    id,
    node_id: nodeId('IssueEvent', id),
    url: `${state.apiUrl}/repos/${state.repository}/issues/events/${id}`,
    actor: who,
    event: name.replace('pull_request.', ''),
    commit_id: null,
    commit_url: null,
    created_at: stamp(at ?? state.now()),
    performed_via_github_app: null,
    ...(label === undefined ? {} : { label: { name: label, color: 'ededed' } }),
    ...(reviewer === undefined ? {} : { review_requester: who, requested_reviewer: accountShape(state, reviewer) }),
  };
}
