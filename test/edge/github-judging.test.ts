/** Which commits an event asks to be judged, fetched by git from the bed, and where the judgement is shown. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJudging } from '../../src/edge/github/judging.ts';
import type { Judging } from '../../src/ports/judging.ts';
import { type Json, jsonOf } from '../world/json.ts';
import { mergeGroupPayload, pullRequestPayload, schedulePayload } from '../world/payloads/payloads.ts';
import { githubShop, QUICK, type Shop } from './github-shop.ts';

function judgingOf({ world, checkout }: Shop, payload: unknown, more: Readonly<Record<string, string>> = {}): Judging {
  const path = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  writeFileSync(path, JSON.stringify(payload));
  const environment = {
    GITHUB_API_URL: world.apiUrl,
    GITHUB_GRAPHQL_URL: world.graphqlUrl,
    GITHUB_SERVER_URL: world.serverUrl,
    GITHUB_REPOSITORY: world.repository,
    GITHUB_TOKEN: world.token,
    GITHUB_EVENT_PATH: path,
    ...more,
  };
  return openJudging(checkout.repository, environment, QUICK);
}

async function proposedBy(shop: Shop, login: string, isFork = false) {
  const person = shop.world.person(login);
  const commit = isFork
    ? await person.pushToFork('try', { 'a.txt': 'a\n' })
    : await person.push('try', { 'a.txt': 'a\n' });
  const number = await person.openPull({ head: isFork ? `${login}:try` : 'try', title: 'a try' });
  const payload = await pullRequestPayload(shop.world, number, { action: 'opened', sender: login });
  return { commit, number, payload };
}

const MAIN = { branch: 'main', defaultBranch: 'main' };

const CHECK = {
  name: 'autotune gate report',
  title: 'pass',
  summary: 'fine\n',
  annotations: [],
  at: '2026-05-12T09:00:00Z',
};

describe('a change that waits to be merged', () => {
  it('is that of the event, into the branch as it is on GitHub, whatever is checked out', async () => {
    const shop = await githubShop();
    const { commit, number, payload } = await proposedBy(shop, 'wren');
    const tip = await shop.world.person('ada').push('main', { 'b.txt': 'later\n' });
    const change = await judgingOf(shop, payload).change();
    expect(change).toEqual({ number, head: commit, base: tip, target: MAIN, branch: 'try', mayShow: true });
    expect(shop.checkout.git('rev-parse', '--verify', `${commit}^{tree}`)).toMatch(/^[0-9a-f]{40}/);
    expect(shop.checkout.git('status', '--porcelain')).toBe('');
  });

  it('from a fork is on no branch of ours, and may not be written to', async () => {
    const shop = await githubShop({ visibility: 'public' });
    const { commit, payload } = await proposedBy(shop, 'evil', true);
    expect(await judgingOf(shop, payload).change()).toMatchObject({
      head: commit,
      branch: expect.stringMatching(/^fork:/),
      mayShow: false,
    });
    const gone = { ...jsonOf(payload), pull_request: withHead(payload, { repo: null }) };
    expect(await judgingOf(shop, gone).change()).toMatchObject({
      branch: expect.stringMatching(/^fork:/),
      mayShow: false,
    });
  });

  it('of Dependabot may not be written to, since its jobs have tokens that only read', async () => {
    const shop = await githubShop();
    const { payload } = await proposedBy(shop, 'wren');
    const judging = judgingOf(shop, payload, { GITHUB_ACTOR: 'dependabot[bot]' });
    expect(await judging.change()).toMatchObject({ branch: 'try', mayShow: false });
  });

  it('of a merge queue is judged by the commit that the group is built on', async () => {
    const shop = await githubShop();
    const base = (await shop.world.head('main')) ?? '';
    const queue = `gh-readonly-queue/main/pr-1-${base}`;
    const head = await shop.world.person('ada').push(queue, { 'a.txt': 'a\n' });
    await shop.world.person('ada').push('main', { 'b.txt': 'later\n' });
    const payload = await mergeGroupPayload(shop.world, head, base);
    expect(await judgingOf(shop, payload).change()).toEqual({
      number: null,
      head,
      base,
      target: MAIN,
      branch: null,
      mayShow: true,
    });
  });

  it('that is not what the event says any more is not judged', async () => {
    const shop = await githubShop();
    const { payload, number, commit } = await proposedBy(shop, 'wren');
    await shop.world.person('wren').push('try', { 'c.txt': 'more\n' });
    expect(await judgingOf(shop, payload).change()).toMatchObject({ head: commit });
    await shop.world.person('wren').amend('try', { 'a.txt': 'other\n' });
    await shop.world.person('wren').reset('try', (await shop.world.head('main')) ?? '');
    await expect(judgingOf(shop, payload).change()).rejects.toMatchObject({ code: 'HEAD_MOVED' });
    const missing = {
      ...jsonOf(payload),
      pull_request: { ...jsonOf(jsonOf(payload)['pull_request']), number: number + 9 },
    };
    await expect(judgingOf(shop, missing).change()).rejects.toMatchObject({ code: 'HEAD_MOVED' });
  });

  it.each(['--upload-pack=x', 'a:refs/heads/main', '+refs/*', 'a b', '..', 'a^{tree}', 'a\nb', ''])(
    'into a branch called %j is refused before git sees the name',
    async (ref) => {
      const shop = await githubShop();
      const { payload } = await proposedBy(shop, 'wren');
      const pull = jsonOf(jsonOf(payload)['pull_request']);
      const forged = { ...jsonOf(payload), pull_request: { ...pull, base: { ...jsonOf(pull['base']), ref } } };
      await expect(judgingOf(shop, forged).change()).rejects.toMatchObject({ code: 'EVENT_UNSUPPORTED' });
    },
  );

  it('is told of by no other event', async () => {
    const shop = await githubShop();
    const judging = judgingOf(shop, await schedulePayload(shop.world));
    await expect(judging.change()).rejects.toMatchObject({ code: 'EVENT_UNSUPPORTED' });
    await expect(judging.comment('text')).rejects.toMatchObject({ code: 'EVENT_UNSUPPORTED' });
  });
});

describe('a judgement', () => {
  it('is posted once for the same content, beside other checks of the commit', async () => {
    const shop = await githubShop();
    const { commit, payload } = await proposedBy(shop, 'wren');
    const judging = judgingOf(shop, payload);
    const check = { ...CHECK, commit, conclusion: 'action_required' } as const;
    await shop.forge().upsertCheck({ ...CHECK, commit, conclusion: 'success' });
    expect(await judging.showCheck(check)).toBe('created');
    expect(await judging.showCheck({ ...check, at: '2026-05-13T09:00:00Z' })).toBe('unchanged');
    const annotations = [{ path: 'a.txt', line: 1, message: 'here', level: 'failure' as const }];
    expect(await judging.showCheck({ ...check, conclusion: 'failure', annotations })).toBe('updated');
    const runs = [...shop.world.state.checks.values()].map(({ name, conclusion }) => `${name} ${conclusion}`);
    expect(runs).toEqual(['autotune success', 'autotune gate report action_required', 'autotune gate report failure']);
  });

  it('is one comment, kept up to date', async () => {
    const shop = await githubShop();
    const { payload } = await proposedBy(shop, 'wren');
    const judging = judgingOf(shop, payload);
    expect(await judging.comment('first')).toBe('created');
    expect(await judging.comment('first')).toBe('unchanged');
    expect(await judging.comment('second')).toBe('updated');
  });
});

function withHead(payload: Json, more: Json): Json {
  const pull = jsonOf(payload['pull_request']);
  return { ...pull, head: { ...jsonOf(pull['head']), ...more } };
}
