/** What GitHub refuses: settings that forbid pull requests, and reviewers who cannot be asked. */
import { expect, it } from 'vitest';
import { commitTo, proposalOn, textOf } from '../contracts/forge.ts';
import { githubShop } from '../edge/github-shop.ts';
import { smallRepository } from '../making/small.ts';
import { jsonOf, textsOf } from '../world/json.ts';
import { stageOf } from './stage.ts';

it('a setting that forbids pull requests fails the step with the way to it; once it is changed there is one', async () => {
  const stage = await stageOf(smallRepository());
  stage.world.settings.actionsMayCreatePulls = false;
  const refused = await stage.run();
  expect(refused).toMatchObject({ exitCode: 1, outputs: { operation: 'none' } });
  expect(refused.annotations).toMatchObject([{ properties: { title: 'autotune: PULL_REQUESTS_FORBIDDEN' } }]);
  expect(refused.summary).toMatch(/Settings.*Actions.*General/);
  expect(await stage.left()).toMatchObject({ branches: [], pulls: [], comments: [], checks: 0 });
  stage.world.settings.actionsMayCreatePulls = true;
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { operation: 'created' } });
  expect(await stage.left()).toMatchObject({ branches: { length: 1 }, pulls: { length: 1 }, checks: 1 });
  await stage.expectRest();
}, 120_000);

it('reviewers who cannot be asked keep no other from it, and are not asked for the next pull request', async () => {
  const { world, forge: open, warnings } = await githubShop();
  const forge = open();
  const { commit } = await forge.base();
  const propose = async (digit: string) => {
    const more = { id: `at_${digit}`, branch: `autotune/support.triage/${digit.repeat(12)}` };
    await commitTo(forge, proposalOn(commit, more));
    world.clearRequests();
    await forge.upsertPullRequest(textOf({ ...more, reviewers: ['@ghost', '@wren', '@acme/nobody', '@rhea'] }));
    return world.writes
      .filter(({ path }) => path.endsWith('/requested_reviewers'))
      .map(({ body, status }) => ({ body, status }));
  };
  expect((await propose('1')).length).toBeGreaterThan(1);
  expect(await propose('2')).toEqual([{ body: { reviewers: ['wren', 'rhea'], team_reviewers: [] }, status: 201 }]);
  expect(warnings).toEqual([expect.stringContaining('no review could be asked of @ghost, @acme/nobody')]);
}, 60_000);

it('a reviewer whose own token opens the pull request cannot be asked, and all others are, with one warning', async () => {
  const { world, forge: open, warnings } = await githubShop();
  const forge = open({ GITHUB_TOKEN: world.person('wren').token });
  const { commit } = await forge.base();
  await commitTo(forge, proposalOn(commit));
  world.clearRequests();
  const { request } = await forge.upsertPullRequest(textOf({ reviewers: ['@mara', '@wren', '@rhea', '@ada'] }));
  const asked = world.writes.filter(({ path }) => path.endsWith('/requested_reviewers'));
  expect(asked[0]).toMatchObject({ status: 422, body: { reviewers: ['mara', 'wren', 'rhea', 'ada'] } });
  const told = asked.filter(({ status }) => status === 201).flatMap(({ body }) => textsOf(jsonOf(body)['reviewers']));
  expect(told).toEqual(['mara', 'rhea', 'ada']);
  expect(warnings).toEqual([expect.stringContaining('no review could be asked of @wren;')]);
  expect(request.state).toBe('open');
}, 60_000);
