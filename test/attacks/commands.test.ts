/** Commands by comments, in whole runs of the built action: what people with the right to have done, once and in full. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION, smallRepository } from '../making/small.ts';
import { type Opened, openedStage } from './opened.ts';
import { hearing, reactions, replies, saying } from './saying.ts';
import { name, type Stage } from './stage.ts';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

const kinds = (stage: Stage) => stage.events().map(({ kind }) => kind);
const last = (stage: Stage) => stage.events().at(-1);

describe('a rejection', () => {
  it('keeps its reason, closes the pull request, and the next run proposes something else and says why', async () => {
    const stage = await openedStage(repository);
    const said = await saying(stage, 'mara', '/autotune reject --code too-slow --expires 90d too slow in the evening');
    expect(said).toMatchObject({ exitCode: 0, annotations: [] });
    expect(last(stage)).toMatchObject({
      kind: 'rejection',
      actor: { login: 'mara', role: 'maintain' },
      source_url: expect.stringContaining('#issuecomment-'),
      body: {
        proposal_id: stage.proposal,
        scope: 'exact',
        reason: 'too slow in the evening',
        reason_code: 'too-slow',
        expires_at: '2026-08-10T09:00:00Z',
        head_sha: stage.head,
      },
    });
    expect(await stage.pulls()).toMatchObject([{ number: 1, state: 'closed' }]);
    expect(await stage.world.head(stage.branch)).toBeUndefined();
    expect(reactions(stage, said.comment)).toEqual(['eyes', 'rocket']);
    expect(await replies(stage)).toEqual([
      expect.stringMatching(/^`\/autotune reject` by mara: rejected with the scope `exact`, until /),
    ]);
    const next = await stage.run();
    expect(next.outputs).toMatchObject({ operation: 'created', 'rejected-skipped-count': '1' });
    expect(next.outputs['branch']).not.toBe(stage.branch);
  }, 120_000);

  it('that is given again, by another comment or by the same job, writes nothing more', async () => {
    const stage = await openedStage(repository);
    const said = await saying(stage, 'ada', '/autotune reject no');
    const left = await stage.left();
    stage.world.clearRequests();
    await said.again();
    expect(stage.world.writes.map(name)).toEqual([
      `POST issues/comments/${said.comment}/reactions`,
      `POST issues/comments/${said.comment}/reactions`,
    ]);
    expect(await stage.left()).toEqual(left);
    await saying(stage, 'mara', '/autotune reject another reason');
    expect(kinds(stage).filter((kind) => kind === 'rejection')).toHaveLength(1);
    expect((await replies(stage)).at(-1)).toMatch(
      /it stood rejected already with the scope `exact`, without a last day, and keeps .*: no\./,
    );
  }, 120_000);

  it('can be given with its reason once a person has closed the pull request without a word', async () => {
    const stage = await openedStage(repository);
    await stage.world.person('mara').close(1);
    await stage.run();
    await saying(stage, 'mara', '/autotune reject never --scope surface --expires 5d');
    const event = last(stage);
    expect(event).toMatchObject({ kind: 'rejection', body: { scope: 'surface', reason: 'never' } });
    const until = event?.kind === 'rejection' ? (event.body.expires_at ?? '') : '';
    expect(Date.parse(until) - Date.parse(event?.at ?? '')).toBeLessThanOrEqual(6 * 86_400_000);
    const said = `rejected with the scope \`surface\`, until ${until.slice(0, 10)} at most`;
    expect((await replies(stage)).at(-1)).toContain(said);
  }, 120_000);

  it('is not possible of what was merged', async () => {
    const stage = await openedStage(repository);
    await stage.world.person('ada').merge(1);
    const said = await saying(stage, 'ada', '/autotune reject too late');
    expect(reactions(stage, said.comment)).toEqual(['eyes', 'confused']);
    expect(kinds(stage)).not.toContain('rejection');
    expect(await replies(stage)).toEqual([expect.stringContaining('was merged')]);
  }, 120_000);

  it('is taken back, and the job that gave it does not give it again', async () => {
    const stage = await openedStage(repository);
    const said = await saying(stage, 'ada', '/autotune reject no');
    const back = await saying(stage, 'mara', '/autotune unreject I was wrong');
    expect(last(stage)).toMatchObject({
      kind: 'unrejection',
      actor: { id: expect.stringMatching(/^\d+$/), login: 'mara', role: expect.stringMatching(/./) },
      source_url: expect.stringContaining(`issuecomment-${back.comment}`),
      body: { reason: 'I was wrong' },
    });
    await back.again();
    await said.again();
    expect(kinds(stage).filter((kind) => kind === 'rejection' || kind === 'unrejection')).toEqual([
      'rejection',
      'unrejection',
    ]);
    expect(await replies(stage)).toEqual([
      expect.stringContaining('taken back since'),
      expect.stringContaining('the rejection is taken back'),
    ]);
    expect((await stage.run()).outputs).toMatchObject({ operation: 'created', branch: stage.branch });
  }, 120_000);
});

describe('a word that had nothing to do', () => {
  it('does nothing when its job is run again, once a later one decided', async () => {
    const stage = await openedStage(repository);
    const resumed = await saying(stage, 'ada', '/autotune resume');
    const back = await saying(stage, 'ada', '/autotune unreject');
    await saying(stage, 'mara', '/autotune hold');
    await resumed.again();
    expect(last(stage)).toMatchObject({ kind: 'proposal_held' });
    await saying(stage, 'ada', '/autotune reject no');
    await back.again();
    const known = await saying(stage, 'mara', '/autotune reject me too');
    await saying(stage, 'ada', '/autotune unreject');
    await known.again();
    const ofRejection = kinds(stage).filter((kind) => kind.endsWith('rejection'));
    expect(ofRejection).toEqual(['rejection', 'unrejection']);
    expect((await replies(stage)).filter((text) => text.includes('a later comment decided about it'))).toHaveLength(3);
  }, 120_000);
});

describe('comments whose jobs overtake one another', () => {
  /** Comments in their order, and hears them in another. */
  async function heardAs(words: readonly string[], order: readonly number[]): Promise<Opened> {
    const stage = await openedStage(repository);
    const comments: number[] = [];
    for (const said of words) comments.push(await stage.world.person('ada').comment(1, `/autotune ${said}`));
    for (const at of order) await hearing(stage, comments[at] ?? 0);
    return stage;
  }
  const decided = (stage: Stage) => kinds(stage).filter((kind) => /rejection|proposal_held|note/.test(kind));

  it('leave what the last of them decided, though it found nothing to take back', async () => {
    const stage = await heardAs(['reject no', 'unreject'], [1, 0]);
    expect(decided(stage)).toEqual(['note']);
    expect(await stage.pulls()).toMatchObject([{ number: 1, state: 'open' }]);
    expect(await replies(stage)).toEqual([
      expect.stringContaining('nothing of this change stands rejected'),
      expect.stringContaining('a later comment decided about it'),
    ]);
  }, 120_000);

  it('keep a rejection that was given twice, and a hold', async () => {
    const rejected = await heardAs(['reject no', 'unreject', 'reject never'], [0, 2, 1]);
    expect(decided(rejected)).toEqual(['rejection', 'note']);
    const held = await heardAs(['hold', 'resume', 'hold'], [0, 2, 1]);
    expect(decided(held)).toEqual(['proposal_held', 'note']);
  }, 120_000);

  it('do so at once, too', async () => {
    const stage = await openedStage(repository);
    const comments: number[] = [];
    for (const said of ['reject no', 'unreject'])
      comments.push(await stage.world.person('ada').comment(1, `/autotune ${said}`));
    await Promise.all(comments.map((comment) => hearing(stage, comment)));
    const events = decided(stage);
    expect([['note'], ['rejection', 'unrejection'], ['rejection', 'note', 'unrejection']]).toContainEqual(events);
  }, 120_000);
});

describe('a hold', () => {
  const RESOLVED = '/autotune resume';

  async function held(): Promise<Opened> {
    const stage = await openedStage(repository);
    await saying(stage, 'mara', '/autotune hold until the sale is over');
    return stage;
  }

  it('keeps every run from the pull request, whatever changes, until somebody ends it', async () => {
    const stage = await held();
    expect(last(stage)).toMatchObject({
      kind: 'proposal_held',
      actor: { login: 'mara' },
      body: { by_command: true, reason: 'until the sale is over', proposal_id: stage.proposal },
    });
    const { events: _, ...before } = await stage.left();
    const runs = async (now?: number) => {
      expect((await stage.run(now === undefined ? {} : { now })).outputs['operation']).toBe('held');
      expect(await stage.left()).toMatchObject(before);
    };
    await runs();
    await stage.edit('.github/autotune.yaml', 'max_looks: 12', 'max_looks: 11');
    await runs();
    await runs(Date.parse('2026-11-12T09:00:00Z') / 1000);
    expect(await stage.world.head(stage.branch)).toBe(stage.head);
    const ofProposal = kinds(stage).filter((kind) => kind.startsWith('proposal_'));
    expect(ofProposal).toEqual(['proposal_opened', 'proposal_held']);
    await saying(stage, 'ada', RESOLVED);
    expect(last(stage)).toMatchObject({ kind: 'proposal_opened', body: { by_command: true } });
    expect((await stage.run()).outputs).toMatchObject({ operation: 'updated', branch: stage.branch });
  }, 120_000);

  it('is one, however often it is asked for, and is not ended twice', async () => {
    const stage = await held();
    await saying(stage, 'ada', '/autotune hold');
    await saying(stage, 'ada', RESOLVED);
    await saying(stage, 'ada', RESOLVED);
    expect(kinds(stage).filter((kind) => kind === 'proposal_held')).toHaveLength(1);
    expect(kinds(stage).filter((kind) => kind === 'proposal_opened')).toHaveLength(2);
    expect((await replies(stage)).map((text) => text.replace(/^.*by \w+: /, '').slice(0, 12))).toEqual([
      'held. No run',
      'it is held a',
      'let go. The ',
      'nobody has i',
    ]);
  }, 120_000);

  it('does not keep people from closing and rejecting', async () => {
    const stage = await held();
    await saying(stage, 'ada', '/autotune reject after all');
    expect(await stage.pulls()).toMatchObject([{ number: 1, state: 'closed' }]);
    expect(kinds(stage).at(-1)).toBe('rejection');
  }, 120_000);
});

describe('what is asked for', () => {
  it('is answered once each, from the ledger, and changes nothing', async () => {
    const stage = await openedStage(repository);
    const before = { events: kinds(stage), head: stage.head };
    for (const words of [
      'help',
      'rejections',
      'explain',
      'explain cand',
      'explain case_0',
      'reject',
      'rejct x',
      'explain nobody-knows',
    ])
      expect(await saying(stage, 'wren', `/autotune ${words}`), words).toMatchObject({ exitCode: 0 });
    expect({ events: kinds(stage), head: await stage.world.head(stage.branch) }).toEqual(before);
    const texts = await replies(stage);
    expect(texts).toEqual([
      expect.stringMatching(/these are the commands\.[\s\S]*--scope exact or direction or surface/),
      expect.stringContaining('nothing stands rejected for `bench.answer`'),
      expect.stringMatching(/changes `evidence\.kb\.top_k` `10` → `6` and is open now/),
      expect.stringMatching(/nothing was done, since several are called so: /),
      expect.stringMatching(/`case_0` ends `\w+` as it is now/),
      expect.stringMatching(/it needs a reason\.\n\n`\/autotune reject \[--scope/),
      expect.stringMatching(/there is no command `rejct`\. Is `\/autotune reject` meant\?/),
      expect.stringContaining('no proposal, candidate or search case of that id'),
    ]);
  }, 120_000);

  it('a retry is noted, and answered by the next run alone', async () => {
    const stage = await openedStage(repository);
    const said = await saying(stage, 'ada', '/autotune retry');
    await said.again();
    expect(kinds(stage).filter((kind) => kind === 'note')).toHaveLength(1);
    expect(last(stage)).toMatchObject({ intent: 'bench.answer', body: { retry_metric: expect.any(String) } });
    expect((await replies(stage))[0]).toContain('The next scheduled run scores `bench.answer`');
    // Production says nothing, so that only what was asked for is due; the same evidence gives the same proposal.
    await stage.edit(CONFIGURATION, 'schema_version: 1', 'schema_version: 1\nexperience: { files: experience/runs }');
    const reasonOf = async () => (await stage.run()).summary;
    const answered = () => kinds(stage).filter((kind) => kind === 'note').length - 1;
    expect(await reasonOf()).not.toContain('no production run');
    expect(answered()).toBe(1);
    expect(await reasonOf()).toContain('no production run');
    expect(answered()).toBe(1);
    await saying(stage, 'ada', '/autotune retry');
    expect(await reasonOf()).not.toContain('no production run');
    expect(answered()).toBe(3);
  }, 120_000);
});
