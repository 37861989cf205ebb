/** Least privilege, proven for the job that hears commands: it rejects with exactly what it is granted, and fails with less. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Opened, openedStage } from '../attacks/opened.ts';
import { smallRepository } from '../making/small.ts';
import { issueCommentPayload } from '../world/payloads/payloads.ts';
import { runWorkflow } from './run-workflow.ts';
import { read } from './shipped.ts';

const file = read('templates/autotune-command.yml');
const { permissions: granted = {} } = file.workflow.jobs['command'] ?? {};

let stage: Opened;
beforeAll(async () => {
  stage = await openedStage(smallRepository(), { closes: false });
}, 120_000);
afterAll(() => stage.world.close());

async function heard(body: string, permissions?: typeof granted) {
  const comment = await stage.world.person('ada').comment(1, body);
  const payload = await issueCommentPayload(stage.world, comment);
  const run = {
    event: 'issue_comment',
    payload,
    ...(permissions === undefined ? {} : { permissions: { command: permissions } }),
  };
  const { command } = await runWorkflow(stage.world, file, run);
  return command;
}

describe('the shipped command workflow', () => {
  it('starts no job for a comment that names no command', async () => {
    expect(await heard('Looks good to me.')).toMatchObject({ outcome: 'skipped' });
  }, 60_000);

  const less = Object.keys(granted).flatMap((name) => {
    const { [name]: _, ...rest } = granted;
    return [
      { less: `no ${name}`, permissions: rest },
      { less: `${name}: read`, permissions: { ...rest, [name]: 'read' as const } },
    ];
  });

  it.each(less)(
    'fails with $less, and rejects nothing',
    async ({ permissions }) => {
      const job = await heard('/autotune reject no', permissions);
      expect(job).toMatchObject({ outcome: 'failure' });
      expect(job?.reason).toMatch(/40[134]|Authentication failed|FORGE_FORBIDDEN|permission/i);
      expect(await stage.pulls()).toMatchObject([{ number: 1, state: 'open' }]);
    },
    120_000,
  );

  it('rejects with what it is granted', async () => {
    expect(await heard('/autotune reject no')).toMatchObject({ outcome: 'success', reason: '' });
    expect(await stage.pulls()).toMatchObject([{ number: 1, state: 'closed' }]);
    expect(await stage.world.head(stage.branch)).toBeUndefined();
  }, 120_000);
});
