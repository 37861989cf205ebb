/** Who may do what: rules, code owners, roles, teams, and what the repository lets Actions do. */
import { flagsOf, legacyPermission } from '../callers.ts';
import { type Json, jsonOf } from '../json.ts';
import { forward, look } from './forward.ts';
import { type Answer, type Asked, inRepository, NOT_FOUND, paged, type Route, refuse, route } from './router.ts';
import { accountShape } from './shapes.ts';
import type { WorldState } from './state.ts';

async function getRepository(state: WorldState, asked: Asked): Promise<Answer> {
  const answer = await look(state, `/repos/${state.repository}`);
  const role = asked.caller.app === undefined ? state.roles.get(asked.caller.account.login.toLowerCase()) : undefined;
  const { squash, merge, rebase } = state.settings.mergeMethods;
  const body = {
    ...jsonOf(answer.body),
    has_issues: state.settings.issuesEnabled,
    allow_squash_merge: squash,
    allow_merge_commit: merge,
    allow_rebase_merge: rebase,
    network_count: 0,
    subscribers_count: 0,
    permissions: flagsOf(role),
  };
  return { status: 200, body };
}

async function permission(state: WorldState, { params }: Asked): Promise<Answer> {
  const login = (params['login'] ?? '').toLowerCase();
  const account = state.accounts.get(login);
  if (account === undefined) return NOT_FOUND;
  const role = state.roles.get(login) ?? (state.isPrivate ? undefined : 'read');
  const role_name = role ?? 'none';
  const user = { ...accountShape(state, account), permissions: flagsOf(role), role_name };
  return { status: 200, body: { permission: legacyPermission(role), role_name, user } };
}

const branchRules = async (state: WorldState, asked: Asked): Promise<Answer> => {
  const { rules, rulesOf } = state.settings;
  const branch = asked.params['branch'] ?? '';
  return paged(state, asked, branch === state.defaultBranch ? rules : (rulesOf[branch] ?? []));
};

/** Who may bypass a ruleset is shown to those alone who may change it; a workflow's token never may. */
async function ruleset({ settings }: WorldState, { params, caller }: Asked): Promise<Answer> {
  const found = settings.rulesets.find(({ id }) => String(id) === params['id']);
  if (found === undefined) return NOT_FOUND;
  const { bypass_actors, ...shown } = found;
  const mayChange = caller.permissions?.['administration'] === 'write';
  return { status: 200, body: mayChange ? found : shown };
}

async function protection({ settings, defaultBranch }: WorldState, { params }: Asked): Promise<Answer> {
  const { branch = '' } = params;
  const found = branch === defaultBranch ? settings.protection : (settings.protectionOf[branch] ?? null);
  return found === null ? refuse(404, 'Branch not protected') : { status: 200, body: found };
}

const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

async function codeownersErrors(state: WorldState, { query }: Asked): Promise<Answer> {
  const commit = await state.store.commitAt(query.get('ref') ?? state.defaultBranch);
  if (commit === undefined) return NOT_FOUND;
  const found = await Promise.all(CODEOWNERS.map((path) => state.store.entry(commit, path)));
  if (found.every((entry) => entry === undefined)) return NOT_FOUND;
  return { status: 200, body: { errors: state.settings.codeownersErrors } };
}

async function workflowPermissions({ settings }: WorldState): Promise<Answer> {
  const body = {
    default_workflow_permissions: settings.defaultWorkflowPermissions,
    can_approve_pull_request_reviews: settings.actionsMayCreatePulls,
  };
  return { status: 200, body };
}

/** One page of a list that comes with its length. */
function counted(
  state: WorldState,
  asked: Asked,
  { name, items }: { readonly name: string; readonly items: readonly unknown[] },
): Answer {
  const answer = paged(state, asked, items);
  return { ...answer, body: { total_count: items.length, [name]: answer.body } };
}

async function workflowRuns(state: WorldState, asked: Asked): Promise<Answer> {
  const { query } = asked;
  const filters: readonly (readonly [string, string])[] = [
    ['branch', 'head_branch'],
    ['event', 'event'],
    ['head_sha', 'head_sha'],
  ];
  const status = query.get('status');
  const matches = (run: Json) =>
    filters.every(([key, field]) => !query.has(key) || run[field] === query.get(key)) &&
    (status === null || run['status'] === status || run['conclusion'] === status);
  return counted(state, asked, { name: 'workflow_runs', items: state.settings.workflowRuns.filter(matches) });
}

/** Installation tokens stand for no user. */
async function whoAmI(state: WorldState, { caller }: Asked): Promise<Answer> {
  if (caller.app !== undefined) return refuse(403, 'Resource not accessible by integration');
  const url = `/users/${encodeURIComponent(caller.account.login)}`;
  return look(state, url);
}

async function installationRepositories(state: WorldState, asked: Asked): Promise<Answer> {
  if (asked.caller.app === undefined) return refuse(403, 'You must authenticate with an installation access token');
  const { body } = await getRepository(state, asked);
  return counted(state, asked, { name: 'repositories', items: [body] });
}

async function user(state: WorldState, { params }: Asked): Promise<Answer> {
  const account = state.accounts.get((params['login'] ?? '').toLowerCase());
  if (account === undefined) return NOT_FOUND;
  const seen = await look(state, `/users/${encodeURIComponent(account.login)}`);
  return { status: 200, body: { ...jsonOf(seen.body), ...accountShape(state, account) } };
}

export const GOVERNANCE_ROUTES: readonly Route[] = [
  inRepository('GET ', ['metadata:read'], getRepository),
  inRepository('GET /collaborators/{login}/permission', ['metadata:read'], permission),
  inRepository('GET /rules/branches/{branch*}', ['metadata:read'], branchRules),
  inRepository('GET /rulesets/{id}', ['metadata:read'], ruleset),
  inRepository('GET /branches/{branch*}/protection', ['administration:read'], protection),
  inRepository('GET /codeowners/errors', ['contents:read'], codeownersErrors),
  inRepository('GET /actions/permissions/workflow', ['administration:read'], workflowPermissions),
  inRepository('GET /actions/workflows', ['actions:read'], async (state, asked) =>
    counted(state, asked, { name: 'workflows', items: state.settings.workflows }),
  ),
  inRepository('GET /actions/runs', ['actions:read'], workflowRuns),
  route('GET /orgs/{org}/teams/{team}/memberships/{login}', ['members:read'], forward),
  route('GET /orgs/{org}/teams/{team}/members', ['members:read'], forward),
  route('GET /user', [], whoAmI),
  route('GET /users/{login}', [], user),
  route('GET /installation/repositories', [], installationRepositories),
  route('GET /rate_limit', [], forward),
  route('GET /meta', [], forward),
];
