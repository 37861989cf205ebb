/** Commands on a merged proposal, in whole runs of the built action: a release taken back or promoted by those who may, once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { feedOf } from '../making/production.ts';
import { git } from '../making/repository.ts';
import { CONFIGURATION, PACK, SMALL_DOCUMENTS, smallRepository } from '../making/small.ts';
import { issueCommentPayload } from '../world/payloads/payloads.ts';
import { fault } from '../world/world.ts';
import { type Opened, openedStage } from './opened.ts';
import { hearing, reactions, releasedStage, replies, saying } from './saying.ts';
import { name, type Stage, TODAY } from './stage.ts';

const OWNERS = '.github/CODEOWNERS';
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const ROLLBACK = '/autotune rollback refunds were sent twice, fixes #1';
const PROMOTE = '/autotune promote';
const LATER = TODAY + 5 * 86_400;

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

const ofKind = (stage: Stage, kind: string) => stage.events().filter((event) => event.kind === kind);
async function merge(stage: Stage, number: number): Promise<void> {
  await stage.world.person('ada').merge(number, 'squash');
  await stage.advance({});
}

const releases = async (stage: Stage) => (await stage.pulls()).filter(({ branch }) => branch.includes('/release-'));

/** Runs the job of a comment again and again, each time killed one write later, and holds that what is left is one of each. */
async function expectWholeDespiteKills(stage: Stage, comment: number, kind: string, now = TODAY): Promise<void> {
  const killedBefore: string[] = [];
  // What stands by then is found, and not written again.
  for (let i = 0; i < 20; i++) {
    stage.world.clearRequests();
    stage.world.faults.on({ writeIndex: i === 0 ? 1 : 2 }, fault.kill('before'));
    const { exitCode, requests } = await hearing(stage, comment, { now });
    if (exitCode === 0) break;
    killedBefore.push(
      requests
        .filter(({ isWrite }) => isWrite)
        .map(name)
        .at(-1) ?? '',
    );
  }
  expect(killedBefore.length).toBeGreaterThan(3);
  const { branches, pulls, events } = await stage.left();
  expect(branches.filter(([branch]) => branch === pulls[2]?.branch)).toMatchObject([[pulls[2]?.branch, /./, 1]]);
  expect(pulls.map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
  expect(events.filter((event) => event === kind)).toHaveLength(1);
  expect(await replies(stage)).toHaveLength(1);
  expect(reactions(stage, comment)).toEqual(['eyes', 'rocket']);
}

describe('a rollback', () => {
  let stage: Opened;
  beforeAll(async () => {
    stage = await openedStage(repository, { closes: false, visibility: 'public', strangers: ['evil'] });
  }, 120_000);
  afterAll(() => stage.world.close());

  /** What is said to somebody who gets nothing. */
  const refused = async (command: string) => {
    const said = await saying(stage, 'ada', command);
    expect(reactions(stage, said.comment)).toEqual(['eyes', 'confused']);
    return (await replies(stage)).at(-1);
  };
  const leftOver = async () => ({ ...(await stage.left()), comments: [] });

  it('and a promotion are refused while the proposal is open, and until its merge is recorded', async () => {
    expect(await refused(ROLLBACK)).toContain('nothing was done, since the pull request is not merged');
    expect(await refused(PROMOTE)).toContain('nothing was done, since the pull request is not merged');
    await merge(stage, 1);
    expect(await refused(ROLLBACK)).toContain('its merge is not recorded yet');
    expect(await refused(PROMOTE)).toContain('its merge is not recorded yet');
    await stage.run({ inputs: { command: 'record' } });
    await merge(stage, 2);
    expect(ofKind(stage, 'note')).toEqual([]);
  }, 120_000);

  it('is nobody’s who owns no release record, nor a bot’s, nor a stranger’s, nor of a comment that was edited', async () => {
    await stage.advance({ [OWNERS]: '/packs/ @wren\n/packs/*/releases/ @ada\n' });
    const left = await leftOver();
    const said = [await saying(stage, 'evil', ROLLBACK), await saying(stage, 'wren', ROLLBACK)];
    for (const { comment } of said) expect(reactions(stage, comment)).toEqual(['eyes', 'confused']);
    expect((await replies(stage)).at(-1)).toMatch(/it takes an owner of `packs\/bench\/releases\/\S+` at the base/);
    const id = await stage.world.person('ada').comment(1, ROLLBACK);
    const payload = await issueCommentPayload(stage.world, id);
    await stage.world.person('ada').editComment(id, `${ROLLBACK} and more`);
    await hearing(stage, id, { payload });
    expect(reactions(stage, id)).toEqual(['confused']);
    const address = `${stage.world.apiUrl}/repos/${stage.world.repository}/issues/1/comments`;
    const headers = { authorization: `token ${await stage.token('autotune-app')}`, 'content-type': 'application/json' };
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ body: ROLLBACK }) });
    await hearing(stage, Number(JSON.parse(await answer.text()).id));
    expect(stage.world.writes).toEqual([]);
    expect(await leftOver()).toEqual(left);
  }, 120_000);

  it('is refused where the value is another one by now', async () => {
    const text = readFileSync(join(stage.checkout, PACK), 'utf8');
    await stage.advance({ [PACK]: text.replace('top_k: 6', 'top_k: 7').replace(/1\.0\.1\+\w+/, '1.0.2') });
    expect(await refused(ROLLBACK)).toMatch(/is 7 there now, and the change had made it 6/);
    await stage.advance({ [PACK]: text });
    expect(ofKind(stage, 'note')).toEqual([]);
  }, 120_000);

  it('of an owner of all of it opens the inverse pull request, once, whoever says it again', async () => {
    await stage.advance({ [OWNERS]: '/packs/ @wren\n' });
    const said = await saying(stage, 'wren', ROLLBACK);
    expect(said).toMatchObject({ exitCode: 0, annotations: [] });
    expect(reactions(stage, said.comment)).toEqual(['eyes', 'rocket']);
    const opened = (await releases(stage)).at(-1);
    expect(opened).toMatchObject({
      number: 3,
      state: 'open',
      title: expect.stringContaining('revert(bench.answer): '),
    });
    const before = git(repository, 'show', `HEAD:${PACK}`);
    expect(git(stage.world.gitDir, 'show', `${opened?.branch}:${PACK}`)).toBe(before);
    expect(opened?.body).toContain('refunds were sent twice');
    expect(opened?.body).not.toContain('fixes #1');
    expect(ofKind(stage, 'note')).toMatchObject([
      {
        actor: { login: 'wren', role: 'code owner' },
        source_url: expect.stringContaining('#issuecomment-'),
        body: { rollback_of: stage.proposal, text: 'refunds were sent twice, fixes #1' },
      },
    ]);
    const [again] = [await replies(stage)].map((texts) => texts.length);
    stage.world.clearRequests();
    await said.again();
    const reaction = `POST issues/comments/${said.comment}/reactions`;
    expect(stage.world.writes.map(name)).toEqual([reaction, reaction]);
    await saying(stage, 'ada', '/autotune rollback me too');
    expect(await releases(stage)).toHaveLength(2);
    expect(ofKind(stage, 'note')).toHaveLength(1);
    const texts = await replies(stage);
    expect(texts).toHaveLength((again ?? 0) + 1);
    expect(texts.at(-2)).toMatch(
      /^`\/autotune rollback` by wren: `\S+` is taken back, .* again, once #3 is merged\. What/,
    );
    expect(texts.at(-1)).toContain('keeps the reason that was given first');
  }, 120_000);

  it('that was merged is not done again, by the same job or another word', async () => {
    const first = await saying(stage, 'ada', '/autotune rollback and again');
    await merge(stage, 3);
    await stage.run({ inputs: { command: 'record' } });
    expect(ofKind(stage, 'rolled_back')).toMatchObject([{ body: { cause: 'rollback' } }]);
    const left = await leftOver();
    await first.again();
    expect((await replies(stage)).at(-1)).toContain('nothing was done, since it was taken back already');
    expect(await refused(ROLLBACK)).toContain('nothing was done, since it was taken back already');
    expect(await leftOver()).toEqual(left);
  }, 120_000);

  it('killed before any of its writes and run again each time, is what a whole one is', async () => {
    const other = await releasedStage(repository);
    const comment = await other.world.person('mara').comment(1, ROLLBACK);
    await expectWholeDespiteKills(other, comment, 'note');
  }, 120_000);
});

describe('a promotion', () => {
  let stage: Opened;
  /** A rollout that takes a named approver, with what production showed of its first stage. */
  const shadowed = async () => {
    const risk_class = 'local_write' as const;
    const pack = SMALL_DOCUMENTS[PACK]?.replace('read_only', risk_class) ?? '';
    const risky = smallRepository((golden) => ({ ...golden, risk_class }), { [PACK]: pack });
    const made = await releasedStage(risky, { closes: false });
    const { release_tuple, rollout } = parse(readFileSync(join(made.checkout, RECORD), 'utf8'));
    const feed = feedOf({
      ...{ stage: '0%_shadow', baseline: release_tuple.id, candidate: rollout.candidate_tuple.id },
      ...{ from: '2026-05-13T00:00:00Z', days: 3, perDay: 400 },
    });
    const configuration = readFileSync(join(made.checkout, CONFIGURATION), 'utf8');
    await made.advance({
      [CONFIGURATION]: `${configuration}experience: { files: runs }\nrollout: { unnamed_up_to: read_only }\n`,
      'runs/shadow.jsonl': [...feed].map((run) => `${JSON.stringify(run)}\n`).join(''),
    });
    return made;
  };
  beforeAll(async () => {
    stage = await shadowed();
  }, 120_000);
  afterAll(() => stage.world.close());

  it('that production does not bear out opens nothing, and says what is missing', async () => {
    const said = await saying(stage, 'ada', PROMOTE);
    expect(reactions(stage, said.comment)).toEqual(['eyes', 'confused']);
    expect((await replies(stage)).at(-1)).toMatch(
      /nothing was done, since bench\.answer stays at 0%\\?_shadow: sample/,
    );
    expect(await releases(stage)).toHaveLength(1);
    expect(ofKind(stage, 'stage_changed')).toEqual([]);
  }, 120_000);

  it('names whoever asked as its approver, seen to have the right, where a schedule would have to wait for a name', async () => {
    const daily = await stage.run({ inputs: { command: 'promote' }, now: LATER });
    expect(daily.outputs).toMatchObject({ decision: 'pause', operation: 'none' });
    expect(daily.summary).toContain('need a named approver');
    const said = await saying(stage, 'mara', PROMOTE, { now: LATER });
    expect(reactions(stage, said.comment)).toEqual(['eyes', 'rocket']);
    const promoted = (await releases(stage)).at(-1);
    expect(promoted).toMatchObject({
      number: 3,
      state: 'open',
      title: 'release(bench.answer): 0%_shadow to 1%_internal',
    });
    expect(promoted?.body).toContain('mara approves it, who asked for it in a comment');
    const { promotions } = parse(git(stage.world.gitDir, 'show', `${promoted?.branch}:${RECORD}`));
    expect(promotions.at(-1)).toMatchObject({ approver: 'mara', approver_verified: true });
    expect(ofKind(stage, 'stage_changed')).toMatchObject([
      {
        actor: { login: 'mara', role: 'maintain' },
        source_url: expect.stringContaining('#issuecomment-'),
        body: { phase: 'asked', approver: 'mara', approver_verified: true },
      },
    ]);
    expect((await replies(stage)).at(-1)).toMatch(
      /`bench\.answer` goes on from `0%_shadow` to `1%_internal`, once #3 is merged\. Its record names you/,
    );

    const left = await stage.left();
    await said.again();
    expect(await stage.left()).toEqual(left);
    await stage.world.person('ada').merge(3, 'squash');
    await stage.advance({});
    await stage.run({ inputs: { command: 'record' }, now: LATER });
    expect(ofKind(stage, 'stage_changed').at(-1)).toMatchObject({
      body: { phase: 'changed', approver: 'mara', approver_verified: true },
    });
    const audit = await stage.run({ inputs: { command: 'audit' }, now: LATER });
    expect(audit.stdout).toContain('1 of 1 releases went through their stages one by one');
    // The word was for the stage before.
    await said.again({ now: LATER + 5 * 86_400 });
    expect((await replies(stage)).at(-1)).toContain('it is not done again');
    expect(await releases(stage)).toHaveLength(2);
  }, 120_000);

  it('killed before any of its writes and run again each time, is what a whole one is', async () => {
    const other = await shadowed();
    const comment = await other.world.person('mara').comment(1, PROMOTE);
    await expectWholeDespiteKills(other, comment, 'stage_changed', LATER);
    const promoted = (await releases(other)).at(-1);
    const { promotions, rollout } = parse(git(other.world.gitDir, 'show', `${promoted?.branch}:${RECORD}`));
    expect(promotions).toMatchObject([{ stage: '1%_internal', approver: 'mara', approver_verified: true }]);
    expect(rollout.stage).toBe('1%_internal');
    other.world.close();
  }, 240_000);
});
