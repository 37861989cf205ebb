/** Steps of a release record: those of a rollout, one after the other, and whatever is none of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordStep } from '../../../src/core/gate/record-step.ts';
import type { Stage } from '../../../src/schema/ids.ts';
import { type ReleaseRecord, whyStagesSkip } from '../../../src/schema/release-record.ts';
import {
  changedRecord as changed,
  finishedRecord,
  promotion,
  releasedRecord,
  rollingRecord,
  rolloutAt,
  STAGES,
  tupleOf,
} from '../../making/release.ts';

const INTENT = 'bench.answer';
const LATER = '2026-05-20T06:00:00Z';

const at = (stage: Stage) => rolloutAt(INTENT, stage);
const promotionTo = (stage: Stage) => promotion(INTENT, stage);
const finished = () => finishedRecord(INTENT);
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
    const other = changed(at('5%_low_risk'), (r) => Object.assign(r, { release_tuple: tupleOf(INTENT, '1.0.9') }));
    expect(whyStagesSkip(other)).toBe(
      `${INTENT} is at 5%_low_risk, and was let there when something else than release.${INTENT}@1.0.9 was released`,
    );
  });
});
