/** Reactions to comments, which the emulator does not know. */

import { textOf } from '../json.ts';
import { look } from './forward.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, paged, type Route } from './router.ts';
import { accountShape, nodeId, stamp } from './shapes.ts';
import type { Reaction, WorldState } from './state.ts';

function shape(state: WorldState, { id, content, account, at }: Reaction) {
  const user = accountShape(state, account);
  return { id, node_id: nodeId('Reaction', id), user, content, created_at: stamp(at) };
}

const exists = async (state: WorldState, id: number): Promise<boolean> =>
  (await look(state, `/repos/${state.repository}/issues/comments/${id}`)).status === 200;

async function create(state: WorldState, { params, body, caller }: Asked): Promise<Answer> {
  const id = Number(params['id']);
  if (!(await exists(state, id))) return NOT_FOUND;
  const given = state.reactions.get(id) ?? [];
  const content = textOf(body['content']);
  const same = given.find((reaction) => reaction.content === content && reaction.account.id === caller.account.id);
  if (same !== undefined) return { status: 200, body: shape(state, same) };
  const reaction = { id: state.nextId++, content, account: caller.account, at: state.now() };
  state.reactions.set(id, [...given, reaction]);
  return { status: 201, body: shape(state, reaction) };
}

async function list(state: WorldState, asked: Asked): Promise<Answer> {
  const content = asked.query.get('content');
  const given = state.reactions.get(Number(asked.params['id'])) ?? [];
  const wanted = given.filter((reaction) => content === null || reaction.content === content);
  return paged(
    state,
    asked,
    wanted.map((reaction) => shape(state, reaction)),
  );
}

async function remove(state: WorldState, { params }: Asked): Promise<Answer> {
  const id = Number(params['id']);
  const given = state.reactions.get(id) ?? [];
  const left = given.filter((reaction) => reaction.id !== Number(params['reaction']));
  state.reactions.set(id, left);
  return left.length === given.length ? NOT_FOUND : { status: 204 };
}

const PATH = '/issues/comments/{id}/reactions';

export const REACTION_ROUTES: readonly Route[] = [
  inRepository(`POST ${PATH}`, ['issues:write', 'pull_requests:write'], create),
  inRepository(`GET ${PATH}`, ['issues:read', 'pull_requests:read'], list),
  inRepository(`DELETE ${PATH}/{reaction}`, ['issues:write', 'pull_requests:write'], remove),
];
