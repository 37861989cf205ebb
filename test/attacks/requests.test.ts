/** All that a run asks of GitHub and leaves there: no word of a case, no question that waits, and in a dry run no write. */
import { expect, it } from 'vitest';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { CANARY, planted } from '../canaries/planting.ts';
import { git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { addWorkflowRun } from '../world/seeds.ts';
import { type Stage, stageOf } from './stage.ts';

/** What a trace may have picked up on its way: forms that scanners for secrets know, and one that none knows. */
const SECRETS = ['ghp_0123456789abcdefghijABCDEFGHIJ012345', 'AKIAIOSFODNN7EXAMPLE', 'hunter2-hunter2-hunter2'];

const withSecrets = (golden: GoldenCase): GoldenCase => ({
  ...golden,
  invoke: { input: { message: SECRETS.join(' '), token: SECRETS[0] ?? '' } },
  decisions: golden.decisions.map((decision) => ({ ...decision, output: { text: SECRETS.join('\n') } })),
});

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value, Buffer.from(value, 'base64').toString('latin1')];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};

/** Everything that was sent, and everything on GitHub that the default branch does not hold. */
function left({ world }: Stage): string {
  const sent = world.requests.flatMap(({ path, query, body }) => [path, query, ...stringsIn(body)]);
  return [...sent, git(world.gitDir, 'log', '-p', '--all', '--format=raw', '--not', world.defaultBranch)].join('\n');
}

const asked = ({ world }: Stage) =>
  world.requests
    .filter(({ path }) => !path.endsWith('/git-upload-pack'))
    .map(({ method, path }) => `${method} ${path}`);

it('no word of a held-out case, and no secret that a trace picked up, is sent or left anywhere', async () => {
  const from = smallRepository((golden, i) => (i < 1000 ? withSecrets(golden) : planted(golden)));
  const stage = await stageOf(from);
  const run = await stage.run();
  expect(run).toMatchObject({ exitCode: 0, outputs: { operation: 'created' } });
  const texts = [left(stage), run.stdout, run.stderr, run.summary, ...Object.values(run.files)].join('\n');
  expect(texts).toContain('Autotune-Proposal: ');
  for (const word of [CANARY, ...SECRETS, Buffer.from(SECRETS[0] ?? '').toString('base64')])
    expect(texts).not.toContain(word);
}, 120_000);

it('a dry run writes nothing, whatever there is to do', async () => {
  const stage = await stageOf(smallRepository());
  const token = await stage.token('autotune-app');
  const dry = { token, inputs: { 'dry-run': 'true' } };
  const before = await stage.left();
  expect(await stage.run(dry)).toMatchObject({ exitCode: 0, outputs: { operation: 'none' } });
  expect(asked(stage).filter((request) => !request.startsWith('GET '))).toEqual([]);
  expect(await stage.left()).toEqual(before);

  await stage.run({ token });
  await stage.world.person('ada').close(1);
  stage.world.clearRequests();
  const closed = await stage.left();
  const again = await stage.run(dry);
  expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('taken for that of autotune-app[bot]') });
  expect(asked(stage).filter((request) => !request.startsWith('GET '))).toEqual([]);
  expect(await stage.left()).toEqual(closed);
}, 120_000);

it('that workflows wait for a person is said once, and nobody asks whether they still do', async () => {
  const stage = await stageOf(smallRepository());
  const { outputs } = await stage.run();
  const branch = outputs['branch'] ?? '';
  const sha = (await stage.world.head(branch)) ?? '';
  await addWorkflowRun(stage.world, { branch, sha, conclusion: 'action_required' });
  const said = async () =>
    (await stage.comments(1)).flatMap(({ body }) => body.match(/opened with the token of a workflow/g) ?? []).length;
  expect(await said()).toBe(1);
  await stage.expectRest();
  expect(await said()).toBe(1);
  expect(stage.world.state.settings.workflowRuns).toMatchObject([{ head_sha: sha, conclusion: 'action_required' }]);
  expect(asked(stage).filter((request) => /\/(?:actions|check-suites)(?:\/|$)/.test(request))).toEqual([]);
}, 120_000);
