/** What people do to a proposal between two runs, or in the middle of one: it stands, and the bot makes the best of it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION, PACK, smallRepository } from '../making/small.ts';
import { fault } from '../world/world.ts';
import { type Opened, openedStage } from './opened.ts';
import type { Stage } from './stage.ts';

const SCORECARD = '<!-- autotune:v1 comment=scorecard -->';
const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const NOTICE = '<!-- autotune:v1 comment=notice -->';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

const kinds = (stage: Stage) => stage.events().map(({ kind }) => kind);
const markers = async (stage: Stage) => (await stage.comments(1)).map(({ body }) => body.split('\n')[0]);

describe('the page of a pull request', () => {
  let stage: Opened;
  beforeAll(async () => {
    stage = await openedStage(repository, { closes: false });
  }, 120_000);
  afterAll(() => stage.world.close());

  it('is healed once where somebody edited title and body; nothing on it is believed', async () => {
    const [before] = await stage.pulls();
    const wren = stage.world.person('wren');
    await wren.edit(1, { title: 'Mine', body: '<!-- autotune:v1 {"proposal":"at_other"} -->\nSaves 100 %.' });
    expect((await stage.run()).outputs).toMatchObject({ operation: 'updated', branch: stage.branch });
    expect(await stage.pulls()).toEqual([before]);
  }, 60_000);

  it('may have any labels: they decide nothing', async () => {
    const wren = stage.world.person('wren');
    await wren.unlabel(1, 'autotune');
    await wren.label(1, 'rejected', 'merged', 'autotune:held');
    await wren.openIssue({ title: 'Not a proposal', labels: ['autotune'] });
    expect((await stage.expectRest()).outputs['operation']).toBe('unchanged');
  }, 60_000);

  it('has one scorecard: a new one where a person minimised or deleted it, and none after that', async () => {
    const own = async () => (await stage.comments(1)).map(({ id }) => id);
    const [first = 0] = await own();
    await stage.world.person('wren').minimizeComment(first);
    await stage.run();
    const [, second = 0] = await own();
    await stage.world.person('ada').deleteComment(second);
    await stage.run();
    expect(await markers(stage)).toEqual([SCORECARD, SCORECARD]);
    await stage.expectRest();
  }, 60_000);

  it('is the bot’s own under a new account, where the old one is named', async () => {
    const token = await stage.token('autotune-app');
    const inputs = { 'bot-aliases': 'github-actions[bot]' };
    // Workflows wait for nobody where an App opened the pull request, so the comment says one sentence less.
    const { outputs } = await stage.run({ token, inputs });
    expect(outputs).toMatchObject({ operation: 'unchanged', 'pull-request-number': '1' });
    await stage.expectRest({ token, inputs });
    expect(await stage.pulls()).toHaveLength(1);
  }, 60_000);

  it('is left alone while it is directed to another base, and taken up again after that', async () => {
    await stage.world.person('ada').push('release', { 'note.txt': 'x\n' });
    await stage.world.person('wren').edit(1, { base: 'release' });
    expect((await stage.run()).outputs['operation']).toBe('held');
    expect(await markers(stage)).toEqual([SCORECARD, SCORECARD, NOTICE]);
    await stage.expectRest();
    await stage.world.person('wren').edit(1, { base: 'main' });
    expect((await stage.run()).outputs['operation']).toBe('unchanged');
    await stage.expectRest();
  }, 60_000);
});

describe('the branch of a proposal', () => {
  it.each([
    ['pushes to it', async ({ world, branch }: Opened) => world.person('wren').push(branch, { 'note.txt': 'Mine.\n' })],
    [
      'amends it under the name and address of the bot',
      async ({ world, branch }: Opened) => {
        const { name, email } = world.bot('github-actions');
        const author = { name, email };
        return world.person('wren').amend(branch, { [PACK]: 'mine: true\n' }, { author, verified: false });
      },
    ],
  ])(
    'is held where somebody %s: one notice, one event, and the commit stays',
    async (_, write) => {
      const stage = await openedStage(repository);
      const theirs = await write(stage);
      expect((await stage.run()).outputs).toMatchObject({ operation: 'held', branch: stage.branch });
      expect(await stage.world.head(stage.branch)).toBe(theirs);
      expect(await markers(stage)).toEqual([SCORECARD, NOTICE]);
      expect(kinds(stage).filter((kind) => kind === 'proposal_held')).toHaveLength(1);
      await stage.expectRest();
    },
    120_000,
  );

  it('keeps what somebody pushes between the look at it and the write', async () => {
    const stage = await openedStage(repository);
    await stage.edit(CONFIGURATION, 'max_looks: 12', 'max_looks: 11');
    let theirs = '';
    const push = fault.run(async () => {
      theirs = await stage.world.person('wren').push(stage.branch, { 'note.txt': 'Mine.\n' });
    });
    const isOnBranch = ({ graphql, body }: { graphql?: string; body: unknown }) =>
      /^(?:createCommitOnBranch|updateRefs)$/.test(graphql ?? '') && JSON.stringify(body).includes(stage.branch);
    stage.world.faults.on(isOnBranch, push);
    await stage.run();
    expect(theirs).not.toBe('');
    expect(await stage.world.head(stage.branch)).toBe(theirs);
    expect((await stage.run()).outputs['operation']).toBe('held');
    expect(await stage.world.head(stage.branch)).toBe(theirs);
    await stage.expectRest();
  }, 120_000);
});

describe('a pull request', () => {
  it('that is closed is rejected softly, and open again once it is reopened', async () => {
    const stage = await openedStage(repository);
    await stage.world.person('mara').close(1);
    await stage.run();
    const [rejection] = stage.events().filter(({ kind }) => kind === 'soft_rejection');
    expect(rejection?.body).toMatchObject({ scope: 'exact', reason: expect.stringContaining('mara') });
    expect(await stage.world.head(stage.branch)).toBeUndefined();
    await stage.expectRest();
    await stage.world.person('mara').reset(stage.branch, stage.head);
    await stage.world.person('mara').reopen(1);
    await stage.run();
    expect(kinds(stage)).toContain('unrejection');
    const open = (await stage.pulls()).filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ number: 1, branch: stage.branch }]);
    await stage.expectRest();
  }, 120_000);

  it('that starts from a value which the default branch changed meanwhile is closed', async () => {
    const stage = await openedStage(repository);
    const pack = readFileSync(join(stage.checkout, PACK), 'utf8');
    const release = readFileSync(join(stage.checkout, RELEASE), 'utf8');
    await stage.advance({
      [PACK]: pack.replace('top_k: 10,', 'top_k: 8,').replace('version: 1.0.0', 'version: 1.1.0'),
      [RELEASE]: release
        .replace('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0')
        .replace(/pack: sha256:[0-9a-f]+,? ?/, ''),
    });
    const result = await stage.run();
    expect(result).toMatchObject({ exitCode: 0 });
    const [first] = await stage.pulls();
    expect(first).toMatchObject({ number: 1, state: 'closed' });
    const [expired] = stage.events().filter(({ kind }) => kind === 'proposal_expired');
    expect(expired?.body).toMatchObject({
      reason: expect.stringMatching(/^the base changed: evidence\.kb\.top_k is 8/),
    });
    await stage.expectRest();
  }, 120_000);
});
