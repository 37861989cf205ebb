/**
 * A run that ends while it updates, supersedes or closes what is open, killed or cut off from the answers: later runs
 * bring what one whole run would have brought. Of the moments to kill it at three are tried: before the first write, the
 * one in the middle and the last. `crash-points.test.ts` tries each of the run that opens, `../loop/life-crash.test.ts`
 * each of closing and reopening, by port.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { CONFIGURATION, PACK, smallRepository } from '../making/small.ts';
import { fault } from '../world/world.ts';
import { loseAnswers } from './lost-answers.ts';
import { openedStage } from './opened.ts';
import { name, type Stage } from './stage.ts';

const RELEASE = 'packs/bench/releases/bench.answer.yaml';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

type Life = {
  readonly what: string;
  readonly before: (stage: Stage) => Promise<void>;
  /** What the run leaves that is not cut off. */
  readonly wanted: { readonly pulls: readonly string[]; readonly events: readonly string[] };
};

const LIVES: readonly Life[] = [
  {
    what: 'brings a proposal up to date',
    before: (stage) => stage.edit(CONFIGURATION, 'max_looks: 12', 'max_looks: 11'),
    wanted: { pulls: ['open'], events: ['proposal_updated'] },
  },
  {
    what: 'opens another proposal and ends the one that it supersedes',
    before: (stage) => stage.edit(CONFIGURATION, 'utility_delta: { min: -0.5 }', 'utility_delta: { min: -0.1 }'),
    wanted: { pulls: ['closed', 'open'], events: ['proposal_superseded'] },
  },
  {
    what: 'ends a proposal whose start the default branch changed',
    before: changeBase,
    wanted: { pulls: ['closed'], events: ['proposal_expired'] },
  },
  {
    what: 'records that a person closed a proposal',
    before: (stage) => stage.world.person('mara').close(1),
    wanted: { pulls: ['closed'], events: ['soft_rejection'] },
  },
];

async function changeBase(stage: Stage): Promise<void> {
  const textOf = (path: string) => readFileSync(join(stage.checkout, path), 'utf8');
  await stage.advance({
    [PACK]: textOf(PACK).replace('top_k: 10,', 'top_k: 8,').replace('version: 1.0.0', 'version: 1.1.0'),
    [RELEASE]: textOf(RELEASE)
      .replace('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0')
      .replace(/pack: sha256:[0-9a-f]+,? ?/, ''),
  });
}

/** A stage on which a proposal is open, and what comes next has happened to it. */
async function staged({ before }: Life): Promise<Stage> {
  const stage = await openedStage(repository);
  await before(stage);
  stage.world.clearRequests();
  return stage;
}

/** What a proposal says of the ledger it was opened on, and so the tree that carries it, hangs on when things were recorded. */
async function leftOn(stage: Stage): Promise<unknown> {
  const { branches, ...left } = await stage.left();
  return { ...left, branches: branches.map(([branch, , ahead]) => [branch, ahead]) };
}

async function whole(life: Life): Promise<{ writes: readonly string[]; left: unknown }> {
  const stage = await staged(life);
  expect((await stage.run()).exitCode).toBe(0);
  const writes = stage.world.writes.map(name);
  const { pulls, events } = await stage.left();
  expect(pulls.slice(0, life.wanted.pulls.length).map(({ state }) => state)).toEqual(life.wanted.pulls);
  expect(events).toEqual(expect.arrayContaining([...life.wanted.events]));
  const left = await leftOn(stage);
  await stage.expectRest();
  return { writes, left };
}

async function killedAt(life: Life, at: number): Promise<unknown> {
  const stage = await staged(life);
  stage.world.faults.on({ writeIndex: at }, fault.kill('before'));
  expect((await stage.run()).exitCode, `killed before write ${at}`).toBeNull();
  await stage.run();
  const left = await leftOn(stage);
  await stage.expectRest();
  return left;
}

async function losing(life: Life, parity: number, most: number): Promise<unknown> {
  const stage = await staged(life);
  const lost = loseAnswers(stage, parity, most);
  expect((await stage.run()).exitCode).toBe(0);
  expect(lost.length).toBeGreaterThan(1);
  return leftOn(stage);
}

it.each(LIVES)(
  'a run that $what leaves the same where it is killed or loses every other answer',
  async (life) => {
    const { writes, left } = await whole(life);
    expect(writes.length).toBeGreaterThan(3);
    for (const at of [0, Math.floor(writes.length / 2), writes.length - 1])
      expect({ at, left: await killedAt(life, at) }).toEqual({ at, left });
    for (const parity of [0, 1])
      expect({ parity, left: await losing(life, parity, writes.length) }).toEqual({ parity, left });
  },
  300_000,
);
