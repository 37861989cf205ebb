/** Check runs, which the emulator keeps but cannot find by a commit it does not know, and commit statuses. */
import { type Json, jsonOf, numberOf, textOf } from '../json.ts';
import { resolve } from './commits.ts';
import { forward, look } from './forward.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, paged, type Route, refuse } from './router.ts';
import { accountShape, nodeId, stamp } from './shapes.ts';
import type { WorldState } from './state.ts';

const ANNOTATIONS = 50;

async function writeCheck(state: WorldState, asked: Asked): Promise<Answer> {
  const output = jsonOf(asked.body['output']);
  const annotations = Array.isArray(output['annotations']) ? output['annotations'].length : 0;
  if (annotations > ANNOTATIONS)
    return refuse(422, `Invalid request.\n\nNo more than ${ANNOTATIONS} items are allowed.`);
  const head = textOf(asked.body['head_sha']);
  if (head !== '' && (await state.store.kindOf(head)) !== 'commit')
    return refuse(422, `No commit found for SHA: ${head}`);
  const answer = await forward(state, asked);
  if (answer.status >= 300) return answer;
  const run = jsonOf(answer.body);
  const shown = { ...run, output: { ...jsonOf(run['output']), annotations_url: `${textOf(run['url'])}/annotations` } };
  state.checks.set(numberOf(run['id']), shown);
  return { ...answer, body: shown };
}

async function listChecks(state: WorldState, asked: Asked): Promise<Answer> {
  const sha = await resolve(state, asked.params['ref'] ?? '');
  if (sha === undefined) return refuse(422, `No commit found for SHA: ${asked.params['ref']}`);
  const name = asked.query.get('check_name');
  const runs = [...state.checks.values()].filter(
    (run) => run['head_sha'] === sha && (name === null || run['name'] === name),
  );
  const answer = paged(state, asked, runs);
  return { ...answer, body: { total_count: runs.length, check_runs: answer.body } };
}

async function createStatus(state: WorldState, { params, body, caller }: Asked): Promise<Answer> {
  const sha = params['sha'] ?? '';
  if ((await state.store.kindOf(sha)) !== 'commit') return refuse(422, `No commit found for SHA: ${sha}`);
  const id = state.nextId++;
  const at = stamp(state.now());
  const status: Json = {
    url: `${state.apiUrl}/repos/${state.repository}/statuses/${sha}`,
    id,
    node_id: nodeId('StatusContext', id),
    avatar_url: null,
    state: body['state'],
    description: body['description'] ?? null,
    target_url: body['target_url'] ?? null,
    context: body['context'] ?? 'default',
    created_at: at,
    updated_at: at,
  };
  state.statuses.set(sha, [status, ...(state.statuses.get(sha) ?? [])]);
  return { status: 201, body: { ...status, creator: accountShape(state, caller.account) } };
}

async function combinedStatus(state: WorldState, { params }: Asked): Promise<Answer> {
  const sha = await resolve(state, params['ref'] ?? '');
  if (sha === undefined) return NOT_FOUND;
  const all = state.statuses.get(sha) ?? [];
  const latest = all.filter((status, index) => all.findIndex(({ context }) => context === status['context']) === index);
  const states = latest.map((status) => status['state']);
  const failed = states.some((one) => one === 'failure' || one === 'error');
  const summary = failed
    ? 'failure'
    : states.length > 0 && states.every((one) => one === 'success')
      ? 'success'
      : 'pending';
  const base = `${state.apiUrl}/repos/${state.repository}`;
  const repository = (await look(state, `/repos/${state.repository}`)).body;
  const body = {
    state: summary,
    statuses: latest,
    sha,
    total_count: latest.length,
    repository,
    commit_url: `${base}/commits/${sha}`,
    url: `${base}/commits/${sha}/status`,
  };
  return { status: 200, body };
}

export const CHECK_ROUTES: readonly Route[] = [
  inRepository('POST /check-runs', ['checks:write'], writeCheck),
  inRepository('PATCH /check-runs/{id}', ['checks:write'], writeCheck),
  inRepository('GET /commits/{ref*}/check-runs', ['checks:read'], listChecks),
  inRepository('POST /statuses/{sha}', ['statuses:write'], createStatus),
  inRepository('GET /commits/{ref*}/status', ['statuses:read'], combinedStatus),
];
