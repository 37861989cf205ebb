/** The twelve lines of the README, run as they stand there: one job that searches, looks and proposes. */
import { expect, it, onTestFinished } from 'vitest';
import { COMPILED } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { schedulePayload, workflowDispatchPayload } from '../world/payloads/payloads.ts';
import { createWorld } from '../world/world.ts';
import { runWorkflow } from './run-workflow.ts';
import { shown } from './shipped.ts';

it('opens one pull request on its schedule with what it is granted there, and finds it unchanged when it is started by hand', async () => {
  const world = await createWorld({ from: smallRepository() });
  onTestFinished(() => world.close());
  const [smallest] = shown('README.md');
  if (smallest === undefined) throw new Error('the README shows no workflow');
  const env = { NODE_COMPILE_CACHE: COMPILED };
  const run = async (event: string, payload: unknown) => {
    const { propose } = await runWorkflow(world, smallest, { event, payload, env });
    return { outcome: propose?.outcome, reason: propose?.reason, operation: propose?.action?.outputs['operation'] };
  };
  const fine = { outcome: 'success', reason: '' };
  expect(await run('schedule', await schedulePayload(world))).toEqual({ ...fine, operation: 'created' });
  expect(world.events.filter(({ name }) => name === 'pull_request.opened')).toHaveLength(1);
  world.clearRequests();
  const payload = await workflowDispatchPayload(world, {});
  expect(await run('workflow_dispatch', payload)).toEqual({ ...fine, operation: 'unchanged' });
  expect(world.writes).toEqual([]);
}, 60_000);
