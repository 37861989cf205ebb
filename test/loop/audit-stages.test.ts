/** `autotune audit` of rollouts, on real git: one that people promoted, and ones that somebody wrote past the stages. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { AuditReport } from '../../src/schema/audit-report.ts';
import { STAGES } from '../../src/schema/ids.ts';
import type { ReleaseRecord } from '../../src/schema/release-record.ts';
import { productionRun } from '../making/production.ts';
import { promotion } from '../making/release.ts';
import { autotune, commitAll, copyRepository, edit, git } from '../making/repository.ts';
import { ask, day, merge, produce, RECORD, recordOf, shadowRepository } from '../making/rollout.ts';
import { changeLedger } from '../making/tampering.ts';
import { tune } from '../making/tuning.ts';

let shadow = '';
let internal = '';
beforeAll(async () => {
  shadow = await shadowRepository();
  internal = copyRepository(shadow);
  produce(internal, [0, 3]);
  merge(internal, (await ask(internal))?.branch ?? '', `${day(3)}T02:00:00Z`);
  await tune(internal);
}, 120_000);

function audited(root: string) {
  const { status, stdout } = autotune(root, ['audit', '--json']);
  const { definition_of_done, failure_modes } = AuditReport.parse(JSON.parse(stdout));
  const of = (id: string) => [...definition_of_done, ...failure_modes].find((answer) => answer.id === id);
  return { status, of, promotions: of('unsafe_auto_promotion') };
}

/** A copy whose record somebody wrote otherwise, by a commit on the base. */
function written(root: string, change: (record: ReleaseRecord) => ReleaseRecord): string {
  const copy = copyRepository(root);
  edit(copy, RECORD, (text) => stringify(change(parse(text)), { aliasDuplicateObjects: false }));
  commitAll(copy, 'by hand');
  return copy;
}

/** The rollout over, by whoever wrote the record. */
function finished(record: ReleaseRecord): ReleaseRecord {
  const { release_tuple, rollout } = record;
  const { candidate_tuple = release_tuple, since } = rollout;
  return { ...record, release_tuple: candidate_tuple, previous: release_tuple, rollout: { stage: '100%', since } };
}

function promotedTo(record: ReleaseRecord, stage: (typeof STAGES)[number]): ReleaseRecord {
  const made = STAGES.slice(1, STAGES.indexOf(stage) + 1).map((each) => ({
    ...promotion('bench.answer', each),
    ...{ release_tuple: record.rollout.candidate_tuple?.id, rollback_target: record.release_tuple.id },
    ...{ evidence_digest: `sha256:${'0'.repeat(64)}`, approver: 'nobody really' },
  }));
  return { ...record, rollout: { ...record.rollout, stage }, promotions: made };
}

const evidenceOf = (root: string) =>
  `promotions/${recordOf(root).promotions[0]?.evidence_digest.slice('sha256:'.length, 19)}.json`;

describe('a rollout that people promoted', () => {
  it('is met, with the evidence of each promotion and the place where it stands', () => {
    const { promotions } = audited(internal);
    expect(promotions).toMatchObject({ answer: 'met' });
    expect(promotions?.counts.map(({ held, of }) => `${held}/${of}`)).toEqual([
      '1/1',
      '1/1',
      '1/1',
      '1/1',
      '1/1',
      '0/0',
    ]);
    expect(promotions?.evidence).toContainEqual(expect.objectContaining({ kind: 'file', path: evidenceOf(internal) }));
  });
});

describe('a stage that is written by hand', () => {
  it('is found where the candidate is released past all of them', () => {
    const root = written(shadow, finished);
    const { status, promotions, of } = audited(root);
    expect(status).toBe(1);
    expect(promotions).toMatchObject({
      answer: 'not_met',
      reason: expect.stringMatching(/^bench\.answer: everybody is served .*, and it was not promoted to 1%_internal$/),
      breaches: [{ evidence: [{ kind: 'file', path: RECORD }] }],
    });
    expect(of('measured')).not.toMatchObject({ answer: 'not_applicable' });
  });

  it('is found where the tuple is released under another name', () => {
    const root = written(shadow, (record) => {
      const after = finished(record);
      return { ...after, release_tuple: { ...after.release_tuple, id: 'release.bench.answer@2026-06-01' } };
    });
    expect(audited(root).promotions).toMatchObject({ answer: 'not_met' });
  });

  it('is found where the promotions to it were never asked for, by one breach each', () => {
    for (const change of [promotedTo, (record: ReleaseRecord) => finished(promotedTo(record, '100%'))]) {
      const { status, promotions } = audited(written(shadow, (record) => change(record, '100%')));
      expect(status).toBe(1);
      expect(promotions?.answer).toBe('not_met');
      const reasons = promotions?.breaches.map(({ reason }) => reason).join('\n');
      for (const [i, stage] of STAGES.slice(1).entries()) {
        expect(reasons).toContain(`reached ${stage} by promotions[${i}], and the ledger was never asked for it`);
      }
    }
  });

  it('is found where one more stage is written beside what was asked for', () => {
    const root = written(internal, (record) => {
      const [first] = record.promotions;
      if (first === undefined) throw new Error('it was promoted once');
      const second = { ...first, stage: '5%_low_risk' as const };
      return { ...record, rollout: { ...record.rollout, stage: second.stage }, promotions: [first, second] };
    });
    expect(audited(root).promotions).toMatchObject({
      answer: 'not_met',
      reason: expect.stringContaining('promotions[1], and the ledger was asked for another step on the evidence'),
    });
  });

  it('is found where the approver is another one than was asked with', () => {
    const root = written(internal, (record) => ({
      ...record,
      promotions: record.promotions.map((each) => ({ ...each, approver: '@eve' })),
    }));
    expect(audited(root).promotions).toMatchObject({
      answer: 'not_met',
      reason: expect.stringContaining('its approver is not the one that the ledger was asked with'),
    });
  });

  it('is found where the record is gone, or nobody can read it', () => {
    for (const text of [null, 'release_tuple: &a []\n']) {
      const root = copyRepository(internal);
      if (text === null) rmSync(join(root, RECORD));
      else edit(root, RECORD, () => text);
      commitAll(root, 'by hand');
      expect(audited(root).promotions).toMatchObject({
        answer: 'not_met',
        reason: 'bench.answer was released by the loop, and no record that can be read says what it serves',
        breaches: [{ evidence: [{ kind: 'event', event: 'release_recorded' }] }],
      });
    }
  });
});

describe('a promoted change that was taken back', () => {
  it('is nothing to be measured or gone back from any more, and does not serve again by the promotions that it had', () => {
    const root = copyRepository(internal);
    const before = recordOf(root);
    const { branch } = JSON.parse(autotune(root, ['rollback', 'bench.answer', 'not now', '--json']).stdout);
    merge(root, branch, `${day(4)}T00:00:00Z`);
    expect(autotune(root, ['record']).status).toBe(0);
    const after = audited(root);
    expect(
      ['rolled_back', 'measured', 'rollback_theatre', 'unsafe_auto_promotion'].map((id) => after.of(id)?.answer),
    ).toEqual([...['met', 'not_applicable', 'met', 'met']]);
    const again = written(root, (record) => ({ ...before, promotions: record.promotions }));
    expect(audited(again).promotions).toMatchObject({
      answer: 'not_met',
      reason: expect.stringMatching(/is served at 1%_internal, and was not promoted to 1%_internal$/),
    });
  });
});

describe('a promotion that was withdrawn', () => {
  it('is found where somebody merges it all the same', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    const branch = (await ask(root))?.branch ?? '';
    git(root, 'branch', '-q', 'kept', branch);
    const { scorecard } = productionRun(0);
    produce(root, [3, 6], () => ({ scorecard: { ...scorecard, policy: 0 } }));
    expect(await ask(root)).toMatchObject({ decision: 'stop', result: 'withdrawn' });
    merge(root, 'kept', `${day(6)}T02:00:00Z`);
    expect(audited(root).promotions).toMatchObject({
      answer: 'not_met',
      reason: expect.stringContaining('what was asked for had been withdrawn before it was merged'),
    });
    expect(autotune(root, ['record']).status).toBe(0);
    expect(audited(root).promotions).toMatchObject({ answer: 'not_met' });
  });
});

describe('evidence on the ledger', () => {
  it('that was changed is found, with the file and the event that it was asked by', () => {
    const root = copyRepository(internal);
    const path = evidenceOf(root);
    changeLedger(root, path, (text) => text.replace('"candidate": 1200', '"candidate": 9000'));
    expect(audited(root)).toMatchObject({
      status: 1,
      promotions: {
        answer: 'not_met',
        reason: expect.stringMatching(
          /^bench\.answer to 1%_internal, asked for by event \d+: promotions\/[0-9a-f]{12}\.json is not what/,
        ),
        breaches: [{ evidence: [{ kind: 'file', path, at: git(root, 'rev-parse', 'autotune/ledger').trim() }] }],
      },
    });
  });

  it('that is gone is unknown, and no longer met', () => {
    const root = copyRepository(internal);
    const path = evidenceOf(root);
    changeLedger(root, path, () => null);
    expect(audited(root)).toMatchObject({
      status: 1,
      promotions: {
        answer: 'unknown',
        unseen: [{ reason: expect.stringContaining(`${path} is not on the ledger any more`) }],
      },
    });
  });
});
