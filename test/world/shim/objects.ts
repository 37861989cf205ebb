/** Git objects by id: blobs, trees and commits, read from and written to the real repository. */
import type { Identity } from '../git/commit.ts';
import { identity } from '../git/store.ts';
import type { TreeChange, TreeEntry } from '../git/tree.ts';
import { isJson, type Json, listOf, textOf, textsOf } from '../json.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, type Route, refuse } from './router.ts';
import { gitCommitShape, nodeId } from './shapes.ts';
import type { WorldState } from './state.ts';

const gitUrl = ({ apiUrl, repository }: WorldState) => `${apiUrl}/repos/${repository}/git`;

async function getCommit(state: WorldState, { params }: Asked): Promise<Answer> {
  const sha = params['sha'] ?? '';
  if ((await state.store.kindOf(sha)) !== 'commit') return NOT_FOUND;
  return { status: 200, body: gitCommitShape(state, await state.store.commit(sha)) };
}

function identityOf(state: WorldState, given: unknown, { caller }: Asked): Identity {
  const { name, email } = caller.account;
  if (!isJson(given)) return identity(name, email, state.now());
  const date = textOf(given['date']);
  return identity(textOf(given['name']), textOf(given['email']), date === '' ? state.now() : new Date(date));
}

/** GitHub signs what a bot commits under its own name, and only that. */
async function createCommit(state: WorldState, asked: Asked): Promise<Answer> {
  const { body, caller } = asked;
  const tree = textOf(body['tree']);
  const parents = textsOf(body['parents']);
  if ((await state.store.kindOf(tree)) !== 'tree') return refuse(422, 'Tree SHA does not exist');
  const kinds = await Promise.all(parents.map((parent) => state.store.kindOf(parent)));
  if (kinds.some((kind) => kind !== 'commit'))
    return refuse(422, 'Parent SHA does not exist or is not a commit object');
  const author = identityOf(state, body['author'], asked);
  const committer = isJson(body['committer']) ? identityOf(state, body['committer'], asked) : author;
  const sha = await state.store.writeCommit({ tree, parents, author, committer, message: textOf(body['message']) });
  const own = body['author'] === undefined && body['committer'] === undefined;
  if (caller.app !== undefined && own) state.verified.add(sha);
  return { status: 201, body: gitCommitShape(state, await state.store.commit(sha)) };
}

function treeShape(state: WorldState, sha: string, entries: readonly TreeEntry[]): Json {
  const tree = entries.map(({ path, mode, type, size, sha: id }) => ({
    path,
    mode,
    type,
    sha: id,
    ...(size === undefined ? {} : { size }),
    url: `${gitUrl(state)}/${type}s/${id}`,
  }));
  return { sha, url: `${gitUrl(state)}/trees/${sha}`, tree, truncated: false };
}

async function getTree(state: WorldState, { params, query }: Asked): Promise<Answer> {
  const name = params['sha'] ?? '';
  const entries = await state.store.tree(name, { recursive: query.has('recursive') });
  if (entries === undefined) return NOT_FOUND;
  const commit = await state.store.commitAt(name);
  const sha = commit === undefined ? name : (await state.store.commit(commit)).tree;
  return { status: 200, body: treeShape(state, sha, entries) };
}

async function createTree(state: WorldState, { body }: Asked): Promise<Answer> {
  const base = textOf(body['base_tree']);
  const changes: TreeChange[] = [];
  for (const entry of listOf(body['tree'])) {
    const content = entry['content'];
    const sha =
      typeof content === 'string' ? await state.store.writeBlob(Buffer.from(content)) : (entry['sha'] as string | null);
    if (sha !== null && (await state.store.kindOf(sha)) === undefined) {
      return refuse(422, `tree.sha ${sha} is not a valid ${textOf(entry['type'])}`);
    }
    changes.push({ path: textOf(entry['path']), mode: textOf(entry['mode']), sha });
  }
  if (base !== '' && (await state.store.kindOf(base)) === undefined) return refuse(404, 'Not Found');
  try {
    const sha = await state.store.writeTree(base === '' ? undefined : base, changes);
    return { status: 201, body: treeShape(state, sha, (await state.store.tree(sha)) ?? []) };
  } catch {
    return refuse(422, 'GitRPC::BadObjectState');
  }
}

async function getBlob(state: WorldState, { params }: Asked): Promise<Answer> {
  const sha = params['sha'] ?? '';
  if ((await state.store.kindOf(sha)) !== 'blob') return NOT_FOUND;
  const bytes = await state.store.content(sha);
  const url = `${gitUrl(state)}/blobs/${sha}`;
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return {
    status: 200,
    body: { sha, node_id: nodeId('Blob', sha), size: bytes.length, url, content, encoding: 'base64' },
  };
}

async function createBlob(state: WorldState, { body }: Asked): Promise<Answer> {
  const encoding = body['encoding'] === 'base64' ? 'base64' : 'utf8';
  const sha = await state.store.writeBlob(Buffer.from(textOf(body['content']), encoding));
  return { status: 201, body: { sha, url: `${gitUrl(state)}/blobs/${sha}` } };
}

export const OBJECT_ROUTES: readonly Route[] = [
  inRepository('GET /git/commits/{sha}', ['contents:read'], getCommit),
  inRepository('POST /git/commits', ['contents:write'], createCommit),
  inRepository('GET /git/trees/{sha*}', ['contents:read'], getTree),
  inRepository('POST /git/trees', ['contents:write'], createTree),
  inRepository('GET /git/blobs/{sha}', ['contents:read'], getBlob),
  inRepository('POST /git/blobs', ['contents:write'], createBlob),
];
