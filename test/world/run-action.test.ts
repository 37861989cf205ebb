/** The runner of the test bed: an action sees what a real runner would give it, and all it says is read. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approved } from './payloads/official.ts';
import {
  issueCommentPayload,
  type PullAction,
  pullRequestPayload,
  pushPayload,
  schedulePayload,
  workflowDispatchPayload,
} from './payloads/payloads.ts';
import { parseCommands, parseFileCommands } from './runner/commands.ts';
import { runAction } from './runner/run-action.ts';
import { createWorld, fault, type World } from './world.ts';

const metadata = join(import.meta.dirname, 'fixtures/action.yml');
let world: World;
let checkout: string;

beforeAll(async () => {
  [world, checkout] = await Promise.all([createWorld(), mkdtemp(join(tmpdir(), 'checkout-'))]);
});
afterAll(async () => {
  await rm(checkout, { recursive: true });
  await world.close();
});

describe('an action', () => {
  test('gets its event, inputs and folder, and its outputs, summary and annotations come back', async () => {
    const payload = await schedulePayload(world);
    const inputs = { 'some input': 'some value' };
    const result = await runAction(world, { event: 'schedule', payload, inputs, checkout, metadata });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { head: await world.head('main'), lines: 'one\ntwo' },
      groups: ['Look'],
      masks: [world.token],
      annotations: [
        {
          level: 'warning',
          message: '100%, really\nreally',
          properties: { title: 'a: b, c', file: 'x.yml', line: '3' },
        },
      ],
    });
    expect(result.summary).toContain('Done');
    expect(result.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      `GET /repos/${world.repository}/git/ref/heads/main 200`,
    ]);
    expect(await readFile(join(checkout, 'ran.txt'), 'utf8')).toBe('some value');
  });

  test('has the defaults of its inputs, no input but its own, and leaves files behind', async () => {
    const run = { event: 'push', payload: {}, checkout, metadata };
    const { files } = await runAction(world, run);
    expect(Object.values(files)).toEqual(['a default']);
    await expect(runAction(world, { ...run, inputs: { nonsense: '' } })).rejects.toThrow('no input nonsense');
  });

  test('fails with the error it met', async () => {
    world.faults.on({ path: '/git/ref' }, fault.badGateway());
    const payload = await workflowDispatchPayload(world, { inputs: { 'dry-run': 'true' } });
    const result = await runAction(world, { event: 'workflow_dispatch', payload, checkout, metadata });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: 'error' }]);
  });

  test('answers a comment that a person wrote', async () => {
    const number = await world.person('rhea').openIssue({ title: 'a question' });
    const id = await world.person('wren').comment(number, '/autotune reject too slow');
    const payload = await issueCommentPayload(world, id);
    expect(payload).toMatchObject({ sender: { login: 'wren' }, comment: { id, body: '/autotune reject too slow' } });
    const result = await runAction(world, { event: 'issue_comment', payload, checkout, metadata });
    expect(result.requests.map(({ path }) => path)).toContain(
      `/repos/${world.repository}/issues/comments/${id}/reactions`,
    );
  });

  test.each(['before', 'after'] as const)('dies %s the request it is killed at', async (moment) => {
    const number = await world.person('rhea').openIssue({ title: 'another' });
    const id = await world.person('wren').comment(number, 'hello');
    world.clearRequests();
    world.faults.on({ writeIndex: 0 }, fault.kill(moment));
    const payload = await issueCommentPayload(world, id);
    const result = await runAction(world, { event: 'issue_comment', payload, checkout, metadata });
    expect(result.exitCode).toBeNull();
    expect(world.state.reactions.get(id)?.length ?? 0).toBe(moment === 'after' ? 1 : 0);
    world.faults.clear();
  });
});

describe('a payload', () => {
  test('of a pull request and of a push says what happened here', async () => {
    const wren = world.person('wren');
    await wren.push('work', { 'a.txt': 'a\n' });
    const number = await wren.openPull({ head: 'work', title: 'work' });
    const sha = await wren.push('work', { 'a.txt': 'b\n' });
    expect(await pushPayload(world, 'work')).toMatchObject({ after: sha, ref: 'refs/heads/work' });
    const payload = async (action: PullAction) => pullRequestPayload(world, number, { action, sender: 'wren' });
    const expected = { number, pull_request: { head: { sha } }, repository: { full_name: world.repository } };
    for (const action of ['opened', 'synchronize', 'edited'] as const)
      expect(await payload(action)).toMatchObject(expected);
    await wren.close(number);
    expect(await payload('closed')).toMatchObject({ ...expected, pull_request: { merged: false, state: 'closed' } });
    await expect(payload('opened')).rejects.toThrow('GitHub would not send this');
    await wren.reopen(number);
    expect(await payload('reopened')).toMatchObject(expected);
    const id = await wren.comment(number, 'on a pull request');
    expect(await issueCommentPayload(world, id)).toMatchObject({
      issue: { number, pull_request: { merged_at: null } },
    });
  });

  test('that GitHub would not send is refused', () => {
    expect(() => approved('issue_comment', { action: 'created' })).toThrow("required property 'comment'");
  });
});

describe('workflow commands', () => {
  test('between stop-commands and its token are only text', () => {
    const { annotations, others } = parseCommands(
      '::stop-commands::tok\n::error::no\n::tok::\n::error::yes\n::set-output name=a::b',
    );
    expect(annotations.map(({ message }) => message)).toEqual(['yes']);
    expect(others).toEqual(['set-output']);
  });

  test('in files that a runner would refuse are refused', () => {
    expect(parseFileCommands('a=b=c\nd<<X\n1\n2\nX\n')).toEqual({ a: 'b=c', d: '1\n2' });
    expect(() => parseFileCommands('nonsense\n')).toThrow('refuse');
    expect(() => parseFileCommands('a<<X\n1\n')).toThrow('miss');
  });
});
