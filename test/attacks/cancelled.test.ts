/** A job that is cancelled where it writes nothing, while it fetches or replays: nothing of it stays, and the next run is whole. Between writes: `crash-points.test.ts`. */
import { beforeAll, expect, it } from 'vitest';
import { git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { openedStage } from './opened.ts';
import { name } from './stage.ts';

/** 128 and the number of the signal with which a runner cancels a job. */
const TERMINATED = 143;
const STOPPING = new URL('../making/stopping.mjs', import.meta.url);

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

it('a run that is stopped in the middle of a fetch, a replay or a look leaves nothing half-done, by either signal', async () => {
  const stage = await openedStage(repository);
  // A lower limit is another contract, so that there is something to search and to look at.
  await stage.edit('.github/autotune.yaml', 'max_looks: 12', 'max_looks: 11');
  const before = await stage.left();
  stage.world.clearRequests();
  for (const [moment, signal] of [
    ['fetch', 'SIGKILL'],
    ['fetch', 'SIGTERM'],
    [' candidates on ', 'SIGKILL'],
    [' candidates on ', 'SIGTERM'],
    [': audit of ', 'SIGTERM'],
  ] as const) {
    const env = { NODE_OPTIONS: `--import=${STOPPING.href}`, STOP_AT: moment, STOP_BY: signal };
    const { exitCode, stdout } = await stage.run({ env });
    const said = stdout.includes('stopped by SIGTERM; the next run goes on from what is written');
    const isTold = signal === 'SIGTERM';
    expect({ moment, exitCode, said }).toEqual({ moment, exitCode: isTold ? TERMINATED : null, said: isTold });
    expect(git(stage.checkout, 'status', '--porcelain')).toBe('');
  }
  // That it has begun is recorded before a run searches: once, however often it is stopped there.
  expect(stage.world.writes.map(name)).toEqual(['createCommitOnBranch']);
  expect(await stage.left()).toEqual({ ...before, events: [...before.events, 'run_started'].sort() });
  expect((await stage.run()).outputs).toMatchObject({ operation: 'updated', branch: stage.branch });
  await stage.expectRest();
}, 60_000);
