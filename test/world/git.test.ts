/** The world's git: the very objects that were imported, moved by real pushes and by GraphQL's leases, and sound after it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, refusal } from './asking.ts';
import { git, tryGit } from './git/run-git.ts';
import { createWorld, type World } from './world.ts';

const ZERO = '0'.repeat(40);
const COMMIT = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid message author { name email } committer { email } signature { isValid } } }
}`;
const UPDATE = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;

let source: string;
let world: World;
let at: { owner: string; repo: string };
const who = ['-c', 'user.name=Zoë', '-c', 'user.email=zoe@users.example'];

/** A history as people make it: another time zone, a merge, a message without a line end, a file that can run. */
async function history(directory: string): Promise<void> {
  await git(directory, ['init', '-q', '-b', 'main']);
  const commit = async (file: string, message: string) => {
    await writeFile(join(directory, file), `${message}\n`, { mode: file === 'run' ? 0o755 : 0o644 });
    await git(directory, ['add', '.']);
    const env = { GIT_AUTHOR_DATE: '1700000000 +0530', GIT_COMMITTER_DATE: '1700000100 -0800' };
    await git(directory, [...who, 'commit', '-q', '-m', message], { env });
  };
  await commit('a.yml', 'first ✓');
  await git(directory, ['checkout', '-q', '-b', 'side']);
  await commit('run', 'second');
  await git(directory, ['checkout', '-q', 'main']);
  await commit('b.yml', 'third');
  await git(directory, [...who, 'merge', '-q', '--no-ff', '-m', 'both', 'side']);
  const tree = await git(directory, ['rev-parse', 'HEAD^{tree}']);
  const bare = await git(directory, [...who, 'commit-tree', tree, '-p', 'HEAD'], { input: 'no line end' });
  await git(directory, ['update-ref', 'refs/heads/bare', bare]);
}

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'source-'));
  await history(source);
  world = await createWorld({ from: source, now: () => new Date('2026-11-22T12:00:00Z') });
  at = { owner: world.owner, repo: world.name };
});
afterAll(async () => {
  await rm(source, { recursive: true });
  await world.close();
});

const commitOn = (client: ReturnType<typeof clientOf>, branchName: string, more: object) =>
  client.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(COMMIT, {
    input: {
      branch: { repositoryNameWithOwner: world.repository, branchName },
      message: { headline: 'tune', body: 'why' },
      ...more,
    },
  });
const add = (path: string, text: string) => ({ additions: [{ path, contents: Buffer.from(text).toString('base64') }] });

describe('an imported repository', () => {
  test('has the same ids, here and through the interface', async () => {
    const heads = async (directory: string) =>
      git(directory, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/']);
    expect(await heads(world.gitDir)).toBe(await heads(source));
    const client = clientOf(world, world.token);
    const { data } = await client.repos.listCommits({ ...at, sha: 'bare' });
    expect(data.map(({ sha }) => sha)).toEqual((await git(source, ['rev-list', '--topo-order', 'bare'])).split('\n'));
    expect(data[0]?.commit).toMatchObject({
      message: 'no line end',
      verification: { verified: false, reason: 'unsigned' },
    });
    const tree = await client.git.getTree({ ...at, tree_sha: 'main', recursive: '1' });
    expect(tree.data.tree.map(({ mode, path }) => `${mode} ${path}`)).toEqual([
      '100644 a.yml',
      '100644 b.yml',
      '100755 run',
    ]);
  });

  test('takes commits as the interface builds them, under the ids that git gives', async () => {
    const client = clientOf(world, world.token);
    const base = (await world.head('main')) ?? '';
    const { data: parent } = await client.git.getCommit({ ...at, commit_sha: base });
    const change = [{ path: 'deep/c.yml', mode: '100644' as const, type: 'blob' as const, content: 'c\n' }];
    const tree = (await client.git.createTree({ ...at, base_tree: parent.tree.sha, tree: change })).data.sha;
    const { data } = await client.git.createCommit({ ...at, message: 'deep', tree, parents: [base] });
    expect(data).toMatchObject({ verification: { verified: true }, author: { name: 'github-actions[bot]' } });
    const foreign = { name: 'Zoë', email: 'zoe@users.example' };
    const other = await client.git.createCommit({ ...at, message: 'deep', tree, parents: [base], author: foreign });
    expect(other.data.verification.verified).toBe(false);
    await client.git.createRef({ ...at, ref: 'refs/heads/deep', sha: data.sha });
    expect(await refusal(client.git.createRef({ ...at, ref: 'refs/heads/deep', sha: base }))).toMatchObject({
      status: 422,
      message: 'Reference already exists',
    });
    expect(await refusal(client.git.updateRef({ ...at, ref: 'heads/deep', sha: base }))).toMatchObject({
      status: 422,
      message: 'Update is not a fast forward',
    });
    expect((await client.git.updateRef({ ...at, ref: 'heads/deep', sha: base, force: true })).data.object.sha).toBe(
      base,
    );
    expect((await client.git.listMatchingRefs({ ...at, ref: 'heads/de' })).data).toHaveLength(1);
    const orphan = await client.git.createCommit({ ...at, message: 'ledger', tree, parents: [] });
    expect(orphan.data.parents).toEqual([]);
    await client.git.deleteRef({ ...at, ref: 'heads/deep' });
    expect(await refusal(client.git.deleteRef({ ...at, ref: 'heads/deep' }))).toMatchObject({ status: 422 });
  });
});

describe('createCommitOnBranch', () => {
  test('commits what it is given, signed, in the name of the token', async () => {
    const client = clientOf(world, world.token);
    const expectedHeadOid = (await world.head('side')) ?? '';
    const fileChanges = { ...add('x/y.yml', 'é\n'), deletions: [{ path: 'a.yml' }] };
    const { createCommitOnBranch } = await commitOn(client, 'side', { expectedHeadOid, fileChanges });
    const { oid } = createCommitOnBranch.commit;
    expect(createCommitOnBranch.commit).toMatchObject({
      message: 'tune\n\nwhy',
      author: { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' },
      committer: { email: 'noreply@github.com' },
      signature: { isValid: true },
    });
    expect(await git(world.gitDir, ['ls-tree', '-r', '--name-only', 'side'])).toBe('run\nx/y.yml');
    expect([oid, await world.file('side', 'x/y.yml')]).toEqual([await world.head('side'), 'é\n']);
    expect(await git(world.gitDir, ['show', '-s', '--format=%cI', oid])).toBe('2026-11-22T12:00:00+00:00');
  });

  test('refuses a branch that moved, a branch that is not, a path that is not, and a token that may not', async () => {
    const client = clientOf(world, world.token);
    const head = (await world.head('side')) ?? '';
    const stale = await refusal(commitOn(client, 'side', { expectedHeadOid: ZERO, fileChanges: add('z', 'z') }));
    expect(stale.message).toContain(`Expected branch to point to "${ZERO}" but it did not. Pull and try again.`);
    expect(stale.errors).toEqual([`Expected branch to point to "${ZERO}" but it did not. Pull and try again.`]);
    const gone = await refusal(commitOn(client, 'gone', { expectedHeadOid: head, fileChanges: add('z', 'z') }));
    expect(gone.message).toContain('Could not resolve to a Ref');
    const deletions = [{ path: 'never' }];
    const absent = await refusal(commitOn(client, 'side', { expectedHeadOid: head, fileChanges: { deletions } }));
    expect(absent.message).toContain('requested for deletion which does not exist');
    const reader = clientOf(world, await world.mintToken({ permissions: { contents: 'read' } }));
    const denied = await refusal(commitOn(reader, 'side', { expectedHeadOid: head, fileChanges: add('z', 'z') }));
    expect(denied.message).toContain('Resource not accessible by integration');
    expect(await world.head('side')).toBe(head);
  });

  test('lets one of two rivals win', async () => {
    const expectedHeadOid = (await world.head('side')) ?? '';
    const rivals = ['1', '2'].map((name) =>
      commitOn(clientOf(world, world.token), 'side', { expectedHeadOid, fileChanges: add('race', name) }),
    );
    const outcomes = (await Promise.allSettled(rivals)).map(({ status }) => status);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await git(world.gitDir, ['rev-parse', 'side^'])).toBe(expectedHeadOid);
  });
});

describe('updateRefs', () => {
  const move = (...refUpdates: object[]) =>
    clientOf(world, world.token).graphql(UPDATE, { input: { repositoryId: 'R_1', refUpdates } });

  test('moves several refs or none, with a lease', async () => {
    const [main, side] = [await world.head('main'), await world.head('side')];
    const good = { name: 'refs/heads/u/new', beforeOid: ZERO, afterOid: main };
    const bad = { name: 'refs/heads/side', beforeOid: main, afterOid: main, force: true };
    await expect(move(good, bad)).rejects.toThrow(`Expected ref refs/heads/side to point to ${main}`);
    expect(await world.head('u/new')).toBeUndefined();
    await move(good, { ...bad, beforeOid: side });
    expect([await world.head('u/new'), await world.head('side')]).toEqual([main, main]);
    await expect(
      move({ name: 'refs/heads/u/new', afterOid: await world.head('bare'), beforeOid: ZERO }),
    ).rejects.toThrow('Expected');
    await expect(move({ name: 'refs/heads/bare', afterOid: main })).rejects.toThrow('not a fast forward');
    await move({ name: 'refs/heads/u/new', beforeOid: main, afterOid: ZERO });
    expect(await world.head('u/new')).toBeUndefined();
  });
});

describe('a clone', () => {
  test('pushes for real, its pull request follows, and nothing of it counts as verified', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clone-'));
    const wren = world.person('wren');
    await git(folder, ['clone', '-q', world.cloneUrl(wren.token), '.']);
    await git(folder, ['checkout', '-q', '-b', 'pushed']);
    const push = async (text: string) => {
      await writeFile(join(folder, 'a.yml'), text);
      await git(folder, [...who, 'commit', '-q', '-a', '-m', text]);
      await git(folder, ['push', '-q', 'origin', 'pushed']);
      return git(folder, ['rev-parse', 'HEAD']);
    };
    await push('one');
    const pull_number = await wren.openPull({ head: 'pushed', title: 'by hand' });
    const sha = await push('two');
    const client = clientOf(world, world.token);
    const commits = (await client.pulls.listCommits({ ...at, pull_number })).data;
    expect(commits.map(({ commit }) => commit.verification?.verified)).toEqual([false, false]);
    expect(commits.at(-1)?.sha).toBe(sha);
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request.synchronize', actor: 'wren', after: sha });
    await rm(folder, { recursive: true });
  });

  test('needs a token that is known, and one that may write to push', async () => {
    const clone = (token: string) => tryGit(source, ['ls-remote', world.cloneUrl(token)]);
    expect((await clone('ghs_invented')).code).not.toBe(0);
    const { token } = world.person('rhea');
    expect((await clone(token)).code).toBe(0);
    const pushed = await tryGit(source, ['push', world.cloneUrl(token), 'main:refs/heads/no']);
    expect(pushed.stderr).toContain('403');
  });
});

describe('a query', () => {
  test('finds pull requests, their comments, and which of them were hidden', async () => {
    const wren = world.person('wren');
    await wren.push('q', { 'q.yml': 'q\n' });
    const number = await wren.openPull({ head: 'q', title: 'q' });
    const [kept, hidden] = [await wren.comment(number, 'kept'), await wren.comment(number, 'hidden')];
    await wren.minimizeComment(hidden);
    const found = await clientOf(world, world.token).graphql(
      `query($owner: String!, $name: String!, $number: Int!) {
        repository(owner: $owner, name: $name) {
          ref(qualifiedName: "refs/heads/q") { target { oid ... on Commit { history(first: 1) { nodes { messageHeadline } } } } }
          pullRequest(number: $number) {
            state isCrossRepository headRefName mergeable author { login __typename }
            reviewRequests(first: 5) { nodes { asCodeOwner requestedReviewer { ... on User { login } } } }
            comments(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes { databaseId isMinimized } }
            last: comments(last: 1) { nodes { id databaseId isMinimized minimizedReason author { login } } }
          }
        }
      }`,
      { owner: world.owner, name: world.name, number },
    );
    expect(found).toMatchObject({
      repository: {
        ref: { target: { oid: await world.head('q'), history: { nodes: [{ messageHeadline: 'Change by hand' }] } } },
        pullRequest: {
          state: 'OPEN',
          isCrossRepository: false,
          mergeable: 'MERGEABLE',
          author: { login: 'wren', __typename: 'User' },
          comments: {
            totalCount: 2,
            pageInfo: { hasNextPage: true },
            nodes: [{ databaseId: kept, isMinimized: false }],
          },
          last: { nodes: [{ databaseId: hidden, isMinimized: true, minimizedReason: 'outdated' }] },
        },
      },
    });
  });

  test('for what the world does not know is a breach on its own side, not an empty answer', async () => {
    const query = `{ repository(owner: "${world.owner}", name: "${world.name}") { stargazerCount } }`;
    await expect(clientOf(world, world.token).graphql(query)).rejects.toThrow('Repository.stargazerCount');
    expect(world.takeViolations()).toMatchObject([
      { side: 'response', message: 'the world does not model Repository.stargazerCount' },
    ]);
  });
});

test('the repository is sound after all that', async () => {
  expect(await world.state.store.fsck()).toBe('');
});
