/** One change from its merge to the end of its rollout, and a harmful one to the stage where its harm shows: real runs, real git. */
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES } from '../../src/schema/ids.ts';
import { gateOf, told } from '../making/gate.ts';
import { feedOf } from '../making/production.ts';
import { copyRepository, edit, git, refs } from '../making/repository.ts';
import { ask, commitOn, day, merge, produce, RECORD, recordOf, released, shadowRepository } from '../making/rollout.ts';
import { recordShallow } from '../making/shallow.ts';
import { tune } from '../making/tuning.ts';

const LEDGER = 'autotune/ledger';
const SEARCH = 'goldens/bench.answer/search.jsonl';

let shadow = '';
beforeAll(async () => {
  shadow = await shadowRepository();
}, 120_000);

describe('a rollout', () => {
  it('goes through all stages, each by a pull request of its own, to the end', async () => {
    const root = copyRepository(shadow);
    const first = recordOf(root);
    let at = 0;
    for (const [i, stage] of STAGES.entries()) {
      expect(recordOf(root).rollout.stage).toBe(stage);
      expect(await ask(root)).toMatchObject({ decision: 'pause' });
      const days = stage === '100%' ? 15 : 3;
      produce(root, [at, at + days]);
      at += days;
      const promoted = await ask(root);
      expect(promoted).toMatchObject({
        decision: 'promote',
        stage,
        next: STAGES[i + 1] ?? 'finished',
        result: 'created',
      });
      const before = refs(root);
      expect(await ask(root)).toMatchObject({ result: 'unchanged' });
      expect(refs(root)).toBe(before);
      await tune(root);
      expect(released(root)).toBe(promoted?.branch);
      const judged = await gateOf({ root, branch: promoted?.branch ?? '' });
      expect(judged).toMatchObject({ kind: 'promotion', decision: 'pass' });
      expect(told(judged, 'pass')).toContainEqual(expect.stringMatching(/^release_records: .* the ledger has$/));
      merge(root, promoted?.branch ?? '', `${day(at)}T02:00:00Z`);
      await tune(root);
      expect(released(root)).toBe('');
    }
    const last = recordOf(root);
    expect(last.release_tuple).toEqual(first.rollout.candidate_tuple);
    expect(last.previous).toEqual(first.release_tuple);
    expect(last.rollout).toMatchObject({ stage: '100%' });
    expect(last.promotions.map(({ stage }) => stage)).toEqual(STAGES.slice(1));
    expect(await ask(root)).toMatchObject({ decision: 'none', reason: 'nothing is being rolled out' });
    const names = git(root, 'ls-tree', '-r', '--name-only', LEDGER).trim().split('\n');
    expect(names.filter((name) => name.includes('-stage_changed-'))).toHaveLength(9);
    const kept = names.filter((name) => name.startsWith('promotions/')).sort();
    const digests = last.promotions.map(({ evidence_digest }) => `promotions/${evidence_digest.slice(7, 19)}.json`);
    expect(kept).toEqual(expect.arrayContaining(digests));
  }, 240_000);

  it('changes one line and adds the promotion', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    const promoted = await ask(root);
    const diff = git(root, 'diff', 'HEAD', promoted?.branch ?? '', '--', RECORD).split('\n');
    const removed = diff.filter((line) => /^-[^-]/.test(line)).map((line) => line.slice(1).trim().split(':')[0]);
    expect(removed.filter((name) => name !== 'promotions').sort()).toEqual(['rollout']);
    expect(git(root, 'diff', '--name-only', 'HEAD', promoted?.branch ?? '').trim()).toBe(RECORD);
  }, 120_000);

  it('stops before a stage that it could not go back from, since what was before replays no more', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    const open = copyRepository(root);
    expect((await ask(open))?.evidence?.checks.at(-1)).toMatchObject({
      id: 'way_back',
      status: 'pass',
      reason: expect.stringContaining('160 of them as recorded under it: utility '),
    });
    const shallow = copyRepository(root);
    recordShallow(shallow);
    commitOn(shallow, `${day(3)}T01:30:00Z`);
    const before = refs(shallow);
    expect(await ask(shallow)).toMatchObject({
      decision: 'stop',
      reason: expect.stringMatching(/there is no way back: bench.answer: BASELINE_UNREPLAYABLE: case case_0 cannot/),
      branch: null,
    });
    expect(refs(shallow)).toBe(before);
    recordShallow(open);
    commitOn(open, `${day(3)}T01:30:00Z`);
    expect(await ask(open)).toMatchObject({ decision: 'stop', result: 'withdrawn' });
    const forged = copyRepository(root);
    edit(forged, SEARCH, (text) =>
      text.replace(/"decision_record_sha256":"sha256:./, '"decision_record_sha256":"sha256:_').replace('_', '0'),
    );
    commitOn(forged, `${day(3)}T01:30:00Z`);
    expect(await ask(forged)).toMatchObject({ decision: 'stop', reason: expect.stringContaining('way_back: ') });
  }, 120_000);

  it('of a harmful change stops where its harm shows, and opens nothing', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    merge(root, (await ask(root))?.branch ?? '', `${day(3)}T02:00:00Z`);
    const { scorecard } =
      [
        ...feedOf({
          stage: '1%_internal',
          baseline: 'a',
          candidate: 'b',
          from: `${day(3)}T00:00:00Z`,
          days: 1,
          perDay: 1,
        }),
      ][0] ?? {};
    if (scorecard === undefined) throw new Error('a feed has runs');
    produce(root, [3, 6], (n) => (n % 500 === 1 ? { scorecard: { ...scorecard, safety: 0 } } : {}));
    const before = refs(root);
    expect(await ask(root)).toMatchObject({
      decision: 'stop',
      reason: expect.stringContaining('safety: '),
      branch: null,
    });
    expect(refs(root)).toBe(before);
  }, 120_000);
});
