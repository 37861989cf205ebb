/**
 * A run that ends at any of its writes to GitHub, killed or cut off from the answer: whatever came of it, later runs
 * bring what one whole run would have brought, once.
 */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallRepository } from '../making/small.ts';
import { fault } from '../world/world.ts';
import { loseAnswers } from './lost-answers.ts';
import { type Left, name, type Stage, stageOf } from './stage.ts';

/** 128 and the number of the signal with which a runner cancels a job. */
const TERMINATED = 143;
const SIGNALS = [
  ['SIGKILL', null],
  ['SIGTERM', TERMINATED],
] as const;

/** What a run that opens a proposal writes, in order; the sweeps hold it against one. */
const WRITES = [
  'POST git/trees',
  'POST git/commits',
  'POST git/refs',
  'createCommitOnBranch',
  'POST git/refs',
  'createCommitOnBranch',
  'POST pulls',
  'POST pulls/1/requested_reviewers',
  'POST issues/1/labels',
  'POST issues/1/comments',
  'POST check-runs',
  'createCommitOnBranch',
];

let repository = '';
let wanted: Left;

beforeAll(async () => {
  repository = smallRepository();
});

it('writes one branch, pull request, comment, check and event of everything, and no more after that', async () => {
  const stage = await stageOf(repository);
  const { outputs } = await stage.run();
  expect(outputs['operation']).toBe('created');
  expect(stage.world.writes.map(name)).toEqual(WRITES);
  wanted = await stage.left();
  expect(wanted).toMatchObject({
    branches: [[outputs['branch'], expect.any(String), 1]],
    pulls: [{ number: 1, branch: outputs['branch'], state: 'open', author: 'github-actions[bot]' }],
    comments: ['<!-- autotune:v1 comment=scorecard -->'],
    checks: 1,
    events: ['heldout_look', 'proposal_opened', 'run_finished', 'run_started'],
  });
  await stage.expectRest();
});

describe.each(WRITES.map((write, at) => ({ write, at })))('before write $at, $write,', ({ at }) => {
  const killedBy = async ([signal, exitCode]: (typeof SIGNALS)[number]): Promise<Stage> => {
    const stage = await stageOf(repository);
    stage.world.faults.on({ writeIndex: at }, fault.kill('before'));
    expect((await stage.run({ killedBy: signal })).exitCode).toBe(exitCode);
    expect(stage.world.writes.map(name)).toEqual(WRITES.slice(0, at + 1));
    return stage;
  };

  // What it leaves is also what a run leaves that is killed after the write before; and what comes of it need be tried
  // for one of the signals only, by turns, where both leave the same.
  it('a run gets SIGKILL or SIGTERM: the next leaves what a whole run leaves, and the one after that writes nothing', async () => {
    const stages = [await killedBy(SIGNALS[0]), await killedBy(SIGNALS[1])] as const;
    const [killed, terminated] = await Promise.all(
      stages.map(async (stage) => ({ ...(await stage.left()), files: filesOf(stage.checkout) })),
    );
    expect(terminated).toEqual(killed);
    const stage = stages[at % 2 === 0 ? 0 : 1];
    await stage.run();
    expect(await stage.left()).toEqual(wanted);
    await stage.expectRest();
  }, 120_000);
});

/** Of the checkout and of git's own: locks are among them, objects are not. */
const filesOf = (checkout: string) =>
  readdirSync(checkout, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.git/objects/'))
    .sort();

it.each([0, 1])(
  'a run loses the answer to every other write, from write %i on, and leaves what a whole run leaves',
  async (parity) => {
    const stage = await stageOf(repository);
    const lost = loseAnswers(stage, parity, WRITES.length);
    expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { operation: 'created' } });
    expect(lost).toEqual(WRITES.filter((_, index) => index % 2 === parity));
    expect(await stage.left()).toEqual(wanted);
  },
  120_000,
);

it('a run is killed after its last write: the next writes nothing', async () => {
  const stage = await stageOf(repository);
  stage.world.faults.on({ writeIndex: WRITES.length - 1 }, fault.kill('after'));
  expect((await stage.run()).exitCode).toBeNull();
  expect(await stage.left()).toEqual(wanted);
  await stage.expectRest();
}, 120_000);

it('a limit that is met halfway ends the run with its code, and the next run finishes what was begun', async () => {
  const stage = await stageOf(repository);
  const inFiftyMinutes = Math.floor(Date.now() / 1000) + 3000;
  stage.world.faults.on({ method: 'POST', path: /\/comments$/ }, fault.primaryLimit(inFiftyMinutes), { times: 9 });
  const { exitCode, stdout } = await stage.run();
  expect({ exitCode, isTold: stdout.includes('| RATE_LIMITED: ') }).toEqual({ exitCode: 1, isTold: true });
  expect(stage.world.writes.at(-1)).toMatchObject({ path: expect.stringMatching(/\/comments$/) });
  await stage.run();
  expect(await stage.left()).toEqual(wanted);
  await stage.expectRest();
}, 120_000);
