/** What the gate says of release records: what the ledger has to know of a step, and what a change of them is. */
import { describe, expect, it } from 'vitest';
import { checkReleaseRecords, kindOfRecords } from '../../../src/core/gate/checks/release-records.ts';
import { recordStep } from '../../../src/core/gate/record-step.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { Stage } from '../../../src/schema/ids.ts';
import { LedgerEvent } from '../../../src/schema/ledger-event.ts';
import type { ReleaseRecord } from '../../../src/schema/release-record.ts';
import { changedRecord as changed, finishedRecord, promotion, rolloutAt, tupleOf } from '../../making/release.ts';

const INTENT = 'bench.answer';
const PATH = `packs/bench/releases/${INTENT}.yaml`;
const LATER = '2026-05-20T06:00:00Z';
const at = (stage: Stage) => rolloutAt(INTENT, stage);
const promotionTo = (stage: Stage) => promotion(INTENT, stage);
const finished = () => finishedRecord(INTENT);

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
    killed: readonly string[] = [],
  ) => checkReleaseRecords({ records, repinned: [], events, killed: new Set(killed) }).map((found) => found.verdict);

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

  it('fails once it was withdrawn, or the newest verdict since is to roll back, until it is asked for anew', () => {
    const withdrawn = asked({ phase: 'withdrawn', reason: 'harm' });
    expect(verdict([promoted], [asked(), withdrawn])).toEqual(['fail']);
    expect(verdict([promoted], [asked(), withdrawn, asked()])).toEqual(['pass']);
    expect(verdict([promoted], [asked(), { ...withdrawn, intent: 'another' }])).toEqual(['pass']);
    expect(
      checkReleaseRecords({ records: [promoted], repinned: [], events: [asked(), withdrawn], killed: new Set() })[0]
        ?.reason,
    ).toMatch(/withdrawn since: harm$/);
    const none = { baseline: 0, candidate: 0 };
    const body = {
      ...{ reasons: [], baseline_tuple: `release.${INTENT}@1.0.0`, stage: '0%_shadow', design: 'same_weeks' },
      ...{ confidence: 0.95, runs: none, keys: none, left_out: none, metrics: {} },
      closure: { status: 'no_band', reason: 'none' },
    };
    const said = (verdict: 'roll_back' | 'keep', candidate_tuple = `release.${INTENT}@1.1.0`) =>
      LedgerEvent.parse({
        ...{ ...shared, kind: 'release_verdict', intent: INTENT },
        body: { ...body, verdict, candidate_tuple },
      });
    expect(verdict([promoted], [asked(), said('roll_back')])).toEqual(['fail']);
    expect(verdict([promoted], [asked(), said('roll_back'), said('keep')])).toEqual(['pass']);
    expect(verdict([promoted], [said('roll_back'), asked()])).toEqual(['pass']);
    expect(verdict([promoted], [asked(), said('roll_back', 'release.x@1.0.0')])).toEqual(['pass']);
    const over = record(at('100%'), finished());
    const finish = { from: '100%', to: 'finished' };
    expect(verdict([over], [asked(finish), asked({ ...finish, phase: 'withdrawn' })])).toEqual(['fail']);
  });

  it('fails while the kill switch of its intent is thrown, whatever the ledger has', () => {
    const over = record(at('100%'), finished());
    const events = [asked(), asked({ from: '100%', to: 'finished' })];
    expect(verdict([promoted, over], events, ['another'])).toEqual(['pass', 'pass']);
    expect(verdict([promoted, over], events, [INTENT])).toEqual(['fail', 'fail']);
    expect(verdict([promoted], null, [INTENT])).toEqual(['fail']);
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
