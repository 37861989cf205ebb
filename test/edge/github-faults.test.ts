/** What goes wrong between autotune and GitHub, on the edge: lost answers, other writers, limits, refusals. */
import { describe, expect, it } from 'vitest';
import { BRANCH, commitTo, PACK, proposalOn, textOf } from '../contracts/forge.ts';
import { fault } from '../world/world.ts';
import { githubShop, type Shop } from './github-shop.ts';

const LATE = { kind: 'scorecard', text: 'All is well.', at: '2026-05-12T06:00:00Z' } as const;

/** A shop with a proposal on its branch, and what it takes to open a pull request for it. */
async function shopWithBranch(options: Parameters<typeof githubShop>[0] = {}) {
  const shop = await githubShop(options);
  const forge = shop.forge();
  const base = (await forge.base()).commit;
  const commit = await commitTo(forge, proposalOn(base));
  return { ...shop, shop, forge, base, commit };
}

async function shopWithPull() {
  const opened = await shopWithBranch();
  const { request } = await opened.forge.upsertPullRequest(textOf());
  return { ...opened, request };
}

const comments = async ({ world }: Shop, number: number) => {
  const response = await fetch(`${world.apiUrl}/repos/${world.repository}/issues/${number}/comments?per_page=100`, {
    headers: { authorization: `token ${world.token}`, accept: 'application/vnd.github+json' },
  });
  const list = (await response.json()) as { id: number; body: string; user: { login: string } }[];
  return list.map(({ id, body, user }) => ({ id, body, login: user.login }));
};

const log = async (shop: Shop, ref: string) =>
  shop.checkout.git('--git-dir', shop.world.gitDir, 'log', '--format=%H', `main..${ref}`).split('\n').filter(Boolean);

describe('a lost answer', () => {
  const lost = [
    ['502 after the deed', () => fault.badGateway('after')],
    ['a reset after the deed', () => fault.lostAcknowledgement()],
    ['an answer that is cut off', () => fault.truncated()],
    ['502 before the deed', () => fault.badGateway('before')],
    ['a reset before the deed', () => fault.reset()],
  ] as const;

  it.each(lost)('to the commit of a proposal (%s) leaves one commit', async (_, strike) => {
    const shop = await githubShop();
    const forge = shop.forge();
    const base = (await forge.base()).commit;
    shop.world.faults.on({ graphql: 'createCommitOnBranch' }, strike());
    const commit = await commitTo(forge, proposalOn(base));
    expect(await shop.world.head(BRANCH)).toBe(commit);
    expect(await log(shop, BRANCH)).toEqual([commit]);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit, ours: true });
  });

  it.each(lost)('to the creation of a branch (%s) is no reason to give up', async (_, strike) => {
    const shop = await githubShop();
    const forge = shop.forge();
    shop.world.faults.on({ method: 'POST', path: '/git/refs' }, strike());
    const commit = await commitTo(forge, proposalOn((await forge.base()).commit));
    expect(await log(shop, BRANCH)).toEqual([commit]);
  });

  it.each(lost.slice(0, 3))('to the creation of a pull request (%s) leaves one', async (_, strike) => {
    const { forge, world } = await shopWithBranch();
    world.faults.on({ method: 'POST', path: /\/pulls$/ }, strike());
    const opened = await forge.upsertPullRequest(textOf());
    expect(opened).toMatchObject({ operation: 'created', request: { branch: BRANCH, state: 'open' } });
    expect(await forge.listOpen()).toEqual([opened.request]);
  });

  it.each(lost)('to a comment (%s) leaves one', async (_, strike) => {
    const { shop, forge, world, request } = await shopWithPull();
    world.faults.on({ method: 'POST', path: /\/comments$/ }, strike());
    expect(await forge.upsertComment(request, LATE)).toBe('created');
    expect(await comments(shop, request.number)).toHaveLength(1);
    world.clearRequests();
    expect(await forge.upsertComment(request, LATE)).toBe('unchanged');
    expect(world.writes).toEqual([]);
  });

  it('to moving a branch onto another base leaves it moved', async () => {
    const { forge, world, shop, commit } = await shopWithBranch();
    await shop.advance({ [PACK]: '# reviewed\ntop_k: 10\n' });
    world.faults.on({ graphql: 'updateRefs' }, fault.lostAcknowledgement());
    const base = (await forge.base()).commit;
    const moved = await commitTo(forge, proposalOn(base, { expected: commit }));
    expect(await world.head(BRANCH)).toBe(moved);
    expect(await log(shop, BRANCH)).toEqual(expect.arrayContaining([commit, moved]));
  });

  it('to deleting a branch is an answer all the same', async () => {
    const { forge, world, commit } = await shopWithBranch();
    world.faults.on({ graphql: 'updateRefs' }, fault.badGateway('after'));
    expect(await forge.deleteBranch(BRANCH, commit)).toBe('deleted');
    expect(await world.head(BRANCH)).toBeUndefined();
  });

  it('to a read is asked for again', async () => {
    const { forge, world, request } = await shopWithPull();
    world.faults.on({ method: 'GET', path: /\/pulls$/ }, fault.badGateway());
    world.faults.on({ method: 'GET', path: /\/pulls$/ }, fault.reset());
    expect(await forge.listOpen()).toEqual([request]);
  });
});

describe('somebody else on the branch of a proposal', () => {
  it('who pushes between the look and the write keeps the commit', async () => {
    const { forge, world, base, commit } = await shopWithBranch();
    let theirs = '';
    const push = async () => {
      theirs = await world.person('wren').push(BRANCH, { 'note.txt': 'Mine.\n' });
    };
    world.faults.on({ graphql: 'createCommitOnBranch' }, fault.run(push));
    const asked = proposalOn(base, { expected: commit, json: '{"better": true}' });
    expect(await forge.commitProposal(asked)).toBe('moved');
    expect(await world.head(BRANCH)).toBe(theirs);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit: theirs, ours: false, proposal: null });
  });

  it('who pushes before the base is changed below it keeps the commit', async () => {
    const { forge, world, shop, commit } = await shopWithBranch();
    await shop.advance({ [PACK]: '# reviewed\ntop_k: 10\n' });
    let theirs = '';
    const push = async () => {
      theirs = await world.person('wren').push(BRANCH, { 'note.txt': 'Mine.\n' });
    };
    world.faults.on({ graphql: 'updateRefs' }, fault.run(push));
    const base = (await forge.base()).commit;
    expect(await forge.commitProposal(proposalOn(base, { expected: commit }))).toBe('moved');
    expect(await world.head(BRANCH)).toBe(theirs);
  });

  it('who deletes it before the write is not overruled', async () => {
    const { forge, world, base, commit } = await shopWithBranch();
    world.faults.on(
      { graphql: 'createCommitOnBranch' },
      fault.run(() => world.person('wren').deleteBranch(BRANCH)),
    );
    expect(await forge.commitProposal(proposalOn(base, { expected: commit, json: '{}' }))).toBe('moved');
    expect(await world.head(BRANCH)).toBeUndefined();
  });

  it.each([
    ['amends it under our name', 'github-actions', false],
    ['amends it, names us as the author and signs as themselves', 'wren', true],
    ['amends it as themselves', 'wren', false],
  ] as const)('who %s is seen', async (_, committer, isVerified) => {
    const { forge, world, checkout, commit } = await shopWithBranch();
    const bot = world.bot('github-actions');
    const signer = committer === 'wren' ? { name: 'wren', email: 'wren@users.example' } : bot;
    const message = checkout.git('--git-dir', world.gitDir, 'log', '-1', '--format=%B', commit);
    const environment = {
      GIT_AUTHOR_NAME: bot.name,
      GIT_AUTHOR_EMAIL: bot.email,
      GIT_COMMITTER_NAME: signer.name,
      GIT_COMMITTER_EMAIL: signer.email,
    };
    const amend = ['commit-tree', `${commit}^{tree}`, '-p', `${commit}^`, '-m', message];
    const amended = checkout.gitAs(environment, '--git-dir', world.gitDir, ...amend);
    if (isVerified) world.state.verified.add(amended);
    await world.person('wren').reset(BRANCH, amended);
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit: amended, ours: false, proposal: null });
  });

  it('who commits under our name with a trailer of ours is seen', async () => {
    const { forge, world, base, commit } = await shopWithBranch();
    const { message } = proposalOn(base);
    const { name, email } = world.bot('github-actions');
    await world.person('evil').push(BRANCH, { [PACK]: 'top_k: 1\n' }, { author: { name, email }, message });
    expect(await forge.findBranch(BRANCH)).toMatchObject({ ours: false });
    expect(await forge.deleteBranch(BRANCH, commit)).toBe('moved');
  });

  it('who has our account, too, but writes no proposal is seen', async () => {
    const { forge, world, base } = await shopWithBranch();
    const branch = 'autotune/support.triage/ffffffffffff';
    for (const message of ['chore: format', `x\n\nAutotune-Proposal: at_0123 sha256:${'0'.repeat(64)}`]) {
      const made = proposalOn(base, { branch, message });
      await commitTo(forge, made);
      expect(await forge.findBranch(branch), message).toMatchObject({ ours: false, proposal: null });
      await world.person('ada').deleteBranch(branch);
    }
  });

  it('who left a bare branch at the base is taken for a run that was cut off', async () => {
    const shop = await githubShop();
    const forge = shop.forge();
    const base = (await forge.base()).commit;
    const branches = shop.world.person('wren');
    await branches.push(BRANCH, { 'note.txt': 'x' });
    await branches.reset(BRANCH, base);
    const bare = { branch: BRANCH, commit: base, parent: base, ours: true, proposal: null };
    expect(await forge.findBranch(BRANCH)).toEqual(bare);
    const commit = await commitTo(forge, proposalOn(base));
    expect(await forge.findBranch(BRANCH)).toMatchObject({ commit, parent: base, ours: true });
  });
});

describe('a pull request that is not ours', () => {
  it('is one from a fork, with the name of our branch and the text of our body', async () => {
    const { forge, world } = await shopWithBranch({ visibility: 'public' });
    const evil = world.person('evil');
    await evil.pushToFork(BRANCH, { [PACK]: 'top_k: 1\n' });
    await evil.openPull({ head: `evil:${BRANCH}`, title: 'Tune', body: 'Why.' });
    expect(await forge.listOpen()).toEqual([]);
    expect(await forge.findPullRequest(BRANCH)).toBeNull();
    expect(await forge.upsertPullRequest(textOf())).toMatchObject({ operation: 'created' });
  });

  it('is one by a person from a branch of ours, and is not written to', async () => {
    const { forge, world } = await shopWithBranch();
    const number = await world.person('wren').openPull({ head: BRANCH, title: 'Tune', body: 'Theirs.' });
    expect(await forge.listOpen()).toEqual([]);
    world.clearRequests();
    await expect(forge.upsertPullRequest(textOf())).rejects.toMatchObject({ code: 'FORGE_REFUSED' });
    expect(world.writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /repos/${world.repository}/pulls`,
    ]);
    expect(number).toBeGreaterThan(0);
  });

  it('is ours again by an alias when the account changed', async () => {
    const { forge, world, shop, request } = await shopWithPull();
    const permissions = { contents: 'write', issues: 'write', pull_requests: 'write' } as const;
    const GITHUB_TOKEN = await world.mintToken({ app: 'autotune-app', permissions });
    const stranger = shop.forge({ GITHUB_TOKEN });
    expect(await stranger.listOpen()).toEqual([]);
    expect(await stranger.findBranch(BRANCH)).toMatchObject({ ours: false });
    for (const alias of ['github-actions[bot]', String(world.bot('github-actions').id)]) {
      const heir = shop.forge({ GITHUB_TOKEN, AUTOTUNE_BOT_ALIASES: alias });
      expect(await heir.listOpen()).toMatchObject([{ number: request.number }]);
      expect(await heir.findBranch(BRANCH)).toMatchObject({ ours: true });
      expect(await heir.upsertPullRequest(textOf())).toMatchObject({ operation: 'unchanged' });
    }
    expect(await forge.listOpen()).toHaveLength(1);
  });
});

describe('what people do to a pull request of ours', () => {
  it('to its text is healed once, and makes it nobody else’s', async () => {
    const { forge, world, request } = await shopWithPull();
    await world.person('wren').edit(request.number, { title: 'Mine', body: 'gone' });
    expect(await forge.listOpen()).toMatchObject([{ number: request.number }]);
    expect(await forge.upsertPullRequest(textOf())).toMatchObject({ operation: 'updated' });
    world.clearRequests();
    expect(await forge.upsertPullRequest(textOf())).toMatchObject({ operation: 'unchanged' });
    expect(world.writes).toEqual([]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['none', ['autotune'], []],
    ['contradicting ones', [], ['merged', 'rejected', 'autotune:held']],
    ['others in the place of its own', ['autotune'], ['bug', 'wontfix']],
    ['its own, put back by a person', ['autotune'], ['autotune']],
  ])('to its labels changes nothing: %s', async (_, taken, added) => {
    const { forge, world, request } = await shopWithPull();
    const before = await forge.findPullRequest(request.branch);
    for (const label of taken) await world.person('wren').unlabel(request.number, label);
    if (added.length > 0) await world.person('wren').label(request.number, ...added);
    world.clearRequests();
    expect(await forge.upsertPullRequest(textOf())).toMatchObject({ operation: 'unchanged' });
    expect(await forge.findPullRequest(request.branch)).toEqual(before);
    expect(await forge.listOpen()).toEqual([before]);
    expect(world.writes).toEqual([]);
  });

  it('by deleting our comment while we look at it leaves a new one', async () => {
    const { shop, forge, world, request } = await shopWithPull();
    await forge.upsertComment(request, LATE);
    const [ours] = await comments(shop, request.number);
    const asksOfIt = ({ graphql, body }: { graphql?: string; body: unknown }) =>
      graphql !== undefined && JSON.stringify(body).includes('isMinimized');
    const deleting = fault.run(() => world.person('ada').deleteComment(ours?.id ?? 0));
    world.faults.on(asksOfIt, deleting);
    expect(await forge.upsertComment(request, { ...LATE, text: 'Better.' })).toBe('created');
    expect(await comments(shop, request.number)).toMatchObject([{ body: expect.stringContaining('Better.') }]);
  });

  it('by planting our marker does not draw our comment into theirs, on whatever page', async () => {
    const { shop, forge, world, request } = await shopWithPull();
    const wren = world.person('wren');
    for (let index = 0; index < 250; index += 1) {
      await wren.comment(request.number, `<!-- autotune:v1 comment=scorecard -->\nplanted ${index}`);
    }
    expect(await forge.upsertComment(request, LATE)).toBe('created');
    expect(await forge.upsertComment(request, { ...LATE, text: 'Better.' })).toBe('updated');
    world.clearRequests();
    expect(await forge.upsertComment(request, { ...LATE, text: 'Better.' })).toBe('unchanged');
    expect(world.requests.filter(({ path }) => path.endsWith('/comments'))).toHaveLength(3);
    expect((await comments(shop, request.number)).every(({ body }) => body.includes('planted'))).toBe(true);
  });

  it('by minimising or deleting our comment gets them one new comment and no loop', async () => {
    const { shop, forge, world, request } = await shopWithPull();
    await forge.upsertComment(request, LATE);
    const [first] = await comments(shop, request.number);
    await world.person('wren').minimizeComment(first?.id ?? 0);
    expect(await forge.upsertComment(request, LATE)).toBe('created');
    expect(await forge.upsertComment(request, LATE)).toBe('unchanged');
    const [, second] = await comments(shop, request.number);
    await world.person('ada').deleteComment(second?.id ?? 0);
    expect(await forge.upsertComment(request, LATE)).toBe('created');
    expect(await forge.upsertComment(request, LATE)).toBe('unchanged');
  });

  /** Holds ten at a step until all of them have come to it: in one process the pace lets no more through at once. */
  const meetingAt = ({ world }: Shop, path: RegExp) => {
    const waiting: (() => void)[] = [];
    const meet = () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === TEN.length) for (const go of waiting) go();
      });
    world.faults.on({ method: 'POST', path }, fault.run(meet), { times: TEN.length });
  };
  const TEN = Array.from({ length: 10 }, (_, index) => index);

  it('at the same time as ten of us comment leaves one comment, whoever deletes whose', async () => {
    const { shop, request } = await shopWithPull();
    meetingAt(shop, /\/comments$/);
    await Promise.all(TEN.map(() => shop.forge().upsertComment(request, LATE)));
    expect(await comments(shop, request.number)).toHaveLength(1);
  });

  it('goes on where comments are tidied away, one after the other, while it asks about them', async () => {
    const { shop, forge, world, request } = await shopWithPull();
    await forge.upsertComment(request, LATE);
    const [first] = await comments(shop, request.number);
    const post = async () => {
      const url = `${world.apiUrl}/repos/${world.repository}/issues/${request.number}/comments`;
      const headers = { authorization: `token ${world.token}`, 'content-type': 'application/json' };
      await fetch(url, { method: 'POST', headers, body: JSON.stringify({ body: first?.body }) });
    };
    for (const _ of [1, 2, 3, 4]) await post();
    const younger = (await comments(shop, request.number)).slice(1);
    const tidy = () => world.person('ada').deleteComment(younger.pop()?.id ?? 0);
    world.faults.on({ graphql: 'nodes' }, fault.run(tidy), { times: 4 });
    expect(await forge.upsertComment(request, LATE)).toBe('unchanged');
  });

  it('at the same time as ten of us open one leaves the oldest open', async () => {
    const { shop, forge } = await shopWithBranch();
    meetingAt(shop, /\/pulls$/);
    const opened = await Promise.all(TEN.map(() => shop.forge().upsertPullRequest(textOf())));
    const open = await forge.listOpen();
    expect(open).toHaveLength(1);
    expect(opened.map(({ request }) => request.number)).toEqual(TEN.map(() => open[0]?.number));
  });

  it('by closing it is told with their name', async () => {
    const { forge, world, request } = await shopWithPull();
    await world.person('mara').close(request.number);
    expect(await forge.closerOf(request)).toMatchObject({ id: expect.stringMatching(/^\d+$/), login: 'mara' });
  });
});

describe('reviewers', () => {
  it('who can be asked are asked, whoever else cannot be; one warning names those', async () => {
    const { forge, world, warnings } = await shopWithBranch();
    const reviewers = ['@wren', '@evil', '@acme/support', '@mara', 'ada@example.com'];
    const { request } = await forge.upsertPullRequest(textOf({ reviewers }));
    const asked = world.writes.filter(({ path }) => path.endsWith('/requested_reviewers'));
    const requested = asked.filter(({ status }) => status === 201).map(({ body }) => body);
    expect(requested).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reviewers: ['wren'] }),
        expect.objectContaining({ reviewers: ['mara'] }),
      ]),
    );
    expect(warnings).toHaveLength(1);
    for (const name of ['@evil', '@acme/support', 'ada@example.com']) expect(warnings[0]).toContain(name);
    world.clearRequests();
    await forge.upsertPullRequest(textOf({ reviewers }));
    expect(world.writes).toEqual([]);
    expect(request.state).toBe('open');
  });
});

describe('a refusal', () => {
  it('to let workflows open pull requests names the setting and takes the branch back', async () => {
    const { forge, world, base } = await shopWithBranch();
    world.settings.actionsMayCreatePulls = false;
    const failure = await forge.upsertPullRequest(textOf()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'PULL_REQUESTS_FORBIDDEN', hint: /Settings > Actions > General/ });
    expect(await world.head(BRANCH)).toBeUndefined();
    expect(await forge.findBranch(BRANCH)).toBeNull();
    expect(base).toMatch(/^[0-9a-f]{40}$/);
  });

  it('keeps a branch that another run created', async () => {
    const { world, shop, commit } = await shopWithBranch();
    world.settings.actionsMayCreatePulls = false;
    await expect(shop.forge().upsertPullRequest(textOf())).rejects.toMatchObject({ code: 'PULL_REQUESTS_FORBIDDEN' });
    expect(await world.head(BRANCH)).toBe(commit);
  });

  it.each([
    [
      'contents',
      'pull_requests',
      (forge: ReturnType<Shop['forge']>, base: string) => forge.commitProposal(proposalOn(base)),
    ],
    ['pull_requests', 'contents', (forge: ReturnType<Shop['forge']>) => forge.upsertPullRequest(textOf())],
  ] as const)('for want of %s: write says so', async (_, granted, act) => {
    const { world, shop, base } = await shopWithBranch();
    const read = { contents: 'read', pull_requests: 'read', issues: 'read' } as const;
    const GITHUB_TOKEN = await world.mintToken({ permissions: { ...read, [granted]: 'write' } });
    const failure = await act(shop.forge({ GITHUB_TOKEN }), base).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'FORGE_FORBIDDEN', message: /not accessible by integration/ });
  });

  it('of the token is told apart from one of a right', async () => {
    const shop = await githubShop();
    shop.world.faults.on({}, fault.status(401, 'Bad credentials'));
    await expect(shop.forge().base()).rejects.toMatchObject({ code: 'FORGE_UNAUTHORIZED' });
  });

  it('of the label is a warning', async () => {
    const { forge, world, warnings } = await shopWithBranch();
    world.faults.on({ path: /\/labels$/ }, fault.status(403, 'Resource not accessible by integration'));
    expect(await forge.upsertPullRequest(textOf())).toMatchObject({ operation: 'created' });
    expect(warnings).toEqual([expect.stringContaining('label')]);
  });
});

describe('a limit', () => {
  it('that is short is waited for, and the write is made once', async () => {
    const { forge, world, request, shop } = await shopWithPull();
    world.faults.on({ method: 'POST', path: /\/comments$/ }, fault.secondaryLimit(403, 2));
    expect(await forge.upsertComment(request, LATE)).toBe('created');
    expect(await comments(shop, request.number)).toHaveLength(1);
  });

  it.each([
    ['that lasts', () => fault.primaryLimit(Math.floor(Date.now() / 1000) + 3000), 50],
    ['with a long wait', () => fault.secondaryLimit(429, 600), 10],
    ['that keeps coming back without a word', () => fault.secondaryLimit(403), 1],
  ])('%s ends the run with the instant at which it ends', async (_, strike, minutes) => {
    const { forge, world, request } = await shopWithPull();
    world.faults.on({ method: 'POST', path: /\/comments$/ }, strike(), { times: 5 });
    const failure = (await forge.upsertComment(request, LATE).catch((error: unknown) => error)) as { hint: string };
    expect(failure).toMatchObject({ code: 'RATE_LIMITED' });
    const at = Date.parse(/at (\S+Z);/.exec(failure.hint)?.[1] ?? '');
    expect(Math.abs(at - Date.now() - minutes * 60_000)).toBeLessThan(60_000);
    world.faults.clear();
    expect(await forge.upsertComment(request, LATE)).toBe('created');
  });
});

describe('an answer', () => {
  it('that is no JSON, or not what was asked for, is told and not believed', async () => {
    const { forge, world } = await shopWithBranch();
    world.faults.on({ method: 'GET', path: /\/git\/ref\// }, fault.truncated());
    await expect(forge.findBranch(BRANCH)).rejects.toMatchObject({ code: 'FORGE_ANSWER' });
    expect(await forge.findBranch(BRANCH)).toMatchObject({ ours: true });
  });
});
