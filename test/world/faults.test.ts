/** The faults of the test bed: each strikes where it is planted, once, and leaves the world as it says. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, refusal } from './asking.ts';
import { jsonOf } from './json.ts';
import { PROPOSE_PERMISSIONS } from './options.ts';
import { createWorld, fault, type World } from './world.ts';

let world: World;
let octokit: ReturnType<typeof clientOf>;
let at: { owner: string; repo: string };
let issue_number: number;

beforeAll(async () => {
  world = await createWorld();
  octokit = clientOf(world, await world.mintToken({ permissions: { ...PROPOSE_PERMISSIONS, issues: 'write' } }));
  at = { owner: world.owner, repo: world.name };
  issue_number = await world.person('rhea').openIssue({ title: 'talk' });
});
afterEach(() => {
  expect(world.faults.pending).toBe(0);
  world.clearRequests();
});
afterAll(() => world.close());

const comment = () => octokit.issues.createComment({ ...at, issue_number, body: 'x' });
const comments = async () => (await octokit.issues.listComments({ ...at, issue_number, per_page: 100 })).data.length;
const onComment = { method: 'POST', path: /\/comments$/ };

/** How many comments a request left behind. */
async function left(request: () => Promise<unknown>): Promise<number> {
  const before = await comments();
  await request();
  return (await comments()) - before;
}

describe('a fault', () => {
  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('502 %s the write leaves %i behind, and the next request is met by nothing', async (moment, expected) => {
    world.faults.on(onComment, fault.badGateway(moment));
    expect(await left(async () => expect(await refusal(comment())).toMatchObject({ status: 502 }))).toBe(expected);
    expect(await left(comment)).toBe(1);
    expect(world.writes.map(({ status, fault: name }) => [status, name])).toEqual([
      [502, 'badGateway'],
      [201, undefined],
    ]);
  });

  test('loses the acknowledgement, not the write', async () => {
    world.faults.on(onComment, fault.lostAcknowledgement());
    expect(await left(async () => expect(await refusal(comment())).toMatchObject({ status: 500 }))).toBe(1);
  });

  test('resets the connection', async () => {
    world.faults.on(onComment, fault.reset());
    expect(await left(async () => expect(await refusal(comment())).toMatchObject({ status: 500 }))).toBe(0);
  });

  test.each([
    ['a secondary limit with a wait', fault.secondaryLimit(429, 7), 429, { 'retry-after': '7' }],
    ['a secondary limit without', fault.secondaryLimit(403), 403, { 'retry-after': undefined }],
    [
      'a primary limit',
      fault.primaryLimit(1_800_000_000),
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000000' },
    ],
    ['a conflict', fault.conflict(), 409, {}],
    ['any other status', fault.status(503, 'Unavailable'), 503, {}],
  ])('answers with %s', async (_, planted, status, headers) => {
    world.faults.on(onComment, planted);
    const error = jsonOf(await comment().catch((reason: unknown) => reason));
    expect(error).toMatchObject({ status });
    const received = jsonOf(jsonOf(error['response'])['headers']);
    expect(Object.fromEntries(Object.keys(headers).map((name) => [name, received[name]]))).toEqual(headers);
  });

  test('truncates the JSON of an answer', async () => {
    world.faults.on({ path: '/issues/' }, fault.truncated());
    const { data } = await octokit.issues.get({ ...at, issue_number });
    expect(typeof data).toBe('string');
  });

  test('answers from the past', async () => {
    const ref = { ...at, ref: 'heads/main' };
    const past = (await octokit.git.getRef(ref)).data.object.sha;
    const present = await world.person('wren').push('main', { 'a.txt': 'a\n' });
    world.faults.on({ path: '/git/ref' }, fault.stale());
    expect((await octokit.git.getRef(ref)).data.object.sha).toBe(past);
    expect((await octokit.git.getRef(ref)).data.object.sha).toBe(present);
  });

  test('is slow', async () => {
    world.faults.on({}, fault.slow(120));
    const start = performance.now();
    await octokit.rateLimit.get();
    expect(performance.now() - start).toBeGreaterThan(100);
  });

  test('lets somebody else act in between', async () => {
    const sha = (await world.head('main')) ?? '';
    await octokit.git.createRef({ ...at, ref: 'refs/heads/raced', sha });
    const other = () => world.person('wren').push('raced', { 'raced.txt': 'r\n' });
    world.faults.on({ method: 'PATCH', path: '/git/refs/heads/raced' }, fault.run(other));
    const moved = await world.person('mara').push('mine', { 'mine.txt': 'm\n' });
    expect(await refusal(octokit.git.updateRef({ ...at, ref: 'heads/raced', sha: moved }))).toMatchObject({
      status: 422,
    });
  });

  test('strikes GraphQL by its field, and by the count of writes', async () => {
    const expectedHeadOid = (await world.head('raced')) ?? '';
    const input = {
      branch: { repositoryNameWithOwner: world.repository, branchName: 'raced' },
      message: { headline: 'x' },
      expectedHeadOid,
      fileChanges: { deletions: [{ path: 'raced.txt' }] },
    };
    const commit = () =>
      octokit.graphql(
        'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }',
        { input },
      );
    world.faults.on({ graphql: 'createCommitOnBranch', writeIndex: 0 }, fault.lostAcknowledgement());
    await octokit.graphql('query { viewer { login } }');
    expect(await refusal(commit())).toMatchObject({ status: 500 });
    expect(world.requests.map(({ graphql, isWrite, writeIndex }) => [graphql, isWrite, writeIndex])).toEqual([
      ['viewer', false, undefined],
      ['createCommitOnBranch', true, 0],
    ]);
    expect((await refusal(commit())).message).toContain('Expected branch to point to');
  });

  test.each(['before', 'after'] as const)(
    'kills the client %s a write; it stays dead until faults are cleared',
    async (moment) => {
      world.faults.on({ writeIndex: 0 }, fault.kill(moment));
      const before = await comments();
      expect(await refusal(comment())).toMatchObject({ status: 500 });
      expect(await refusal(octokit.rateLimit.get())).toMatchObject({ status: 500 });
      world.faults.clear();
      expect(await comments()).toBe(before + (moment === 'after' ? 1 : 0));
    },
  );
});
