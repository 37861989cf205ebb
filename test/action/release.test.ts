/** The verbs of a release at GitHub's door: one change from its merge to a stage, watched, audited and taken back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { name, type Stage, stageOf, TODAY } from '../attacks/stage.ts';
import { feedOf } from '../making/production.ts';
import { smallRepository } from '../making/small.ts';

const RECORD = 'packs/bench/releases/bench.answer.yaml';
const DAY = 86_400;

let stage: Stage;
beforeAll(async () => {
  stage = await stageOf(smallRepository(), { closes: false });
  await stage.edit('.github/autotune.yaml', 'schema_version: 1\n', 'schema_version: 1\nexperience: { files: runs }\n');
  await stage.advance({ 'runs/README.md': 'production runs\n' });
  expect((await stage.run({ inputs: { intent: 'bench.answer' } })).outputs).toMatchObject({
    operation: 'created',
    'pull-request-number': '1',
  });
  await merge(1);
}, 120_000);
afterAll(() => stage.world.close());

async function merge(number: number): Promise<void> {
  await stage.world.person('ada').merge(number, 'squash');
  await stage.advance({});
}

/** Runs one verb, and tells what it wrote. */
async function ask(command: string, inputs: Readonly<Record<string, string>> = {}, days = 0) {
  stage.world.clearRequests();
  const result = await stage.run({ inputs: { command, ...inputs }, now: TODAY + days * DAY });
  return { ...result, writes: stage.world.writes.map(name) };
}

it('in a dry run write nothing, and say what they decided', async () => {
  for (const command of ['record', 'promote', 'monitor', 'harvest']) {
    const { exitCode, outputs, writes } = await ask(command, { 'dry-run': 'true' });
    expect({ command, exitCode, writes }).toEqual({ command, exitCode: 0, writes: [] });
    expect(outputs['report']).toMatch(/\.json$/);
  }
}, 60_000);

it('a merge is recorded, and the pull request of its record is told to later steps', async () => {
  const { exitCode, outputs, summary } = await ask('record');
  expect(exitCode).toBe(0);
  expect(outputs).toMatchObject({
    operation: 'created',
    branch: expect.stringMatching(/^autotune\/bench\.answer\/release-/),
    'pull-request-number': '2',
    'pull-request-url': `${stage.world.serverUrl}/${stage.world.repository}/pull/2`,
  });
  expect(summary).toContain('admitted  bench.answer: ');
  await merge(2);
  const again = await ask('record');
  expect(again).toMatchObject({ exitCode: 0, outputs: { operation: 'none' }, writes: [] });
}, 60_000);

it('a rollout pauses until production has shown enough, and then its next stage is a pull request', async () => {
  expect(await ask('promote')).toMatchObject({ exitCode: 0, outputs: { decision: 'pause', operation: 'none' } });
  const { release_tuple, rollout } = parse(readFileSync(join(stage.checkout, RECORD), 'utf8'));
  const feed = feedOf({
    ...{ stage: '0%_shadow', baseline: release_tuple.id, candidate: rollout.candidate_tuple.id },
    ...{ from: '2026-05-13T00:00:00Z', days: 3, perDay: 400 },
  });
  await stage.advance({ 'runs/shadow.jsonl': [...feed].map((run) => `${JSON.stringify(run)}\n`).join('') });
  const promoted = await ask('promote', { intent: 'bench.answer' }, 4);
  expect(promoted).toMatchObject({ exitCode: 0, outputs: { decision: 'promote', operation: 'created' } });
  expect(promoted.outputs['pull-request-number']).toBe('3');
  expect(await ask('promote', {}, 4)).toMatchObject({ outputs: { operation: 'unchanged' }, writes: [] });
}, 60_000);

it('a release is judged, its verdict recorded once and told on the merged pull request', async () => {
  const first = await ask('monitor', {}, 4);
  expect(first).toMatchObject({ exitCode: 0, outputs: { decision: expect.stringMatching(/^[a-z_]+$/) } });
  expect(first.writes).toEqual(['createCommitOnBranch', 'POST issues/1/comments']);
  expect(first.summary).toContain('bench.answer');
  expect(await ask('monitor', {}, 4)).toMatchObject({ exitCode: 0, writes: [] });
}, 60_000);

it('nothing is harvested where no traces are configured, and that is no failure', async () => {
  expect(await ask('harvest')).toMatchObject({ exitCode: 0, outputs: { operation: 'none' }, writes: [] });
}, 60_000);

it('an audit fails where an answer is not met, and writes nothing', async () => {
  const { exitCode, outputs, stdout, writes } = await ask('audit');
  expect({ exitCode, decision: outputs['decision'] }).toEqual({ exitCode: 1, decision: 'not_met' });
  expect(stdout).toContain('| definition of done\n');
  expect(writes).toEqual([]);
}, 60_000);

it('a change is taken back by a pull request, with its intent and a reason alone', async () => {
  const bare = await ask('rollback', { intent: 'bench.answer' });
  expect(bare).toMatchObject({ exitCode: 1, writes: [] });
  expect(bare.annotations[0]).toMatchObject({ properties: { title: 'autotune: INPUT_INVALID' } });
  const asked = { intent: 'bench.answer', reason: 'refunds were sent twice' };
  const back = await ask('rollback', asked);
  expect(back).toMatchObject({ exitCode: 0, outputs: { operation: 'created', 'pull-request-number': '4' } });
  expect((await stage.pulls()).at(-1)?.body).toContain('refunds were sent twice');
  expect(await ask('rollback', asked)).toMatchObject({ outputs: { operation: 'unchanged' }, writes: [] });
}, 60_000);

it('harm that production shows is taken back by that pull request, which later steps are told', async () => {
  const { release_tuple, rollout } = parse(readFileSync(join(stage.checkout, RECORD), 'utf8'));
  const [run] = feedOf({
    ...{ stage: '0%_shadow', baseline: release_tuple.id, candidate: rollout.candidate_tuple.id },
    ...{ from: '2026-05-13T00:00:00Z', days: 1, perDay: 1 },
  });
  if (run === undefined) throw new Error('a feed has runs');
  const unsafe = { scorecard: { ...run.scorecard, safety: 0 } };
  const feed = feedOf({
    ...{ stage: '0%_shadow', baseline: release_tuple.id, candidate: rollout.candidate_tuple.id },
    ...{ from: '2026-05-14T00:00:00Z', days: 2, perDay: 400, like: (n) => (n % 3 === 0 ? unsafe : {}) },
  });
  await stage.advance({ 'runs/shadow.jsonl': [...feed].map((each) => `${JSON.stringify(each)}\n`).join('') });
  const watched = await ask('monitor', {}, 4);
  expect(watched).toMatchObject({
    exitCode: 0,
    outputs: { decision: 'roll_back', operation: 'unchanged', 'pull-request-number': '4' },
  });
  expect(watched.summary).toContain('rollback to release.bench.answer@2026-05-01: unchanged, #4 ');
}, 60_000);
