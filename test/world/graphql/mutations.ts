/** The two mutations that move branches with a lease, and the one that hides a comment. */
import { type Caller, grants } from '../callers.ts';
import { ZERO } from '../git/objects.ts';
import { identity, type RefUpdate } from '../git/store.ts';
import { type Json, jsonOf, listOf, textOf } from '../json.ts';
import { moveRefs, type WorldState } from '../shim/state.ts';
import { failure, must } from './errors.ts';
import { commitNode, refNode } from './nodes.ts';

export type Asking = { readonly state: WorldState; readonly caller: Caller };

const stale = (sha: string) =>
  failure('STALE_DATA', `Expected branch to point to "${sha}" but it did not. Pull and try again.`);

function branchOf(state: WorldState, input: Json): string {
  const branch = jsonOf(input['branch']);
  const repository = textOf(branch['repositoryNameWithOwner']);
  if (repository !== '' && repository.toLowerCase() !== state.repository) {
    throw failure('NOT_FOUND', `Could not resolve to a Repository with the name '${repository}'.`);
  }
  const id = Buffer.from(textOf(branch['id']), 'base64url')
    .toString()
    .replace(/^0:Ref/, '');
  return id === '' ? `refs/heads/${textOf(branch['branchName']).replace(/^refs\/heads\//, '')}` : id;
}

/** Puts a commit on a branch that is where the caller believes it to be; GitHub signs it. */
export async function createCommitOnBranch({ state, caller }: Asking, input: Json): Promise<Json> {
  must(caller, 'contents:write');
  const ref = branchOf(state, input);
  const expected = textOf(input['expectedHeadOid']);
  const head = (await state.store.refs()).get(ref);
  if (head === undefined) throw failure('NOT_FOUND', `Could not resolve to a Ref with the name '${ref}'.`);
  if (head !== expected) throw stale(expected);
  const tree = await treeWith(state, head, jsonOf(input['fileChanges']));
  const { headline, body } = jsonOf(input['message']);
  const { name, email } = caller.account;
  const sha = await state.store.writeCommit({
    tree,
    parents: [head],
    author: identity(name, email, state.now()),
    committer: identity('GitHub', 'noreply@github.com', state.now()),
    message: [textOf(headline), textOf(body)].filter((part) => part !== '').join('\n\n'),
  });
  state.verified.add(sha);
  const moved = await moveRefs(state, [{ ref, before: head, after: sha }], caller.account.login);
  if (!moved) throw stale(expected);
  return { commit: await commitNode(state, sha), ref: refNode(state, ref, sha), ...said(input) };
}

async function treeWith(state: WorldState, head: string, changes: Json): Promise<string> {
  const added = await Promise.all(
    listOf(changes['additions']).map(async ({ path, contents }) => ({
      path: textOf(path),
      sha: await state.store.writeBlob(Buffer.from(textOf(contents), 'base64')),
    })),
  );
  const removed = listOf(changes['deletions']).map(({ path }) => ({ path: textOf(path), sha: null }));
  const paths = [...added, ...removed].map(({ path }) => path);
  if (new Set(paths).size < paths.length) throw failure('UNPROCESSABLE', 'A path was given more than once.');
  try {
    return await state.store.writeTree(head, [...added, ...removed]);
  } catch (error) {
    const told = error instanceof Error ? error.message : '';
    throw failure('UNPROCESSABLE', told.startsWith('A path was requested') ? told : 'A path is not valid.');
  }
}

/** Moves refs, all or none, each with a lease where `beforeOid` is given. */
export async function updateRefs({ state, caller }: Asking, input: Json): Promise<Json> {
  must(caller, 'contents:write');
  const refs = await state.store.refs();
  const updates: RefUpdate[] = [];
  for (const update of listOf(input['refUpdates'])) {
    const ref = textOf(update['name']);
    const after = textOf(update['afterOid']);
    const before =
      update['beforeOid'] === undefined || update['beforeOid'] === null ? undefined : textOf(update['beforeOid']);
    const now = refs.get(ref) ?? ZERO;
    if (before !== undefined && before !== now)
      throw failure('STALE_DATA', `Expected ref ${ref} to point to ${before} but it did not.`);
    if (after !== ZERO && (await state.store.kindOf(after)) === undefined) {
      throw failure('UNPROCESSABLE', `The object ${after} does not exist.`);
    }
    const forced = update['force'] === true || after === ZERO || now === ZERO;
    if (!forced && !(await state.store.isAncestor(now, after)))
      throw failure('UNPROCESSABLE', `${ref} is not a fast forward.`);
    updates.push({ ref, before: now, after });
  }
  if (!(await moveRefs(state, updates, caller.account.login))) throw failure('STALE_DATA', 'A ref moved meanwhile.');
  return said(input);
}

export async function minimizeComment({ state, caller }: Asking, input: Json): Promise<Json> {
  const node = state.nodes.get(textOf(input['subjectId']));
  if (node?.kind !== 'comment') throw failure('NOT_FOUND', 'Could not resolve to a node with the global id.');
  if (!grants(caller, ['issues:write', 'pull_requests:write']))
    throw failure('FORBIDDEN', 'Resource not accessible by integration');
  state.minimized.set(node.key, textOf(input['classifier']).toLowerCase());
  return {
    minimizedComment: { __typename: 'IssueComment', isMinimized: true, minimizedReason: state.minimized.get(node.key) },
    ...said(input),
  };
}

const said = (input: Json) => ({ clientMutationId: input['clientMutationId'] ?? null });
