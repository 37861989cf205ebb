/**
 * Labels, pull request and ledger that say three different things: some of the combinations of
 * `../core/lifecycle/matrix.test.ts` as whole runs. The next run goes on, and the one after it writes nothing.
 */
import { expect, it } from 'vitest';
import { git } from '../making/repository.ts';
import { PACK, smallRepository } from '../making/small.ts';
import { fault } from '../world/world.ts';
import { openedStage } from './opened.ts';
import { saying } from './saying.ts';
import { type Stage, stageOf } from './stage.ts';

const from = smallRepository();
const kinds = (stage: Stage) => stage.events().map(({ kind }) => kind);
const notices = async (stage: Stage) =>
  (await stage.comments(1)).filter(({ body }) => body.startsWith('<!-- autotune:v1 comment=notice -->'));

/** The files that a proposal's branch changes, with their texts there. */
function filesOf({ world: { gitDir } }: Stage, branch: string): Record<string, string> {
  const paths = git(gitDir, 'diff', '--name-only', `main...${branch}`).trim().split('\n');
  return Object.fromEntries(paths.map((path) => [path, git(gitDir, 'show', `${branch}:${path}`)]));
}

it('merged, labelled as rejected and held, and unknown to the ledger: it is recorded as released', async () => {
  const stage = await stageOf(from);
  const isLastWrite = ({ graphql, body }: { graphql?: string; body: unknown }) =>
    graphql === 'createCommitOnBranch' && JSON.stringify(body).includes('-proposal_opened-');
  stage.world.faults.on(isLastWrite, fault.kill('before'));
  expect((await stage.run()).exitCode).toBeNull();
  expect(kinds(stage)).not.toContain('proposal_opened');
  await stage.world.person('wren').unlabel(1, 'autotune');
  await stage.world.person('wren').label(1, 'rejected', 'autotune:held');
  await stage.world.person('ada').merge(1, 'squash');
  await stage.advance({});
  expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(kinds(stage)).toContain('release_recorded');
  await stage.expectRest();
}, 120_000);

it('rejected by a command, reopened by a person and labelled as merged: it is closed again', async () => {
  const stage = await openedStage(from);
  await saying(stage, 'ada', '/autotune reject too few passages');
  await stage.world.person('mara').reset(stage.branch, stage.head);
  await stage.world.person('mara').reopen(1);
  await stage.world.person('mara').label(1, 'merged');
  expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await stage.pulls())[0]).toMatchObject({ state: 'closed', labels: expect.arrayContaining(['merged']) });
  expect(await stage.world.head(stage.branch)).toBeUndefined();
  expect(kinds(stage).filter((kind) => kind === 'rejection')).toHaveLength(1);
  await stage.expectRest();
}, 120_000);

it('brought to the base by hand, open and without its label: it is closed with a word, and recorded', async () => {
  const stage = await openedStage(from);
  await stage.world.person('wren').unlabel(1, 'autotune');
  await stage.advance(filesOf(stage, stage.branch));
  expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await stage.pulls())[0]).toMatchObject({ state: 'closed', labels: [] });
  expect(await notices(stage)).toMatchObject([{ body: expect.stringContaining('`main` has this change by now') }]);
  expect(kinds(stage)).toContain('release_recorded');
  await stage.expectRest();
}, 120_000);

it('on the base, taken back there, and still open with a person’s commits: the next proposal is opened all the same', async () => {
  const stage = await openedStage(from);
  const theirs = await stage.world.person('wren').push(stage.branch, { 'note.txt': 'Mine.\n' });
  const { [PACK]: _, ...proposal } = filesOf(stage, stage.head);
  await stage.advance(proposal);
  await stage.run();
  const open = (await stage.pulls()).filter(({ state }) => state === 'open').map(({ number }) => number);
  expect(open).toEqual([1, expect.any(Number)]);
  expect(await stage.world.head(stage.branch)).toBe(theirs);
  await stage.expectRest();
}, 120_000);
