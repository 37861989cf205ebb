/** What becomes of a proposal that people merge, in any of the ways GitHub offers, or take back: it is recorded, once. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { git } from '../making/repository.ts';
import { PACK, smallRepository } from '../making/small.ts';
import { fault } from '../world/world.ts';
import { openedStage } from './opened.ts';
import { name, type Stage } from './stage.ts';

const from = smallRepository();
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const at = (commit: string, path: string, repository = from) => git(repository, 'show', `${commit}:${path}`);

/** A proposal that ada merged, and the checkout at what came of it. */
async function merged(method: 'merge' | 'squash' | 'rebase'): Promise<Stage> {
  const stage = await openedStage(from);
  await stage.world.person('ada').merge(1, method);
  await stage.advance({});
  return stage;
}

const ofKind = (stage: Stage, kind: string) => stage.events().filter((event) => event.kind === kind);

/** What a run that records a merge writes, in order. */
const WRITES = [
  'createCommitOnBranch',
  'POST git/refs',
  'createCommitOnBranch',
  'POST pulls',
  'POST pulls/2/requested_reviewers',
  'POST issues/2/labels',
];

/** @param number of the pull request that the record is */
async function expectRecorded(stage: Stage, number = 2): Promise<void> {
  const [recorded, ...others] = ofKind(stage, 'release_recorded');
  expect(others).toEqual([]);
  expect(recorded).toMatchObject({
    body: {
      admission: 'admitted',
      stage: '0%_shadow',
      release_tuple: {
        pack: expect.stringMatching(/^ctxpack\.bench@1\.0\.1\+[0-9a-f]{12}$/),
        digests: { pack: expect.stringMatching(/^sha256:/) },
      },
      previous: parse(at('HEAD', RECORD)).release_tuple,
    },
  });
  const pulls = await stage.pulls();
  const pull = pulls[number - 1];
  expect(pulls).toHaveLength(number);
  expect(pull).toMatchObject({
    number,
    state: 'open',
    title: expect.stringMatching(/^release: record ctxpack\.bench 1\.0\.1\+[0-9a-f]{12}$/),
  });
  expect(pull).toMatchObject({ labels: ['autotune'], reviewers: ['wren'] });
  expect(pull?.branch).toMatch(/^autotune\/bench\.answer\/release-[0-9a-f]{12}$/);
  expect(git(stage.world.gitDir, 'diff', '--name-only', 'main', pull?.branch ?? '').trim()).toBe(RECORD);
}

describe('a proposal that was merged', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    'by %s is recorded once, and its record is a pull request of its own',
    async (method) => {
      const stage = await merged(method);
      stage.world.clearRequests();
      expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
      expect(stage.world.writes.map(name)).toEqual(WRITES);
      await expectRecorded(stage);
      await stage.expectRest();
    },
    120_000,
  );

  it('in a group of a merge queue is recorded once, whatever the group brought along', async () => {
    const stage = await openedStage(from);
    const { person, gitDir } = stage.world;
    await person('wren').push('notes', { 'NOTES.md': 'before it in the queue\n' });
    const before = await person('wren').openPull({ head: 'notes', title: 'Notes' });
    await person('wren').push('readme', { 'MORE.md': 'behind it in the queue\n' });
    const behind = await person('wren').openPull({ head: 'readme', title: 'More' });
    await person('ada').queue([before, 1, behind]);
    const [last, own] = git(gitDir, 'log', '--format=%s', 'main').split('\n');
    await stage.advance({});
    expect([last, own]).toEqual([`More (#${behind})`, expect.stringMatching(/\(#1\)$/)]);
    await stage.run();
    await expectRecorded(stage, behind + 1);
    await stage.expectRest();
  }, 120_000);

  it.each(WRITES.map((write, i) => ({ write, i })))(
    'and whose recording is killed before write $i, $write, is recorded by the next run',
    async ({ i }) => {
      const stage = await merged('squash');
      stage.world.clearRequests();
      stage.world.faults.on({ writeIndex: i }, fault.kill('before'));
      expect((await stage.run({ killedBy: 'SIGKILL' })).exitCode).toBeNull();
      await stage.run();
      await expectRecorded(stage);
      await stage.expectRest();
    },
    120_000,
  );
});

describe('a proposal that was merged and recorded', () => {
  it('is where the next search starts, and reverted it is rejected and its record brought back', async () => {
    const stage = await merged('squash');
    await stage.run();
    await stage.world.person('ada').merge(2, 'squash');
    await stage.advance({});
    expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '', annotations: [] });
    const [first, record, ...others] = await stage.pulls();
    expect([first?.state, record?.state]).toEqual(['closed', 'closed']);
    expect(others.map(({ branch }) => branch)).not.toContain(first?.branch);
    await stage.expectRest();

    const [proposal = ''] = git(stage.checkout, 'ls-files', 'packs/bench/proposals').trim().split('\n');
    const reverted = { [PACK]: at('HEAD', PACK), [proposal]: null };
    await stage.world.person('ada').push('main', reverted, { message: 'Revert "tune"' });
    await stage.advance({});
    expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ofKind(stage, 'rolled_back')).toMatchObject([{ body: { cause: 'reverted_by_hand' } }]);
    expect(ofKind(stage, 'rejection')).toMatchObject([{ body: { reason_code: 'reverted', scope: 'exact' } }]);
    const back = (await stage.pulls()).findLast(({ branch }) => branch.includes('/release-'));
    expect(back).toMatchObject({ state: 'open' });
    const { release_tuple, rollout } = parse(at(back?.branch ?? '', RECORD, stage.world.gitDir));
    expect(release_tuple).toMatchObject({ id: parse(at('HEAD', RECORD)).release_tuple.id });
    expect(rollout).toMatchObject({ stage: '100%' });
    await stage.world.person('ada').merge(back?.number ?? 0, 'squash');
    await stage.advance({});
    expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
    await stage.expectRest();
  }, 120_000);
});
