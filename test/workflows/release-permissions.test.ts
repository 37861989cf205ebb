/** Least privilege, proven for the jobs that look after releases: each does its work with what it is granted, and fails with less. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syntheticCase } from '../../bench/synthetic.ts';
import { type Opened, openedStage } from '../attacks/opened.ts';
import { TODAY } from '../attacks/stage.ts';
import { productionRun } from '../making/production.ts';
import { CONFIGURATION, smallRepository } from '../making/small.ts';
import { schedulePayload } from '../world/payloads/payloads.ts';
import { lessOf } from './less.ts';
import { runWorkflow } from './run-workflow.ts';
import { read } from './shipped.ts';

const file = read('templates/autotune-release.yml');
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

  it('audits with what its job is granted, and is red for what is not met alone', async () => {
    const audit = await scheduled('audit');
    expect(audit?.reason).toBe('');
    expect(audit?.action?.outputs['decision']).toMatch(/^(?:met|not_met)$/);
  }, 120_000);
});
