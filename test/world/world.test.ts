/** The test bed itself: what it adds to the emulator is held to GitHub's own contract, and wrong requests are seen. */
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, refusal } from './asking.ts';
import { PROPOSE_PERMISSIONS } from './options.ts';
import { addWorkflow, addWorkflowRun } from './seeds.ts';
import { createWorld, told, type World } from './world.ts';

const DOMAIN = { 'docs/CODEOWNERS': '* @wren\n' };

let world: World;
let octokit: Octokit;
let at: { owner: string; repo: string };

beforeAll(async () => {
  world = await createWorld({
    files: { 'README.md': '# hi\n', 'a.yml': 'timeout: 30\n', ...DOMAIN },
    teams: { reliability: ['mara'] },
    visibility: 'public',
  });
  octokit = clientOf(world, await world.mintToken({ permissions: { ...PROPOSE_PERMISSIONS, issues: 'write' } }));
  at = { owner: world.owner, repo: world.name };
});
afterEach(() => {
  expect([...new Set(world.takeViolations().map(told))]).toEqual([]);
});
afterAll(() => world.close());

/** An open pull request of the bot, on a branch of its own. */
async function proposal(branch: string, text = `timeout: ${branch.length}\n`) {
  await world.person('wren').push(branch, { 'a.yml': text });
  return (await octokit.pulls.create({ ...at, head: branch, base: 'main', title: branch })).data;
}

describe('a pull request', () => {
  test('shows what git says: head, base, counts, files, commits', async () => {
    const pull = await proposal('p/shown', 'timeout: 45\n');
    const { number: pull_number, head } = pull;
    expect(pull).toMatchObject({ commits: 1, changed_files: 1, additions: 1, deletions: 1, mergeable: true });
    expect(head.sha).toBe(await world.head('p/shown'));
    const [file] = (await octokit.pulls.listFiles({ ...at, pull_number })).data;
    expect(file).toMatchObject({
      filename: 'a.yml',
      status: 'modified',
      patch: '@@ -1 +1 @@\n-timeout: 30\n+timeout: 45',
    });
    expect((await octokit.pulls.listCommits({ ...at, pull_number })).data[0]?.sha).toBe(head.sha);
    const found = await octokit.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: head.sha });
    expect(found.data.map(({ number }) => number)).toEqual([pull_number]);
  });

  test('follows its branch, is closed with it and cannot be reopened without it', async () => {
    const { number: pull_number } = await proposal('p/follows');
    const sha = await world.person('wren').push('p/follows', { 'b.yml': 'b\n' });
    expect((await octokit.pulls.get({ ...at, pull_number })).data).toMatchObject({ commits: 2, head: { sha } });
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request.synchronize', number: pull_number, after: sha });
    await octokit.git.deleteRef({ ...at, ref: 'heads/p/follows' });
    expect((await octokit.pulls.get({ ...at, pull_number })).data).toMatchObject({
      state: 'closed',
      merged: false,
      head: { sha },
    });
    expect(await refusal(octokit.pulls.update({ ...at, pull_number, state: 'open' }))).toMatchObject({
      status: 422,
      errors: ['state cannot be changed. The p/follows branch has been deleted.'],
    });
  });

  test('closes and reopens, but not after a force-push', async () => {
    const { number: pull_number } = await proposal('p/reopens');
    await octokit.issues.update({ ...at, issue_number: pull_number, state: 'closed' });
    expect((await octokit.pulls.update({ ...at, pull_number, state: 'open' })).data.state).toBe('open');
    await world.person('rhea').close(pull_number);
    await world.person('wren').amend('p/reopens', { 'a.yml': 'timeout: 1\n' });
    const { errors } = await refusal(octokit.pulls.update({ ...at, pull_number, state: 'open' }));
    expect(errors).toEqual(['state cannot be changed. The p/reopens branch was force-pushed or recreated.']);
  });

  test('exists once for a head', async () => {
    await proposal('p/once');
    const again = octokit.pulls.create({ ...at, head: 'p/once', base: 'main', title: 'again' });
    expect(await refusal(again)).toEqual({
      status: 422,
      message: 'Validation Failed',
      errors: ['A pull request already exists for acme:p/once.'],
    });
  });

  test('needs a head that exists and differs', async () => {
    const open = (head: string) => refusal(octokit.pulls.create({ ...at, head, base: 'main', title: 'x' }));
    expect((await open('nowhere')).errors).toEqual(['head invalid']);
    await world.person('wren').reset('p/same', (await world.head('main')) ?? '');
    expect((await open('p/same')).errors).toEqual(['No commits between main and p/same']);
  });

  test('says that it conflicts where git cannot merge it', async () => {
    const { number: pull_number } = await proposal('p/conflicts', 'timeout: 77\n');
    await world.person('ada').push('main', { 'a.yml': 'timeout: 31\n' });
    expect((await octokit.pulls.get({ ...at, pull_number })).data).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
  });

  test.each(['merge', 'squash', 'rebase'] as const)('is merged by a person: %s', async (method) => {
    const { number: pull_number, head } = await proposal(
      `p/${method}`,
      `${await world.file('main', 'a.yml')}${method}: 1\n`,
    );
    const merged = await world.person('mara').merge(pull_number, method);
    expect(await world.head('main')).toBe(merged);
    const { data } = await octokit.pulls.get({ ...at, pull_number });
    expect(data).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: merged,
      merged_by: { login: expect.any(String) },
    });
    expect(data.head.sha).toBe(head.sha);
    const commit = (await octokit.git.getCommit({ ...at, commit_sha: merged })).data;
    expect(commit.parents).toHaveLength(method === 'merge' ? 2 : 1);
    expect(commit.verification.verified).toBe(method !== 'rebase');
  });

  test('may come from a fork', async () => {
    const evil = world.person('evil');
    const sha = await evil.pushToFork('innocent', { 'a.yml': 'timeout: 0\n' });
    const pull_number = await evil.openPull({ head: 'evil:innocent', title: 'innocent' });
    const { data } = await octokit.pulls.get({ ...at, pull_number });
    expect(data.head).toMatchObject({
      label: 'evil:innocent',
      sha,
      repo: { full_name: 'evil/support-agent', fork: true },
    });
    expect((await octokit.pulls.list({ ...at, head: 'acme:innocent' })).data).toEqual([]);
    expect(await refusal(octokit.git.getRef({ ...at, ref: 'heads/innocent' }))).toMatchObject({ status: 404 });
  });

  test('asks for reviews all or none', async () => {
    const { number: pull_number } = await proposal('p/reviewed');
    const ask = (reviewers: string[]) => octokit.pulls.requestReviewers({ ...at, pull_number, reviewers });
    expect((await ask(['wren'])).status).toBe(201);
    expect((await refusal(ask(['mara', 'evil']))).message).toContain('is not a collaborator');
    const listed = (await octokit.pulls.listRequestedReviewers({ ...at, pull_number })).data;
    expect(listed.users.map(({ login }) => login)).toEqual(['wren']);
    const own = await world.person('wren').openPull({ head: 'p/same', title: 'own' }).catch(String);
    expect(own).toContain('No commits between');
    expect(
      await refusal(octokit.pulls.requestReviewers({ ...at, pull_number, team_reviewers: ['reliability'] })),
    ).toMatchObject({
      status: 422,
      message: "Could not resolve to a node with the global id of 'reliability'.",
    });
  });

  test('is not opened by Actions where the repository forbids it', async () => {
    await world.person('wren').push('p/forbidden', { 'a.yml': 'f\n' });
    world.settings.actionsMayCreatePulls = false;
    const opened = octokit.pulls.create({ ...at, head: 'p/forbidden', base: 'main', title: 'f' });
    expect(await refusal(opened)).toMatchObject({
      status: 403,
      message: 'GitHub Actions is not permitted to create or approve pull requests.',
    });
    world.settings.actionsMayCreatePulls = true;
  });
});

describe('an issue', () => {
  test('is opened, edited, listed beside pull requests, and found again', async () => {
    const { data } = await octokit.issues.create({ ...at, title: 'Dashboard', body: 'a', labels: ['autotune'] });
    await octokit.issues.update({ ...at, issue_number: data.number, body: 'b' });
    const all = await octokit.paginate(octokit.issues.listForRepo, { ...at, state: 'all', per_page: 3 });
    expect(all.filter((issue) => issue.pull_request === undefined).map(({ body }) => body)).toEqual(['b']);
    expect(all.length).toBeGreaterThan(3);
    expect(data.user?.id).toBe(world.bot('github-actions').id);
  });

  test('shows a pull request under its number', async () => {
    const { number: issue_number } = await proposal('p/issue');
    const { data } = await octokit.issues.get({ ...at, issue_number });
    expect(data.pull_request?.url).toContain(`/pulls/${issue_number}`);
    const labels = (await octokit.issues.addLabels({ ...at, issue_number, labels: ['fresh'] })).data;
    expect(labels.map(({ name }) => name)).toEqual(['fresh']);
    await octokit.issues.removeLabel({ ...at, issue_number, name: 'fresh' });
    expect((await octokit.issues.listLabelsOnIssue({ ...at, issue_number })).data).toEqual([]);
    expect((await octokit.issues.listEventsForTimeline({ ...at, issue_number })).status).toBe(200);
  });

  test('takes no comment of a bot when locked, and none at all when issues are off', async () => {
    const issue_number = await world.person('rhea').openIssue({ title: 'heated' });
    await world.person('mara').lock(issue_number);
    const comment = () => refusal(octokit.issues.createComment({ ...at, issue_number, body: 'x' }));
    expect(await comment()).toMatchObject({
      status: 403,
      message: 'Unable to create comment because issue is locked.',
    });
    world.settings.issuesEnabled = false;
    expect(await refusal(octokit.issues.create({ ...at, title: 'x' }))).toMatchObject({ status: 410 });
    world.settings.issuesEnabled = true;
  });

  test('has comments that are edited, reacted to, minimised and deleted', async () => {
    const issue_number = await world.person('rhea').openIssue({ title: 'talk' });
    const comment_id = await world.person('tess').comment(issue_number, '/autotune reject');
    const react = (content: 'eyes' | 'rocket') =>
      octokit.reactions.createForIssueComment({ ...at, comment_id, content });
    expect((await react('eyes')).status).toBe(201);
    expect((await react('eyes')).status).toBe(200);
    await octokit.reactions.deleteForIssueComment({ ...at, comment_id, reaction_id: (await react('rocket')).data.id });
    const [reaction, ...rest] = (await octokit.reactions.listForIssueComment({ ...at, comment_id })).data;
    expect([reaction?.content, rest]).toEqual(['eyes', []]);
    await world.person('tess').editComment(comment_id, 'never mind');
    expect((await octokit.issues.getComment({ ...at, comment_id })).data).toMatchObject({
      body: 'never mind',
      user: { login: 'tess' },
    });
    await world.person('tess').deleteComment(comment_id);
    expect(await refusal(octokit.issues.getComment({ ...at, comment_id }))).toMatchObject({ status: 404 });
    expect(await refusal(react('eyes'))).toMatchObject({ status: 404 });
    const body = 'x'.repeat(65_537);
    expect(await refusal(octokit.issues.createComment({ ...at, issue_number, body }))).toMatchObject({ status: 422 });
  });
});

describe('governance', () => {
  test.each([
    ['ada', 'admin', 'admin'],
    ['mara', 'write', 'maintain'],
    ['wren', 'write', 'write'],
    ['tess', 'read', 'triage'],
    ['rhea', 'read', 'read'],
    ['evil', 'read', 'read'],
  ])('says what %s may: %s, more exactly %s', async (username, permission, role_name) => {
    const { data } = await octokit.repos.getCollaboratorPermissionLevel({ ...at, username });
    expect(data).toMatchObject({ permission, role_name, user: { login: username } });
  });

  test('answers with the rules, code owners and settings that were set', async () => {
    const parameters = {
      allowed_merge_methods: ['merge' as const],
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: true,
      required_approving_review_count: 1,
      required_review_thread_resolution: false,
    };
    const source = { ruleset_source_type: 'Repository', ruleset_source: world.repository, ruleset_id: 1 };
    world.settings.rules = [{ type: 'pull_request', parameters, ...source }];
    expect((await octokit.repos.getBranchRules({ ...at, branch: 'main' })).data).toMatchObject([
      { type: 'pull_request', parameters },
    ]);
    world.settings.codeownersErrors = [
      {
        line: 1,
        column: 3,
        kind: 'Unknown owner',
        source: '* @wren',
        message: 'Unknown owner',
        path: 'docs/CODEOWNERS',
        suggestion: null,
      },
    ];
    expect((await octokit.repos.codeownersErrors(at)).data.errors).toHaveLength(1);
    const admin = clientOf(world, world.person('ada').token);
    expect((await admin.actions.getGithubActionsDefaultWorkflowPermissionsRepository(at)).data).toEqual({
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: true,
    });
    expect((await octokit.repos.get(at)).data).toMatchObject({
      default_branch: 'main',
      full_name: world.repository,
      allow_squash_merge: true,
    });
  });

  test('lists workflows, and runs that wait for approval', async () => {
    addWorkflow(world, '.github/workflows/ci.yml');
    const sha = (await world.head('main')) ?? '';
    const id = await addWorkflowRun(world, { branch: 'p/x', sha, conclusion: 'action_required' });
    const reader = clientOf(world, await world.mintToken({ permissions: { actions: 'read' } }));
    expect((await reader.actions.listRepoWorkflows(at)).data.total_count).toBe(1);
    const { data } = await reader.actions.listWorkflowRunsForRepo({ ...at, head_sha: sha, status: 'action_required' });
    expect(data.workflow_runs.map((run) => run.id)).toEqual([id]);
  });

  test('knows teams, for tokens that may read members', async () => {
    const app = clientOf(world, await world.mintToken({ app: 'autotune-app', permissions: { members: 'read' } }));
    const team = { org: world.owner, team_slug: 'reliability' };
    expect((await app.teams.getMembershipForUserInOrg({ ...team, username: 'mara' })).data.state).toBe('active');
    expect(await refusal(app.teams.getMembershipForUserInOrg({ ...team, username: 'wren' }))).toMatchObject({
      status: 404,
    });
    expect(await refusal(octokit.teams.getMembershipForUserInOrg({ ...team, username: 'mara' }))).toMatchObject({
      status: 403,
    });
  });

  test('keeps checks and statuses of a commit', async () => {
    const head_sha = (await world.head('main')) ?? '';
    const token = await world.mintToken({ permissions: { checks: 'write', statuses: 'write', contents: 'read' } });
    const checker = clientOf(world, token);
    const output = { title: 't', summary: 's' };
    const run = (await checker.checks.create({ ...at, name: 'gate', head_sha, status: 'in_progress', output })).data;
    await checker.checks.update({ ...at, check_run_id: run.id, status: 'completed', conclusion: 'success' });
    const listed = (await checker.checks.listForRef({ ...at, ref: 'main', check_name: 'gate' })).data;
    expect(listed.check_runs).toMatchObject([{ conclusion: 'success', head_sha }]);
    await checker.repos.createCommitStatus({ ...at, sha: head_sha, state: 'failure', context: 'x' });
    expect((await checker.repos.getCombinedStatusForRef({ ...at, ref: 'main' })).data.state).toBe('failure');
  });
});

describe('a token', () => {
  test('may do what it is granted, and nothing else', async () => {
    const reader = clientOf(world, await world.mintToken({ permissions: { contents: 'read' } }));
    const sha = (await reader.git.getRef({ ...at, ref: 'heads/main' })).data.object.sha;
    const denied = { status: 403, message: 'Resource not accessible by integration' };
    expect(await refusal(reader.git.createRef({ ...at, ref: 'refs/heads/no', sha }))).toMatchObject(denied);
    expect(await refusal(reader.pulls.create({ ...at, head: 'p/once', base: 'main', title: 'x' }))).toMatchObject(
      denied,
    );
    expect(await refusal(reader.issues.create({ ...at, title: 'x' }))).toMatchObject(denied);
    expect(await refusal(octokit.actions.getGithubActionsDefaultWorkflowPermissionsRepository(at))).toMatchObject(
      denied,
    );
    expect(await refusal(reader.users.getAuthenticated())).toMatchObject(denied);
  });

  test('for pull requests is enough to comment on them, not on issues', async () => {
    const { number } = await proposal('p/comment');
    const other = await world.person('rhea').openIssue({ title: 'other' });
    const client = clientOf(world, await world.mintToken({ permissions: { pull_requests: 'write' } }));
    const comment = (issue_number: number) => client.issues.createComment({ ...at, issue_number, body: 'x' });
    expect((await comment(number)).status).toBe(201);
    expect(await refusal(comment(other))).toMatchObject({ status: 403 });
    expect((await client.issues.addLabels({ ...at, issue_number: number, labels: ['x'] })).status).toBe(200);
  });

  test('that nobody knows is refused', async () => {
    const stranger = clientOf(world, 'ghs_invented');
    expect(await refusal(stranger.repos.get(at))).toMatchObject({ status: 401, message: 'Bad credentials' });
    expect(await refusal(stranger.graphql('{ viewer { login } }'))).toMatchObject({ status: 401 });
  });

  test('is minted by an App with its own key, for the same account', async () => {
    const { appId, installationId, privateKey } = world.appCredentials('autotune-app');
    const app = new Octokit({
      authStrategy: createAppAuth,
      auth: { appId, privateKey, installationId },
      baseUrl: world.apiUrl,
    });
    const { data } = await app.issues.create({ ...at, title: 'from an App' });
    expect(data.user).toMatchObject({ login: 'autotune-app[bot]', type: 'Bot', id: world.bot('autotune-app').id });
    expect((await app.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1);
  });
});

describe('the contract', () => {
  test('reports a planted wrong request, and closing the world throws', async () => {
    const other = await createWorld();
    const client = clientOf(other, other.token);
    await client.request(`POST /repos/${other.repository}/git/refs`, { ref: 'refs/heads/x' }).catch(() => undefined);
    await client.request('GET /repos/{owner}/{repo}/stargazers', at).catch(() => undefined);
    await client.graphql('{ repository(owner: "acme", name: "support-agent") { nonsense } }').catch(() => undefined);
    const requests = other.violations.filter(({ side }) => side === 'request').map(({ message }) => message);
    expect(requests).toEqual([
      "Request body must have required property 'sha'",
      'Selected route not found',
      'Cannot query field "nonsense" on type "Repository".',
    ]);
    await expect(other.close()).rejects.toThrow("GitHub's contract was broken");
  });

  test('is kept by all that is left to answer', async () => {
    const [rate, meta, user] = await Promise.all([
      octokit.rateLimit.get(),
      octokit.meta.get(),
      octokit.users.getByUsername({ username: 'wren' }),
    ]);
    expect([rate.status, meta.status, user.data.login]).toEqual([200, 200, 'wren']);
  });

  test('spares a client that already has the answer', async () => {
    const first = await octokit.repos.get(at);
    const again = octokit.request('GET /repos/{owner}/{repo}', {
      ...at,
      headers: { 'if-none-match': String(first.headers.etag) },
    });
    expect(await refusal(again)).toMatchObject({ status: 304 });
    expect(world.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: `/repos/${world.repository}`,
      status: 304,
      isWrite: false,
    });
  });
});

test('an Enterprise Server has both interfaces below /api', async () => {
  const other = await createWorld({ basePath: '/api/v3' });
  const client = clientOf(other, other.token);
  expect(other.graphqlUrl).toBe(`${other.serverUrl}/api/graphql`);
  const { data } = await client.repos.get(at);
  expect(data).toMatchObject({
    url: `${other.serverUrl}/api/v3/repos/${other.repository}`,
    html_url: `${other.serverUrl}/${other.repository}`,
  });
  expect(await client.graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'github-actions[bot]' } });
  await other.close();
});
