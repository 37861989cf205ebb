/** How a pull request is shown: what the emulator says of it, under what the real repository knows better. */
import { ZERO } from '../git/objects.ts';
import { type Json, jsonOf, numberOf, textOf } from '../json.ts';
import { look } from './forward.ts';
import type { Answer } from './router.ts';
import { endsOf, type PullFacts, type WorldState } from './state.ts';

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

export async function overlaid(state: WorldState, answer: Answer): Promise<Answer> {
  if (answer.status >= 300) return answer;
  return { ...answer, body: await detailed(state, jsonOf(answer.body)) };
}

export const showPull = async (state: WorldState, number: number): Promise<Json> =>
  detailed(state, jsonOf((await look(state, `/repos/${state.repository}/pulls/${number}`)).body));

const FIGURES = ['merged', 'mergeable', 'rebaseable', 'mergeable_state', 'merged_by', 'comments', 'review_comments'];
const MORE = ['commits', 'additions', 'deletions', 'changed_files', 'maintainer_can_modify'];
/** As lists show it. */
export const withoutFigures = (pull: Json): Json =>
  Object.fromEntries(Object.entries(pull).filter(([key]) => ![...FIGURES, ...MORE].includes(key)));
