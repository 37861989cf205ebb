/**
 * The job of a rejection that ends at any of its writes, killed or cut off from the answer: run again, it leaves what a
 * whole one would have left, once; and if nobody runs it again, the next scheduled run closes what was rejected.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { smallRepository } from '../making/small.ts';
import type { LoggedRequest } from '../world/log.ts';
import { fault } from '../world/world.ts';
import { type Opened, openedStage } from './opened.ts';
import { hearing, reactions, saying } from './saying.ts';
import { type Left, name } from './stage.ts';

const COMMAND = '/autotune reject too slow';

/** What the job writes, in order. The comment is the second of the pull request. */
const WRITES = [
  'POST issues/comments/2/reactions',
  'createCommitOnBranch',
  'POST issues/1/comments',
  'updateRefs',
  'POST issues/1/comments',
  'POST issues/comments/2/reactions',
];

let repository = '';
let wanted: Left;
beforeAll(() => {
  repository = smallRepository();
});

async function expectDone(stage: Opened, comment: number): Promise<void> {
  expect(await stage.left()).toEqual(wanted);
  expect(reactions(stage, comment)).toEqual(['eyes', 'rocket']);
}

it('writes one event, notice, reply and two reactions, takes the branch away and closes', async () => {
  const stage = await openedStage(repository);
  const said = await saying(stage, 'ada', COMMAND);
  expect(said.requests.filter(({ isWrite }) => isWrite).map(name)).toEqual(WRITES);
  wanted = await stage.left();
  expect(wanted).toMatchObject({
    branches: [],
    pulls: [{ number: 1, state: 'closed' }],
    comments: [
      '<!-- autotune:v1 comment=scorecard -->',
      '<!-- autotune:v1 comment=notice -->',
      '<!-- autotune:v1 comment=reply to=2 -->',
    ],
    events: ['heldout_look', 'proposal_opened', 'rejection', 'run_finished', 'run_started'],
  });
}, 60_000);

describe.each(WRITES.map((write, at) => ({ write, at })))('killed before write $at, $write,', ({ at }) => {
  it('it finishes when it is run again, and writes nothing twice', async () => {
    const stage = await openedStage(repository);
    const comment = await stage.world.person('ada').comment(1, COMMAND);
    stage.world.clearRequests();
    stage.world.faults.on({ writeIndex: at }, fault.kill('before'));
    const killed = await hearing(stage, comment);
    expect(killed.exitCode).toBeNull();
    await killed.again();
    await expectDone(stage, comment);
    await killed.again();
    await expectDone(stage, comment);
  }, 120_000);
});

it.each([0, 1])(
  'it loses the answer to every other write, from write %i on, and leaves what a whole one leaves',
  async (parity) => {
    const stage = await openedStage(repository);
    const comment = await stage.world.person('ada').comment(1, COMMAND);
    let seen = 0;
    const isLost = ({ isWrite }: LoggedRequest) => isWrite && seen++ % 2 === parity;
    stage.world.clearRequests();
    stage.world.faults.on(isLost, fault.lostAcknowledgement(), { times: 4 });
    const said = await hearing(stage, comment);
    if (said.exitCode !== 0) await said.again();
    await expectDone(stage, comment);
  },
  120_000,
);

it('killed once the ledger knows, and never run again, is finished by the next scheduled run', async () => {
  const stage = await openedStage(repository);
  const comment = await stage.world.person('ada').comment(1, COMMAND);
  stage.world.clearRequests();
  stage.world.faults.on({ writeIndex: 1 }, fault.kill('after'));
  await hearing(stage, comment);
  await stage.run();
  expect(await stage.pulls()).toMatchObject([
    { number: 1, state: 'closed' },
    { number: 2, state: 'open' },
  ]);
  expect(stage.events().filter(({ kind }) => kind === 'rejection')).toHaveLength(1);
}, 120_000);
