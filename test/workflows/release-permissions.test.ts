/** Least privilege, proven for the jobs that look after releases: each does its work with what it is granted, and fails with less. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { syntheticCase } from '../../bench/synthetic.ts';
import { type Opened, openedStage } from '../attacks/opened.ts';
import { TODAY } from '../attacks/stage.ts';
import { feedOf, productionRun } from '../making/production.ts';
import { CONFIGURATION, smallRepository } from '../making/small.ts';
import { schedulePayload } from '../world/payloads/payloads.ts';
import { lessOf } from './less.ts';
import { runWorkflow } from './run-workflow.ts';
import { read } from './shipped.ts';

const file = read('templates/autotune-release.yml');
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const DAILY = '41 5 * * *';
const WEEKLY = '17 6 * * 1';
const CRON_OF: Readonly<Record<string, string>> = { release: DAILY, harvest: WEEKLY, audit: WEEKLY };

/** A merged proposal that nobody recorded yet, a gate that may have judged it, and a corrected run that can become a case. */
let stage: Opened;
beforeAll(async () => {
  stage = await openedStage(smallRepository(), { closes: false });
  await stage.world.person('ada').merge(1, 'squash');
  await stage.advance({});
  const { case_id: _, expected: __, operator_corrections: ___, ...trace } = syntheticCase(5000, 12);
  const correction = { kind: 'override', by: 'op', at: '2026-05-11T00:00:00Z', outcome: 'abstain' } as const;
  const { trace_id, decision_record_id } = trace;
  const run = productionRun(1, { trace_id, decision_record_id, operator_corrections: [correction] });
  const configuration = readFileSync(join(stage.checkout, CONFIGURATION), 'utf8');
  await stage.advance({
    '.github/workflows/autotune-gate.yml': read('templates/autotune-gate.yml').text,
    [CONFIGURATION]: `${configuration}experience: { files: runs, traces: traces }\n`,
    'runs/one.jsonl': `${JSON.stringify(run)}\n`,
    'traces/one.jsonl': `${JSON.stringify(trace)}\n`,
  });
}, 120_000);
afterAll(() => stage.world.close());

async function scheduled(id: string, permissions?: Readonly<Record<string, 'read' | 'write'>>) {
  const payload = { ...(await schedulePayload(stage.world)), schedule: CRON_OF[id] };
  const { [id]: job } = file.workflow.jobs;
  const alone = { ...file, workflow: { ...file.workflow, jobs: job === undefined ? {} : { [id]: job } } };
  const env = { SOURCE_DATE_EPOCH: String(TODAY) };
  const granted = permissions === undefined ? {} : { permissions: { [id]: permissions } };
  return (await runWorkflow(stage.world, alone, { event: 'schedule', payload, env, ...granted }))[id];
}

describe('the shipped release workflow', () => {
  // What is in the ledger is not asked for again, so what only reads comes first.
  const less = [...lessOf(file)].sort((a, b) => Number(b.less === 'no checks') - Number(a.less === 'no checks'));
  it.each(less)(
    'fails in the job $id with $less',
    async ({ id, permissions }) => {
      const job = await scheduled(id, permissions);
      expect(job?.outcome).toBe('failure');
      expect(job?.reason).toMatch(/40[134]|Authentication failed|FORGE_FORBIDDEN|FORGE_UNAUTHORIZED|permission/i);
    },
    120_000,
  );

  it('records, asks and watches, and harvests, with what its jobs are granted', async () => {
    expect(await scheduled('release')).toMatchObject({ outcome: 'success', reason: '' });
    expect(stage.events().map(({ kind }) => kind)).toContain('release_recorded');
    const harvest = await scheduled('harvest');
    expect(harvest).toMatchObject({ outcome: 'success', reason: '' });
    expect(
      (await stage.pulls()).map(({ state, branch }) => `${state} ${branch.split('/').at(-1)?.slice(0, 7)}`),
    ).toEqual([
      expect.stringContaining('closed '),
      expect.stringContaining('open release'),
      expect.stringContaining('open '),
    ]);
  }, 120_000);

  it('takes harm back with what its job is granted, before it asks whether rollouts may go on', async () => {
    const steps = file.workflow.jobs['release']?.steps ?? [];
    expect(steps.flatMap((step) => step.with?.['command'] ?? [])).toEqual(['record', 'monitor', 'promote']);
    const [record] = (await stage.pulls()).filter(
      ({ state, branch }) => state === 'open' && branch.includes('/release-'),
    );
    await stage.world.person('ada').merge(record?.number ?? 0, 'squash');
    await stage.advance({});
    const { release_tuple, rollout } = parse(readFileSync(join(stage.checkout, RECORD), 'utf8'));
    const tuples = { baseline: release_tuple.id, candidate: rollout.candidate_tuple.id };
    const feed = feedOf({
      ...{ ...tuples, stage: '0%_shadow', from: '2026-05-11T00:00:00Z', days: 1, perDay: 400 },
      like: (n) => ({ scorecard: { ...productionRun(n).scorecard, safety: n % 3 === 0 ? 0 : 1 } }),
    });
    await stage.advance({ 'runs/shadow.jsonl': [...feed].map((run) => `${JSON.stringify(run)}\n`).join('') });
    expect(await scheduled('release')).toMatchObject({ outcome: 'success', reason: '' });
    const bodies = (await stage.pulls()).filter(({ state }) => state === 'open').map(({ body }) => body);
    expect(bodies).toContainEqual(expect.stringContaining('Why: harm is established in production'));
  }, 120_000);

  it('audits with what its job is granted, and is red for what is not met alone', async () => {
    const audit = await scheduled('audit');
    expect(audit?.reason).toBe('');
    expect(audit?.action?.outputs['decision']).toMatch(/^(?:met|not_met)$/);
  }, 120_000);
});
