/**
 * A search that four jobs of a matrix share, through the workflow as it is shipped: what is proposed is, to the byte, what
 * one machine proposes, and a job that fails, or hands over what is stale, leaves nothing.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { COMPILED, git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { schedulePayload } from '../world/payloads/payloads.ts';
import { createWorld, type World } from '../world/world.ts';
import { lessOf } from './less.ts';
import { runWorkflow } from './run-workflow.ts';
import { read } from './shipped.ts';

const TODAY = '2026-05-12T09:00:00Z';
const from = smallRepository();
const split = read('templates/autotune-propose-sharded.yml');
const whole = read('templates/autotune-propose.yml');

const worlds: World[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

async function newWorld(): Promise<World> {
  const world = await createWorld({ from, now: () => new Date(TODAY) });
  worlds.push(world);
  return world;
}

async function scheduled(world: World, file: typeof split, more: Partial<Parameters<typeof runWorkflow>[2]> = {}) {
  const env = { SOURCE_DATE_EPOCH: String(Date.parse(TODAY) / 1000), NODE_COMPILE_CACHE: COMPILED };
  return runWorkflow(world, file, { event: 'schedule', payload: await schedulePayload(world), env, ...more });
}

const outcomes = (jobs: Awaited<ReturnType<typeof runWorkflow>>) =>
  Object.values(jobs).map(({ outcome, reason }) => `${outcome}${reason}`);

/** The branches of proposals, each with its tree. */
const trees = (world: World) =>
  git(
    world.gitDir,
    'for-each-ref',
    '--format=%(refname) %(tree)',
    'refs/heads/autotune/bench*',
    'refs/heads/autotune/*/**',
  );

describe('the propose workflow that is split', () => {
  it('comes to the proposal of one machine, and to nothing new the second time', async () => {
    const [one, many] = [await newWorld(), await newWorld()];
    expect(outcomes(await scheduled(one, whole))).toEqual(['success', 'success']);
    expect(outcomes(await scheduled(many, split))).toEqual(['success', 'success', 'success']);
    expect(trees(many)).not.toBe('');
    expect(trees(many)).toBe(trees(one));
    many.clearRequests();
    expect(outcomes(await scheduled(many, split))).toEqual(['success', 'success', 'success']);
    expect(many.writes).toEqual([]);
  }, 240_000);

  it.each(lessOf(split).filter(({ id }) => id === 'replay'))(
    'fails in the job $id with $less, and proposes nothing',
    async ({ id, permissions }) => {
      const world = await newWorld();
      const jobs = await scheduled(world, split, { permissions: { [id]: permissions } });
      expect(jobs[id]?.outcome).toBe('failure');
      expect([jobs['search']?.outcome, jobs['propose']?.outcome]).toEqual(['skipped', 'skipped']);
      expect(world.writes).toEqual([]);
    },
    120_000,
  );

  it('refuses in the search what was replayed on an earlier commit, and writes nothing', async () => {
    const world = await newWorld();
    // The first two were made before the branch went on, the others after it.
    const meanwhile = async (_: string, part: number) => {
      if (part === 3) await world.person('ada').push(world.defaultBranch, { 'notes.md': 'more\n' });
    };
    const jobs = await scheduled(world, split, { meanwhile });
    expect(jobs['search']).toMatchObject({
      outcome: 'failure',
      reason: expect.stringMatching(/^shard [12] of 4 \(.*\) was made on commit/),
    });
    expect(jobs['propose']?.outcome).toBe('skipped');
    expect(world.writes).toEqual([]);
  }, 120_000);
});
