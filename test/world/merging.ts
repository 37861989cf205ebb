/** How pull requests come to their base: by commit, squash or rebase, one by its button or several as a group of a merge queue. */
import { identity } from './git/store.ts';
import type { TreeChange } from './git/tree.ts';
import { textOf } from './json.ts';
import { endsOf, freeze, moveRefs, type PullFacts, type WorldState } from './shim/state.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';
type Merging = { readonly method: MergeMethod; readonly login: string };

/**
 * Each is merged onto what the one before it left, and the base moves once, to the last: nobody ever sees it between
 * two of a group. Resolves to the commit it is at then.
 */
export async function mergeGroup(state: WorldState, numbers: readonly number[], by: Merging): Promise<string> {
  const group = numbers.map((number) => openPull(state, number));
  const ref = `refs/heads/${group[0]?.baseRef}`;
  const base = (await state.store.refs()).get(ref) ?? '';
  let tip = base;
  const merged: { readonly pull: PullFacts; readonly head: string; readonly commit: string }[] = [];
  for (const pull of group) {
    const { head } = await endsOf(state, pull);
    tip = await mergeOnto(state, { pull, head, tip }, by);
    merged.push({ pull, head, commit: tip });
  }
  for (const { pull, head, commit } of merged) {
    freeze(state, pull, { head, base, actor: by.login });
    pull.mergeCommit = commit;
  }
  await moveRefs(state, [{ ref, before: base, after: tip }], by.login);
  for (const { pull } of merged) {
    const path = `/repos/${state.repository}/pulls/${pull.number}/merge`;
    await state.emulator.do('PUT', path, { merge_method: 'merge' });
  }
  return tip;
}

function openPull(state: WorldState, number: number): PullFacts {
  const pull = state.pulls.get(number);
  if (pull === undefined || pull.state === 'closed') throw new Error(`#${number} is not open`);
  return pull;
}

type Placed = { readonly pull: PullFacts; readonly head: string; readonly tip: string };

async function mergeOnto(state: WorldState, { pull, head, tip }: Placed, { method, login }: Merging): Promise<string> {
  const { number } = pull;
  const tree = await state.store.merge(tip, head);
  if (tree === undefined) throw new Error(`#${number} conflicts with its base`);
  if (method === 'rebase') return rebase(state, head, tip);
  const account = state.accounts.get(login.toLowerCase());
  const author = identity(account?.name ?? login, account?.email ?? '', state.now());
  const committer = identity('GitHub', 'noreply@github.com', state.now());
  const title = textOf((await state.emulator.do('GET', `/repos/${state.repository}/pulls/${number}`))['title']);
  const message =
    method === 'merge'
      ? `Merge pull request #${number} from ${pull.headOwner}/${pull.headRef}\n\n${title}`
      : `${title} (#${number})`;
  const parents = method === 'merge' ? [tip, head] : [tip];
  const commit = await state.store.writeCommit({ tree, parents, author, committer, message });
  state.verified.add(commit);
  return commit;
}

/** Replays each commit on the base under its own author; the copies are nobody's signed work. */
async function rebase(state: WorldState, head: string, base: string): Promise<string> {
  let tip = base;
  for (const sha of (await state.store.log(head, { without: base })).toReversed()) {
    const commit = await state.store.commit(sha);
    const changed = await state.store.diff(commit.parents[0] ?? base, sha);
    const entries = await Promise.all(
      changed.map((file) => changeOf(state, sha, file.path, file.status === 'removed')),
    );
    const tree = await state.store.writeTree(tip, entries);
    const { author, message } = commit;
    tip = await state.store.writeCommit({
      tree,
      parents: [tip],
      author,
      committer: identity('GitHub', 'noreply@github.com', state.now()),
      message,
    });
  }
  return tip;
}

async function changeOf(state: WorldState, sha: string, path: string, removed: boolean): Promise<TreeChange> {
  const entry = removed ? undefined : await state.store.entry(sha, path);
  return entry === undefined ? { path, sha: null } : { path, sha: entry.sha, mode: entry.mode };
}
