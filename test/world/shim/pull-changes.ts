/** How a pull request changes: retitled, retargeted, closed, and reopened only where its branch still allows it. */
import { OWNER_TOKEN, userToken } from '../emulator.ts';
import { jsonOf, textOf } from '../json.ts';
import { BODY_LIMIT, tooLong } from './body-limit.ts';
import { resolve } from './commits.ts';
import { forward } from './forward.ts';
import { overlaid } from './pull-shapes.ts';
import { type Answer, type Asked, NOT_FOUND, refuse } from './router.ts';
import { endsOf, freeze, headRefOf, type PullFacts, type WorldState } from './state.ts';

export const invalid = (field: string, message?: string): Answer =>
  refuse(422, 'Validation Failed', [
    { resource: 'PullRequest', field, code: message === undefined ? 'invalid' : 'custom', ...(message && { message }) },
  ]);

export const openTwin = (state: WorldState, { headOwner, headRef, baseRef }: Omit<PullFacts, 'number' | 'state'>) =>
  [...state.pulls.values()].find(
    (pull) =>
      pull.state === 'open' && pull.headOwner === headOwner && pull.headRef === headRef && pull.baseRef === baseRef,
  );

/** The emulator wants forks and branches of the same names; what they point to there does not matter. */
export async function shadowBranches(
  state: WorldState,
  { headOwner, headRef, baseRef }: Omit<PullFacts, 'number' | 'state'>,
) {
  await shadowBranch(state, { ref: baseRef, repository: state.repository, token: OWNER_TOKEN });
  if (headOwner === state.owner) {
    await shadowBranch(state, { ref: headRef, repository: state.repository, token: OWNER_TOKEN });
  } else {
    const token = userToken(headOwner);
    await state.emulator.ask({ method: 'POST', path: `/repos/${state.repository}/forks`, token, body: {} });
    await shadowBranch(state, { ref: headRef, repository: `${headOwner}/${state.name}`, token });
  }
}

async function shadowBranch(
  { emulator, defaultBranch }: WorldState,
  { ref, repository, token }: { readonly ref: string; readonly repository: string; readonly token: string },
): Promise<void> {
  const path = `/repos/${repository}/git`;
  const known = await emulator.do('GET', `${path}/ref/heads/${defaultBranch}`, undefined, token);
  const body = { ref: `refs/heads/${ref}`, sha: textOf(jsonOf(known['object'])['sha']) };
  await emulator.ask({ method: 'POST', path: `${path}/refs`, token, body });
}

export async function updatePull(state: WorldState, asked: Asked): Promise<Answer> {
  const pull = state.pulls.get(Number(asked.params['number']));
  if (pull === undefined) return NOT_FOUND;
  const { body, caller } = asked;
  if (textOf(body['body']).length > BODY_LIMIT) return tooLong('PullRequest');
  const actor = caller.account.login;
  if (body['state'] === 'open' && pull.state === 'closed') {
    const refused = await reopen(state, pull, actor);
    if (refused !== undefined) return refused;
  }
  if (body['state'] === 'closed' && pull.state === 'open')
    freeze(state, pull, { ...(await endsOf(state, pull)), actor });
  const base = textOf(body['base']);
  if (base !== '') {
    if ((await resolve(state, base)) === undefined) return invalid('base');
    await shadowBranches(state, { ...pull, baseRef: base });
    pull.baseRef = base;
    state.events.push({ name: 'pull_request.edited', actor, number: pull.number });
  }
  return overlaid(state, await forward(state, asked));
}

const cannotReopen = (message: string): Answer =>
  refuse(422, 'Validation Failed', [
    { resource: 'PullRequest', code: 'custom', field: 'state', message: `state cannot be changed. ${message}` },
  ]);

/** A closed pull request opens again only where its branch is still what it was, or has grown. */
async function reopen(state: WorldState, pull: PullFacts, actor: string): Promise<Answer | undefined> {
  if (pull.mergeCommit !== undefined) return cannotReopen('The pull request is already merged.');
  const head = (await state.store.refs()).get(headRefOf(state, pull));
  if (head === undefined) return cannotReopen(`The ${pull.headRef} branch has been deleted.`);
  if (!(await state.store.isAncestor(pull.frozen?.head ?? head, head))) {
    return cannotReopen(`The ${pull.headRef} branch was force-pushed or recreated.`);
  }
  if (openTwin(state, pull)) return cannotReopen('There is already an open pull request for this branch.');
  pull.state = 'open';
  delete pull.frozen;
  state.events.push({ name: 'pull_request.reopened', actor, number: pull.number });
  return undefined;
}
