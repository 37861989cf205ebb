/** Runs at the same time: schedules that fire twice, late or for different checkouts. One proposal comes of them. */
import { beforeAll, expect, it } from 'vitest';
import { copyRepository } from '../making/repository.ts';
import { CONFIGURATION, smallRepository } from '../making/small.ts';
import type { LoggedRequest } from '../world/log.ts';
import { fault } from '../world/world.ts';
import { stageOf, TODAY } from './stage.ts';

const HOUR = 3600;
/** How many processes run at once. */
const RIVALS = 16;
/** Milliseconds for each of them, on a machine that others use too. */
const PATIENCE = 180_000;

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

/** Holds everybody until so many have come, or nobody else comes. */
function barrier(count: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, 10_000);
      waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
      if (waiting.length === count) for (const go of waiting) go();
    });
}

it(
  'runs that keep step with each other leave one branch, pull request, comment and event',
  async () => {
    const stage = await stageOf(repository);
    const steps = [
      { path: /\/git\/refs$/, body: /autotune\/bench/ },
      { path: /\/pulls$/, body: /head/ },
      { path: /\/comments$/, body: /scorecard/ },
    ];
    for (const { path, body } of steps) {
      const isStep = (request: LoggedRequest) =>
        request.method === 'POST' && path.test(request.path) && body.test(JSON.stringify(request.body));
      stage.world.faults.on(isStep, fault.run(barrier(RIVALS)), { times: RIVALS });
    }
    const checkouts = [stage.checkout, ...Array.from({ length: RIVALS - 1 }, () => copyRepository(repository))];
    const results = await Promise.all(
      checkouts.map((checkout) => stage.runAmongOthers({ checkout, timeout: PATIENCE })),
    );
    expect({ exitCodes: results.map(({ exitCode }) => exitCode), missed: stage.world.faults.pending }).toEqual({
      exitCodes: checkouts.map(() => 0),
      missed: 0,
    });
    const left = await stage.left();
    const open = left.pulls.filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ number: 1 }]);
    expect(left.branches).toEqual([[open[0]?.branch, expect.any(String), 1]]);
    expect(left.comments).toEqual(['<!-- autotune:v1 comment=scorecard -->']);
    expect(left.events).toEqual(['heldout_look', 'proposal_opened', 'run_finished', 'run_started']);
    await stage.expectRest();
  },
  PATIENCE + 60_000,
);

it('two runs that come to different changes for one intent leave the older pull request', async () => {
  const stage = await stageOf(repository);
  const old = copyRepository(repository);
  await stage.edit(CONFIGURATION, 'utility_delta: { min: -0.5 }', 'utility_delta: { min: -0.1 }');
  const meet = barrier(2);
  stage.world.faults.on({ method: 'POST', path: /\/pulls$/ }, fault.run(meet), { times: 2 });
  const checkouts = [stage.checkout, old];
  const results = await Promise.all(checkouts.map((checkout) => stage.runAmongOthers({ checkout })));
  stage.world.faults.clear();
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const { pulls, branches, events } = await stage.left();
  expect(new Set(pulls.map(({ branch }) => branch)).size).toBe(2);
  expect(pulls.map(({ state }) => state)).toEqual(['open', 'closed']);
  expect(branches.map(([branch]) => branch)).toEqual([pulls[0]?.branch]);
  expect(events).toContain('proposal_superseded');
  const loser = results.find(({ outputs }) => outputs['operation'] === 'none');
  expect(loser?.stdout).toContain('#1 was opened for the same intent and risk class a moment earlier');
}, 120_000);

it('a schedule that fires late, twice or days apart finds everything as it was', async () => {
  const stage = await stageOf(repository);
  await stage.run();
  for (const hours of [6, 72]) {
    const { outputs } = await stage.expectRest({ now: TODAY + hours * HOUR });
    expect(outputs['operation']).toBe('unchanged');
  }
}, 120_000);
