/** Least privilege, proven: the shipped jobs do their work with exactly what they are granted, and fail with anything less. */
import { afterEach, describe, expect, it } from 'vitest';
import { makeRepository } from '../making/repository.ts';
import { schedulePayload, workflowDispatchPayload } from '../world/payloads/payloads.ts';
import { createWorld, type World } from '../world/world.ts';
import { lessOf } from './less.ts';
import { runWorkflow } from './run-workflow.ts';
import { read } from './shipped.ts';

const file = read('templates/autotune-propose.yml');
const from = makeRepository();

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function scheduled(permissions: NonNullable<Parameters<typeof runWorkflow>[2]['permissions']> = {}) {
  world ??= await createWorld({ from });
  const payload = await schedulePayload(world);
  const jobs = await runWorkflow(world, file, { event: 'schedule', payload, permissions });
  return { jobs, world };
}

const outcomes = (jobs: Awaited<ReturnType<typeof runWorkflow>>) =>
  Object.fromEntries(Object.entries(jobs).map(([id, { outcome }]) => [id, outcome]));
const pulls = ({ events }: World) => events.filter(({ name }) => name === 'pull_request.opened').length;

describe('the shipped propose workflow', () => {
  it('opens one pull request with what its jobs are granted, and nothing the second time', async () => {
    const { jobs, world } = await scheduled();
    expect(Object.values(jobs).map(({ reason }) => reason)).toEqual(['', '']);
    expect(jobs['propose']?.action?.outputs['operation']).toBe('created');
    expect(pulls(world)).toBe(1);
    world.clearRequests();
    const again = await scheduled();
    expect(outcomes(again.jobs)).toEqual({ search: 'success', propose: 'success' });
    expect(again.jobs['propose']?.action?.outputs['operation']).toBe('unchanged');
    expect(world.writes).toEqual([]);
  }, 120_000);

  it('starts no job that can write in a dry run by hand', async () => {
    world = await createWorld({ from });
    const inputs = { 'dry-run': true, intent: 'bench.answer' };
    const payload = await workflowDispatchPayload(world, { inputs: { 'dry-run': 'true', intent: 'bench.answer' } });
    const jobs = await runWorkflow(world, file, { event: 'workflow_dispatch', payload, inputs });
    expect(outcomes(jobs)).toEqual({ search: 'success', propose: 'skipped' });
    expect(world.writes).toEqual([]);
  }, 120_000);

  it.each(lessOf(file))(
    'fails in the job $id with $less',
    async ({ id, permissions }) => {
      const { jobs } = await scheduled({ [id]: permissions });
      expect(jobs[id]?.outcome).toBe('failure');
      expect(jobs[id]?.reason).toMatch(/40[134]|Authentication failed|FORGE_FORBIDDEN|FORGE_UNAUTHORIZED|permission/i);
    },
    120_000,
  );
});
