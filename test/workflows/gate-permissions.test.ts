/** Least privilege of the gate, proven: its jobs judge and tell with exactly what they are granted, and fail with less. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Asked, humanChange, judge, READY } from '../attacks/judged.ts';
import { stageOf } from '../attacks/stage.ts';
import type { World } from '../world/world.ts';
import { lessOf } from './less.ts';
import { read } from './shipped.ts';

const file = read('templates/autotune-gate.yml');

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function judged(permissions: NonNullable<Asked['permissions']> = {}) {
  const stage = await stageOf(READY, { closes: false });
  world = stage.world;
  const number = await humanChange(stage);
  return judge(stage, number, { permissions });
}

describe('the shipped gate workflow', () => {
  it('judges and tells with what its jobs are granted', async () => {
    const { gate, comment } = await judged();
    expect(gate?.action?.outputs).toMatchObject({ decision: expect.any(String), kind: 'human' });
    expect(comment).toMatchObject({ outcome: 'success' });
  }, 120_000);

  it('does not know who reviewed the change without reading pull requests, says so, and judges all the same', async () => {
    const judgedWith = async (permissions: NonNullable<Asked['permissions']>) => {
      const { gate } = await judged(permissions);
      return {
        decision: gate?.action?.outputs['decision'],
        roles: /\| `@acme\/bench` \| (\S+ \w+)/.exec(gate?.action?.summary ?? '')?.[1],
      };
    };
    const granted = await judgedWith({});
    expect(granted.roles).toBe('⏳ awaited');
    await world?.close();
    const less = await judgedWith({ gate: { contents: 'read', checks: 'write' } });
    expect(less).toEqual({ decision: granted.decision, roles: '❔ unknown' });
  }, 120_000);

  it.each(lessOf(file).filter(({ id, less }) => !(id === 'gate' && less === 'no pull-requests')))(
    'fails in the job $id with $less',
    async ({ id, permissions }) => {
      const jobs = await judged({ [id]: permissions });
      expect(jobs[id]?.outcome).toBe('failure');
      expect(jobs[id]?.reason).toMatch(/40[134]|Authentication failed|FORGE_FORBIDDEN|FORGE_UNAUTHORIZED|permission/i);
    },
    120_000,
  );
});
