/** Merges past the gate, in whole runs of the built action: recorded once, told by status and audit, and none where it had passed. */
import { beforeAll, expect, it } from 'vitest';
import { git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { read } from '../workflows/shipped.ts';
import { type Opened, openedStage } from './opened.ts';

const GATE = { '.github/workflows/autotune-gate.yml': read('templates/autotune-gate.yml').text };

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

type Check = { readonly conclusion: 'success' | 'failure'; readonly second: number; readonly name?: string };

/** A proposal that was merged at second 0, by the clock of the host, with checks that ended before and after that. */
async function merged(checks: readonly Check[]): Promise<Opened> {
  const stage = await openedStage(repository);
  await checked(stage, stage.head, checks);
  await stage.world.person('ada').merge(1, 'squash');
  await stage.advance(GATE);
  return stage;
}

async function checked(stage: Opened, head_sha: string, checks: readonly Check[]): Promise<void> {
  const { apiUrl, repository: name } = stage.world;
  const token = await stage.world.mintToken({ permissions: { checks: 'write', contents: 'read' } });
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  for (const { conclusion, second, name: check = 'autotune gate' } of checks) {
    const completed_at = new Date(Date.now() + second * 1000).toISOString().replace(/\.\d+/, '');
    const body = JSON.stringify({ name: check, head_sha, status: 'completed', conclusion, completed_at });
    const answer = await fetch(`${apiUrl}/repos/${name}/check-runs`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
  }
}

/** What the proposal changes, as a person would commit it elsewhere. */
function filesOf({ world, head }: Opened): Record<string, string> {
  const paths = git(world.gitDir, 'diff', '--name-only', 'main', head).trim().split('\n');
  return Object.fromEntries(paths.map((path) => [path, git(world.gitDir, 'show', `${head}:${path}`)]));
}

const bypasses = (stage: Opened) => stage.events().filter(({ kind }) => kind === 'gate_bypassed');
const ask = (stage: Opened, command: string) => stage.run({ inputs: { command } });

it('a merge past a gate that had failed is recorded once, with its commit, and told until the change is taken back', async () => {
  const stage = await merged([
    { conclusion: 'success', second: -90 },
    { conclusion: 'failure', second: -60 },
  ]);
  expect(await ask(stage, 'record')).toMatchObject({ exitCode: 0, annotations: [] });
  expect(bypasses(stage)).toMatchObject([
    {
      intent: 'bench.answer',
      body: {
        proposal_id: stage.proposal,
        check: 'autotune gate',
        gate: 'failed',
        head_sha: stage.head,
        pull_request: 1,
      },
    },
  ]);
  await stage.expectRest({ inputs: { command: 'record' } });
  expect((await ask(stage, 'status')).stdout).toContain('it was merged past its gate, which had failed');
  const audit = await ask(stage, 'audit');
  expect(audit.stdout).toContain(`${stage.proposal} was merged past its gate, which had failed, by #1`);
  expect(audit.stdout).toContain('0 of 1 merges that their gate had not passed were taken back');
}, 120_000);

it('a merge that did not wait for the gate is recorded, whatever the gate says later', async () => {
  const stage = await merged([
    { conclusion: 'success', second: -60, name: 'another' },
    { conclusion: 'success', second: 600 },
  ]);
  await ask(stage, 'record');
  expect(bypasses(stage)).toMatchObject([{ body: { gate: 'missing' } }]);
  expect((await ask(stage, 'status')).stdout).toContain('it was merged past its gate, which had not ended');
}, 120_000);

it('a merge that the gate had passed is none, and neither is what a later run of the gate finds', async () => {
  const stage = await merged([
    { conclusion: 'failure', second: -90 },
    { conclusion: 'success', second: -60 },
    { conclusion: 'failure', second: 600 },
  ]);
  await ask(stage, 'record');
  expect(stage.events().map(({ kind }) => kind)).toContain('release_recorded');
  expect(bypasses(stage)).toEqual([]);
  expect((await ask(stage, 'audit')).stdout).not.toContain('past its gate');
}, 120_000);

it('a push past all pull requests is one, by the commit that was pushed', async () => {
  const stage = await openedStage(repository);
  await checked(stage, stage.head, [{ conclusion: 'success', second: -60 }]);
  const pushed = await stage.world.person('ada').push('main', filesOf(stage));
  await stage.advance(GATE);
  await ask(stage, 'record');
  expect(bypasses(stage)).toMatchObject([{ body: { gate: 'missing', head_sha: pushed } }]);
  expect(bypasses(stage)[0]?.body).not.toHaveProperty('pull_request');
  expect((await ask(stage, 'status')).stdout).toContain('it was merged past its gate, which had not ended');
  expect((await ask(stage, 'audit')).stdout).toContain('past its gate, which had not ended, by a push');
}, 120_000);

it('a push of the very commit that the gate had passed is none', async () => {
  const stage = await openedStage(repository);
  await checked(stage, stage.head, [{ conclusion: 'success', second: -60 }]);
  await stage.world.person('ada').reset('main', stage.head);
  await stage.advance(GATE);
  await stage.run({ inputs: { command: 'record' }, now: Math.round(Date.now() / 1000) });
  expect(stage.events().map(({ kind }) => kind)).toContain('release_recorded');
  expect(bypasses(stage)).toEqual([]);
}, 120_000);

it('what came by another pull request is judged by that one', async () => {
  for (const conclusion of ['success', 'failure'] as const) {
    const stage = await openedStage(repository);
    const ada = stage.world.person('ada');
    const head = await ada.push('batch', filesOf(stage));
    const number = await ada.openPull({ head: 'batch', title: 'a batch' });
    await checked(stage, head, [{ conclusion, second: -60 }]);
    await ada.merge(number, 'squash');
    await stage.advance(GATE);
    await ask(stage, 'record');
    const body = { gate: 'failed', head_sha: head, pull_request: number };
    expect(bypasses(stage)).toMatchObject(conclusion === 'success' ? [] : [{ body }]);
  }
}, 120_000);
