/** Steps of a release record: those of a rollout, one after the other, and whatever is none of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReleaseRecords, kindOfRecords } from '../../../src/core/gate/checks/release-records.ts';
import { recordStep } from '../../../src/core/gate/record-step.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { Stage } from '../../../src/schema/ids.ts';
import { ReleaseRecord, whyStagesSkip } from '../../../src/schema/release-record.ts';
import { releasedRecord, rollingRecord, STAGES, tupleOf } from '../../making/release.ts';

const INTENT = 'bench.answer';
const PATH = `packs/bench/releases/${INTENT}.yaml`;
const LATER = '2026-05-20T06:00:00Z';

function promotionTo(stage: Stage): ReleaseRecord['promotions'][number] {
  const evidence_digest = digestOf({ stage });
  const said = {
    cohort: 'all',
    thresholds: {},
    approver: '@ann',
    rollback_target: `release.${INTENT}@1.0.0`,
    at: LATER,
  };
  return { stage, release_tuple: `release.${INTENT}@1.1.0`, evidence_digest, ...said };
}

/** At a stage, with every promotion that leads there. */
function at(stage: Stage): ReleaseRecord {
  const promotions = STAGES.slice(1, STAGES.indexOf(stage) + 1).map(promotionTo);
  return { ...rollingRecord(INTENT, stage), promotions };
}

const finished = (): ReleaseRecord => ({ ...releasedRecord(INTENT), promotions: at('100%').promotions });
const changed = (record: ReleaseRecord, change: (copy: ReleaseRecord) => unknown): ReleaseRecord => {
  const copy = structuredClone(record);
  change(copy);
  return ReleaseRecord.parse(copy);
};
const why = (before: ReleaseRecord | null, after: ReleaseRecord) => {
  const step = recordStep(before, after);
  return step.kind === 'unlawful' ? step.reason : step.kind;
};

describe('a release record', () => {
  it('begins its rollout at the first stage, goes through all of them, and ends it', () => {
    const settled = {
      ...releasedRecord(INTENT, null),
      release_tuple: tupleOf(INTENT, '1.0.0'),
      previous: tupleOf(INTENT, '0.9.0'),
    };
    expect(recordStep(settled, at('0%_shadow'))).toEqual({ kind: 'admission', tuple: `release.${INTENT}@1.1.0` });
    for (const [i, stage] of STAGES.slice(1).entries()) {
      expect(recordStep(at(STAGES[i] ?? stage), at(stage))).toMatchObject({
        kind: 'promotion',
        from: STAGES[i],
        stage,
      });
    }
    expect(recordStep(at('100%'), finished())).toEqual({ kind: 'finish', tuple: `release.${INTENT}@1.1.0` });
  });

  it('reaches no stage but the next by one change, whatever else the change says', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STAGES), fc.constantFrom(...STAGES), fc.boolean(), (from, to, isPromoted) => {
        const after = changed(at(from), (copy) => {
          copy.rollout.stage = to;
          if (isPromoted) copy.promotions.push(promotionTo(to));
        });
        const isNext = STAGES.indexOf(to) === STAGES.indexOf(from) + 1;
        const step = recordStep(at(from), after);
        const expected = isPromoted && isNext ? 'promotion' : !isPromoted && from === to ? 'same' : 'unlawful';
        expect(step.kind).toBe(expected);
      }),
    );
  });

  it.each<[string, ReleaseRecord | null, ReleaseRecord, RegExp]>([
    [
      'ends its rollout early',
      at('25%_monitored'),
      changed(finished(), (r) => void r.promotions.pop()),
      /without 100%/,
    ],
    [
      'ends it without the way back',
      at('100%'),
      changed(finished(), (r) => Object.assign(r, { previous: null })),
      /is lost/,
    ],
    [
      'ends it with another tuple',
      at('100%'),
      changed(finished(), (r) => Object.assign(r, { release_tuple: tupleOf(INTENT, '9.9.9') })),
      /neither/,
    ],
    [
      'enters at a later stage',
      finished(),
      changed(at('5%_low_risk'), (r) => Object.assign(r, { release_tuple: tupleOf(INTENT, '1.1.0') })),
      /not changed or taken away|what is released|begins at/,
    ],
    [
      'takes a promotion away',
      at('5%_low_risk'),
      changed(at('5%_low_risk'), (r) => void r.promotions.shift()),
      /not changed/,
    ],
    [
      'changes an approver',
      at('5%_low_risk'),
      changed(at('5%_low_risk'), (r) => void Object.assign(r.promotions[0] ?? {}, { approver: '@bo' })),
      /not changed/,
    ],
    [
      'is promoted by nobody',
      at('0%_shadow'),
      changed(at('1%_internal'), (r) => void Object.assign(r.promotions[0] ?? {}, { approver: ' ' })),
      /without an approver/,
    ],
    ['is promoted twice at once', at('0%_shadow'), at('5%_low_risk'), /2 times/],
    [
      'is promoted with another candidate',
      at('0%_shadow'),
      changed(at('1%_internal'), (r) => Object.assign(r.rollout, { candidate_tuple: tupleOf(INTENT, '9.9.9') })),
      /not the one that was there/,
    ],
    [
      'is promoted for another tuple',
      at('0%_shadow'),
      changed(
        at('1%_internal'),
        (r) => void Object.assign(r.promotions[0] ?? {}, { release_tuple: 'release.x@1.0.0' }),
      ),
      /another tuple than its candidate/,
    ],
    [
      'is promoted towards another way back',
      at('0%_shadow'),
      changed(
        at('1%_internal'),
        (r) => void Object.assign(r.promotions[0] ?? {}, { rollback_target: 'release.x@1.0.0' }),
      ),
      /not what is released/,
    ],
    [
      'changes what is released meanwhile',
      at('5%_low_risk'),
      changed(at('5%_low_risk'), (r) => Object.assign(r, { release_tuple: tupleOf(INTENT, '9.9.9') })),
      /while its rollout/,
    ],
    [
      'changes its candidate meanwhile',
      at('5%_low_risk'),
      changed(at('5%_low_risk'), (r) =>
        Object.assign(r.rollout, { candidate_tuple: { ...tupleOf(INTENT, '1.2.0'), model: 'model-b' } }),
      ),
      /begins at 0%_shadow/,
    ],
    [
      'claims more days at its stage',
      at('5%_low_risk'),
      changed(at('5%_low_risk'), (r) => Object.assign(r.rollout, { since: '2026-01-01T00:00:00Z' })),
      /since when/,
    ],
    ['is new and promoted', null, at('1%_internal'), /cannot have been promoted/],
  ])('is refused where it %s', (_, before, after, reason) => {
    expect(why(before, after)).toMatch(reason);
  });

  it('may be pinned, carried on, withdrawn, begun or released by hand by people', () => {
    const pinned = (record: ReleaseRecord) => changed(record, (r) => void delete r.release_tuple.digests);
    expect(why(at('5%_low_risk'), pinned(at('5%_low_risk')))).toBe('pinned');
    expect(
      why(
        at('5%_low_risk'),
        changed(at('5%_low_risk'), (r) => Object.assign(r.rollout, { candidate_tuple: tupleOf(INTENT, '1.2.0') })),
      ),
    ).toBe('carried');
    expect(
      why(
        at('5%_low_risk'),
        changed(at('5%_low_risk'), (r) => Object.assign(r, { rollout: { stage: '100%', since: LATER } })),
      ),
    ).toBe('withdrawn');
    expect(
      why(
        finished(),
        changed(finished(), (r) => Object.assign(r, { release_tuple: { ...tupleOf(INTENT, '1.2.0'), model: 'b' } })),
      ),
    ).toBe('by_hand');
    expect(why(null, releasedRecord(INTENT))).toBe('new');
    expect(recordStep(releasedRecord(INTENT), null)).toEqual({ kind: 'gone' });
  });

  it('contradicts itself where its stage is not that of its last promotion', () => {
    expect(STAGES.map((stage) => whyStagesSkip(at(stage)))).toEqual(STAGES.map(() => null));
    expect(whyStagesSkip(rollingRecord(INTENT, '25%_monitored'))).toMatch(/no promotion says who let it/);
  });
});

describe('what the gate says of a release record', () => {
  const record = (before: ReleaseRecord, after: ReleaseRecord | null, isDeclared = true) => {
    return { path: PATH, intent: INTENT, step: recordStep(before, after), isDeclared };
  };
  const shared = {
    schema_version: 1,
    at: LATER,
    actor: { id: '1', login: 'a', role: 'b' },
    risk_class: 'read_only',
    prev_hash: null,
    hash: digestOf({}),
  } as const;
  const asked = (more: object = {}) => {
    const { evidence_digest } = promotionTo('1%_internal');
    const body = {
      phase: 'asked',
      release_tuple: `release.${INTENT}@1.1.0`,
      from: '0%_shadow',
      to: '1%_internal',
      evidence_digest,
      approver: '@ann',
      rollback_target: `release.${INTENT}@1.0.0`,
    } as const;
    return { ...shared, kind: 'stage_changed', intent: INTENT, body: { ...body, ...more } } as const;
  };
  const promoted = record(at('0%_shadow'), at('1%_internal'));
  const verdict = (
    records: Parameters<typeof kindOfRecords>[0],
    events: Parameters<typeof checkReleaseRecords>[0]['events'],
  ) => checkReleaseRecords({ records, events }).map((found) => found.verdict);

  it('rests on the evidence that the ledger has for this very promotion', () => {
    expect(verdict([promoted], [asked()])).toEqual(['pass']);
    expect(verdict([promoted], [])).toEqual(['fail']);
    expect(verdict([promoted], [asked({ evidence_digest: digestOf({ other: 1 }) })])).toEqual(['fail']);
    expect(verdict([promoted], [asked({ release_tuple: 'release.x@1.0.0' })])).toEqual(['fail']);
    expect(verdict([promoted], [asked({ phase: 'changed' })])).toEqual(['fail']);
    expect(verdict([promoted], [{ ...asked(), intent: 'another' }])).toEqual(['fail']);
    expect(verdict([promoted], [asked({ approver: '@bo' })])).toEqual(['fail']);
    expect(verdict([promoted], [asked({ approver_verified: true })])).toEqual(['fail']);
    expect(verdict([promoted], [asked({ approver: '@bo' }), asked()])).toEqual(['pass']);
    expect(verdict([promoted], null)).toEqual(['inconclusive']);
    const over = record(at('100%'), finished());
    expect(verdict([over], [asked()])).toEqual(['fail']);
    expect(verdict([over], [asked({ from: '100%', to: 'finished' })])).toEqual(['pass']);
  });

  it('fails for one that is taken away while a pack has its intent', () => {
    expect(verdict([record(at('5%_low_risk'), null)], [])).toEqual(['fail']);
    expect(verdict([record(at('5%_low_risk'), null, false)], [])).toEqual(['note']);
  });

  it('names a change by its steps, and none that people made beside them', () => {
    const admitted = record(
      finished(),
      changed({ ...at('0%_shadow'), promotions: finished().promotions }, (r) =>
        Object.assign(r, { release_tuple: finished().release_tuple, previous: finished().previous }),
      ),
    );
    const byHand = record(
      finished(),
      changed(finished(), (r) => Object.assign(r, { release_tuple: { ...tupleOf(INTENT, '1.2.0'), model: 'b' } })),
    );
    expect(kindOfRecords([promoted])).toBe('promotion');
    expect(kindOfRecords([admitted])).toBe('records');
    expect(kindOfRecords([promoted, admitted])).toBeNull();
    expect(kindOfRecords([byHand])).toBeNull();
    expect(kindOfRecords([])).toBeNull();
    expect(verdict([admitted], [])).toEqual(['note']);
  });
});
