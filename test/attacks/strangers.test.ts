/** What strangers put where autotune looks: a pull request under the name of its branch, and its marker in a comment. */
import { expect, it } from 'vitest';
import { smallRepository } from '../making/small.ts';
import { stageOf } from './stage.ts';

const from = smallRepository();

it('a copy of a proposal from a fork, marker, label and all, is no proposal and is never written to', async () => {
  const model = await stageOf(from);
  const { outputs } = await model.run();
  const [copied] = await model.pulls();
  const [sticky] = await model.comments(1);
  const branch = outputs['branch'] ?? '';

  const stage = await stageOf(from, { visibility: 'public' });
  const evil = stage.world.person('evil');
  await evil.pushToFork(branch, { 'packs/bench/pack.yaml': 'mine\n' });
  const number = await evil.openPull({ head: `evil:${branch}`, title: copied?.title ?? '', body: copied?.body ?? '' });
  await stage.world.person('ada').label(number, 'autotune');
  await evil.comment(number, sticky?.body ?? '');
  stage.world.clearRequests();
  const run = await stage.run();
  expect(run).toMatchObject({ exitCode: 0, outputs: { operation: 'created', branch } });
  const own = Number(run.outputs['pull-request-number']);
  expect(own).toBeGreaterThan(number);
  const touched = stage.world.writes.filter(({ path }) => new RegExp(`/(?:pulls|issues)/${number}(?:/|$)`).test(path));
  expect(touched).toEqual([]);

  const planted = await evil.comment(own, sticky?.body ?? '');
  const [ours] = (await stage.comments(own)).filter(({ author }) => author !== 'evil');
  await stage.expectRest();
  await stage.world.person('ada').deleteComment(ours?.id ?? 0);
  stage.world.clearRequests();
  expect(await stage.run()).toMatchObject({ exitCode: 0 });
  expect(stage.world.writes.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`)).toEqual([
    `POST issues/${own}/comments`,
  ]);
  expect((await stage.comments(own)).find(({ id }) => id === planted)?.body).toBe(sticky?.body);
  await stage.expectRest();
}, 120_000);
