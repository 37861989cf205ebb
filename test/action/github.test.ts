/** GitHub's door against the test bed: a run from its event to its outputs, and what a failing GitHub makes of it. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANARY, planted } from '../canaries/planting.ts';
import { blindClone } from '../making/blind.ts';
import { commitAll, copyRepository, edit, makeRepository } from '../making/repository.ts';
import { schedulePayload } from '../world/payloads/payloads.ts';
import { type ActionResult, runAction } from '../world/runner/run-action.ts';
import { createWorld, fault, type World } from '../world/world.ts';

let checkout = '';
let world: World;
const results: ActionResult[] = [];

const run = async (
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<ActionResult> =>
  runAction(world, { event: 'schedule', payload: await schedulePayload(world), inputs, checkout, env });

beforeAll(async () => {
  checkout = makeRepository({ change: (golden, i) => (i < 1000 ? golden : planted(golden)) });
  world = await createWorld({ from: checkout });
}, 120_000);
afterAll(() => world.close());

describe('two jobs, one of them without the held-out set', () => {
  it('come to one plan: made by `search`, followed by a run, refused where the run comes to another', async () => {
    const kept = checkout;
    const folder = await mkdtemp(join(tmpdir(), 'autotune-plan-'));
    checkout = blindClone(kept, { isPartial: true });
    world.clearRequests();
    const searched = await run({ command: 'search' }, { RUNNER_TEMP: folder });
    checkout = kept;
    expect(searched).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
    expect(Object.keys(searched.outputs)).toEqual(['plan', 'report']);
    expect(world.writes).toEqual([]);
    const plan = searched.outputs['plan'] ?? '';
    expect(plan.endsWith('/plan.json')).toBe(true);
    expect(searched.summary).toContain('bench.answer  economics_cents_per_decision  asks');
    const other = `${plan}.other`;
    await writeFile(
      other,
      (await readFile(plan, 'utf8')).replace(/("base_commit": ?")[0-9a-f]{8}/, (_, start) => `${start}00000000`),
    );
    const refused = await run({ plan: other });
    expect(refused.exitCode).toBe(1);
    expect(refused.annotations[0]).toMatchObject({ level: 'error', properties: { title: 'autotune: PLAN_DIFFERS' } });
    const followed = await run({ plan, 'dry-run': 'true' });
    expect(followed).toMatchObject({ exitCode: 0, stderr: '' });
    results.push(searched, refused, followed);
  }, 120_000);

  it('warn of a target that was refused, and still leave the plan', async () => {
    const kept = checkout;
    checkout = copyRepository(kept);
    edit(checkout, '.github/autotune.yaml', (text) => text.replace(' policy: { min: 1.0 },', ''));
    commitAll(checkout, 'an open contract');
    await world.importFrom(checkout);
    const { exitCode, annotations, summary, outputs } = await run({ command: 'search' });
    checkout = kept;
    await world.importFrom(checkout);
    expect({ exitCode, left: Object.keys(outputs) }).toEqual({ exitCode: 0, left: ['plan', 'report'] });
    expect(annotations).toMatchObject([{ level: 'warning', properties: { title: 'autotune: CONTRACT_INCOMPLETE' } }]);
    expect(summary).toContain('### ❌ `CONTRACT_INCOMPLETE`');
  }, 60_000);
});

describe('a scheduled step', () => {
  it('opens one pull request and tells later steps of it', async () => {
    const first = await run();
    results.push(first);
    expect(first).toMatchObject({ exitCode: 0, stderr: '', others: [] });
    const { outputs } = first;
    expect(outputs).toMatchObject({ operation: 'created', 'guardrails-passed': 'true', 'rejected-skipped-count': '0' });
    const [number, branch = ''] = [outputs['pull-request-number'], outputs['branch']];
    expect(outputs['pull-request-url']).toBe(`${world.serverUrl}/${world.repository}/pull/${number}`);
    expect(await world.head(branch)).toBe(outputs['head-sha']);
    expect(first.summary).toContain(`created: [#${number}](${outputs['pull-request-url']}), on the branch`);
    for (const { level, message, properties } of first.annotations) {
      expect(level).toBe('notice');
      expect(message).toContain(`(created in #${number})`);
      expect(properties).toMatchObject({ file: 'packs/bench/pack.yaml', line: expect.stringMatching(/^[1-9]/) });
    }
    expect(first.annotations).not.toEqual([]);
    expect(first.masks).toEqual([world.token, Buffer.from(`x-access-token:${world.token}`).toString('base64')]);
  }, 120_000);

  it('finds it unchanged the second time', async () => {
    const first = results.find(({ outputs }) => outputs['operation'] === 'created');
    world.clearRequests();
    const again = await run();
    results.push(again);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.outputs).toMatchObject({
      operation: 'unchanged',
      'pull-request-number': first?.outputs['pull-request-number'],
      'head-sha': first?.outputs['head-sha'],
    });
    expect(world.writes).toEqual([]);
  }, 120_000);

  it('shows where everything stands', async () => {
    const { exitCode, stdout, summary } = await run({ command: 'status' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('| open proposals\n');
    expect(summary).toMatch(/^```text\n/);
  }, 60_000);
});

describe('a step that GitHub allows no more requests', () => {
  const limited = async (inputs: Readonly<Record<string, string>>) => {
    world.clearRequests();
    const inAnHour = Math.floor(Date.now() / 1000) + 3000;
    world.faults.on({ path: /./ }, fault.primaryLimit(inAnHour), { times: 1000 });
    try {
      return await run(inputs);
    } finally {
      world.faults.clear();
    }
  };

  it('fails with the code and the time at which to come again', async () => {
    const { exitCode, stdout, annotations, summary, outputs } = await limited({});
    expect({ exitCode, operation: outputs['operation'] }).toEqual({ exitCode: 1, operation: 'none' });
    expect(stdout).toContain('| RATE_LIMITED: ');
    expect(annotations).toMatchObject([{ level: 'error', properties: { title: 'autotune: RATE_LIMITED' } }]);
    expect(summary).toMatch(/^## Autotune: failed\n\n### ❌ `RATE_LIMITED`\n[\s\S]*The limit ends at /);
  }, 60_000);

  it('passes with a warning where the workflow says so', async () => {
    const { exitCode, annotations, summary } = await limited({ 'on-rate-limit': 'pass' });
    expect(exitCode).toBe(0);
    expect(annotations).toMatchObject([{ level: 'warning', properties: { title: 'autotune: RATE_LIMITED' } }]);
    expect(summary).toContain('`RATE_LIMITED`');
  }, 60_000);

  it('passes over no other failure', async () => {
    const { exitCode, annotations } = await run({ 'on-rate-limit': 'pass', intent: 'bench.ghost' });
    expect(exitCode).toBe(1);
    expect(annotations).toMatchObject([{ level: 'error', properties: { title: 'autotune: USAGE' } }]);
  }, 60_000);
});

describe('the held-out set', () => {
  it('is told of in figures only: no word of a case is printed, shown or left', () => {
    expect(results).not.toEqual([]);
    for (const result of results) {
      const places = [result.stdout, result.stderr, result.summary, JSON.stringify(result.outputs)];
      for (const place of places) expect(place).not.toContain(CANARY);
    }
  });
});
