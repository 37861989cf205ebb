/** Refs and branches: read from and moved in the real repository. */

import { ZERO } from '../git/objects.ts';
import { textOf } from '../json.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, type Route, refuse } from './router.ts';
import { commitShape, nodeId } from './shapes.ts';
import { moveRefs, type WorldState } from './state.ts';

const SHA = /^[0-9a-f]{40}$/;

function refShape({ apiUrl, repository }: WorldState, ref: string, sha: string) {
  const base = `${apiUrl}/repos/${repository}/git`;
  const object = { type: 'commit', sha, url: `${base}/commits/${sha}` };
  return { ref, node_id: nodeId('Ref', ref), url: `${base}/${ref}`, object };
}

async function getRef(state: WorldState, { params }: Asked): Promise<Answer> {
  const ref = `refs/${params['ref']}`;
  const sha = (await state.store.refs()).get(ref);
  return sha === undefined || ref.startsWith('refs/forks/')
    ? NOT_FOUND
    : { status: 200, body: refShape(state, ref, sha) };
}

async function matchingRefs(state: WorldState, { params }: Asked): Promise<Answer> {
  const prefix = `refs/${params['ref']}`;
  const refs = [...(await state.store.refs())].filter(
    ([ref]) => ref.startsWith(prefix) && !ref.startsWith('refs/forks/'),
  );
  return { status: 200, body: refs.map(([ref, sha]) => refShape(state, ref, sha)) };
}

async function createRef(state: WorldState, { body, caller }: Asked): Promise<Answer> {
  const ref = textOf(body['ref']);
  const sha = textOf(body['sha']);
  if (!/^refs\/[^/]+\/.+/.test(ref)) return refuse(422, `${ref} is not a valid ref name.`);
  if (!SHA.test(sha)) return refuse(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  if ((await state.store.kindOf(sha)) === undefined) return refuse(422, 'Object does not exist');
  if ((await state.store.refs()).has(ref)) return refuse(422, 'Reference already exists');
  const created = await moveRefs(state, [{ ref, before: ZERO, after: sha }], caller.account.login);
  if (!created) return refuse(422, 'Reference update failed');
  return { status: 201, body: refShape(state, ref, sha), headers: { location: `${state.apiUrl}/git/${ref}` } };
}

async function updateRef(state: WorldState, { params, body, caller }: Asked): Promise<Answer> {
  const ref = `refs/${params['ref']}`;
  const sha = textOf(body['sha']);
  const before = (await state.store.refs()).get(ref);
  if (before === undefined) return refuse(422, 'Reference does not exist');
  if (!SHA.test(sha) || (await state.store.kindOf(sha)) === undefined) return refuse(422, 'Object does not exist');
  if (body['force'] !== true && !(await state.store.isAncestor(before, sha))) {
    return refuse(422, 'Update is not a fast forward');
  }
  const moved = await moveRefs(state, [{ ref, before, after: sha }], caller.account.login);
  return moved ? { status: 200, body: refShape(state, ref, sha) } : refuse(409, 'Reference update failed');
}

async function deleteRef(state: WorldState, { params, caller }: Asked): Promise<Answer> {
  const ref = `refs/${params['ref']}`;
  const before = (await state.store.refs()).get(ref);
  if (before === undefined) return refuse(422, 'Reference does not exist');
  await moveRefs(state, [{ ref, before, after: ZERO }], caller.account.login);
  return { status: 204 };
}

function isProtected({ settings, defaultBranch }: WorldState, name: string): boolean {
  const { rules, protection, rulesOf, protectionOf } = settings;
  if (name === defaultBranch) return rules.length > 0 || protection !== null;
  return (rulesOf[name] ?? []).length > 0 || protectionOf[name] !== undefined;
}

async function getBranch(state: WorldState, { params }: Asked): Promise<Answer> {
  const name = params['branch'] ?? '';
  const sha = (await state.store.refs()).get(`refs/heads/${name}`);
  if (sha === undefined) return refuse(404, 'Branch not found');
  const url = `${state.apiUrl}/repos/${state.repository}/branches/${encodeURIComponent(name)}`;
  const body = {
    name,
    commit: commitShape(state, await state.store.commit(sha)),
    _links: { self: url, html: `${state.serverUrl}/${state.repository}/tree/${name}` },
    protected: isProtected(state, name),
    protection: { enabled: false },
    protection_url: `${url}/protection`,
  };
  return { status: 200, body };
}

export const REF_ROUTES: readonly Route[] = [
  inRepository('GET /git/ref/{ref*}', ['contents:read'], getRef),
  inRepository('GET /git/matching-refs/{ref*}', ['contents:read'], matchingRefs),
  inRepository('POST /git/refs', ['contents:write'], createRef),
  inRepository('PATCH /git/refs/{ref*}', ['contents:write'], updateRef),
  inRepository('DELETE /git/refs/{ref*}', ['contents:write'], deleteRef),
  inRepository('GET /branches/{branch*}', ['contents:read'], getBranch),
];
