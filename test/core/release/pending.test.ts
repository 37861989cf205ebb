import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MergedChange } from '../../../src/core/release/merged.ts';
import { pendingOf } from '../../../src/core/release/pending.ts';
import { ContextPack } from '../../../src/schema/context-pack.ts';
import { Proposal } from '../../../src/schema/proposal.ts';
import { activeTuple, ReleaseRecord } from '../../../src/schema/release-record.ts';
import { SPECIMENS } from '../../schema/specimens.ts';

const SINCE = '2026-05-20T06:00:00Z';
const READS = { 'support.triage': ['evidence.policy_kb'], 'support.refund': ['planner'] };
const NEXT = 'ctxpack.support@5.2.1';

const specimen = ContextPack.parse(SPECIMENS['context-pack']);
const intents = Object.entries(READS).map(([id, reads]) => ({ id, risk_class: 'read_only' as const, reads }));
const pack = { ...specimen, pack_meta: { ...specimen.pack_meta, version: '5.2.1' }, intents };

function recordOf(intent: string) {
  const record = ReleaseRecord.parse(SPECIMENS['release-record']);
  const tuple = { ...record.release_tuple, intent, pack: 'ctxpack.support@5.2.0', id: `release.${intent}@2026-05-09` };
  const value = { ...record, release_tuple: tuple, previous: null, rollout: { stage: '100%', since: SINCE } } as const;
  return { path: `packs/support/releases/${intent}.yaml`, value };
}

function changeOf(id: string, intent: string, path: string): MergedChange {
  const proposal = Proposal.parse(SPECIMENS['proposal']);
  return { id, intent, fingerprint: `f_${id}`, patch: { [path]: { from: 1, to: 2 } }, pack: NEXT, proposal };
}

function pending(changes: readonly MergedChange[], undone: readonly string[] = []) {
  return pendingOf({
    pack: { path: 'packs/support/pack.yaml', value: pack },
    records: Object.keys(READS).map(recordOf),
    changes,
    undone: new Set(undone),
    sinceOf: () => SINCE,
    digestsOf: () => ({}),
  });
}

const triage = changeOf('at_triage', 'support.triage', 'evidence.policy_kb.top_k');
const refund = changeOf('at_refund', 'support.refund', 'planner.tool_preference');

describe('two changes of one version, merged before either was recorded', () => {
  it.each([
    ['the first by name', [refund, triage]],
    ['the other first', [triage, refund]],
  ])('each begin at 0%_shadow for the intent that they reach, and are served to nobody: %s', (_, changes) => {
    const { records, steps } = pending(changes);
    expect(records.size).toBe(2);
    for (const { release_tuple, rollout } of records.values()) {
      expect(release_tuple).toMatchObject({ pack: 'ctxpack.support@5.2.0' });
      expect(rollout).toMatchObject({ stage: '0%_shadow', candidate_tuple: { pack: NEXT } });
    }
    const told = steps.map(({ change, intent, kind, stage }) => [change.id, intent, kind, stage]);
    expect(told).toHaveLength(4);
    expect(told).toContainEqual(['at_triage', 'support.triage', 'admitted', '0%_shadow']);
    expect(told).toContainEqual(['at_triage', 'support.refund', 'carried', '0%_shadow']);
    expect(told).toContainEqual(['at_refund', 'support.refund', 'admitted', '0%_shadow']);
    expect(steps.every(({ previous }) => previous.pack === 'ctxpack.support@5.2.0')).toBe(true);
  });

  it('are told again, and not written again, once their records are there', () => {
    const first = pending([refund, triage]);
    const again = pendingOf({
      pack: { path: 'packs/support/pack.yaml', value: pack },
      records: [...first.records].map(([path, value]) => ({ path, value })),
      changes: [refund, triage],
      undone: new Set(),
      sinceOf: () => SINCE,
      digestsOf: () => ({}),
    });
    expect(again.records.size).toBe(0);
    expect(again.steps).toEqual(first.steps);
  });

  it('leave an intent that none of them reaches any more at the version of the pack', () => {
    const { records } = pending([refund, triage], ['at_triage']);
    expect(records.get('packs/support/releases/support.triage.yaml')?.rollout.stage).toBe('100%');
    expect(records.get('packs/support/releases/support.refund.yaml')?.rollout.stage).toBe('0%_shadow');
  });
});

it('a change that reaches an intent is never served to it before its stages, whatever was merged with it', () => {
  const drawn = fc.record({ isOfTriage: fc.boolean(), name: fc.string({ minLength: 1, maxLength: 4 }) });
  fc.assert(
    fc.property(fc.uniqueArray(drawn, { minLength: 1, maxLength: 5, selector: ({ name }) => name }), (made) => {
      const changes = made.map(({ isOfTriage, name }) => ({ ...(isOfTriage ? triage : refund), id: `at_${name}` }));
      for (const { release_tuple, rollout } of pending(changes).records.values()) {
        const isReached = changes.some(({ intent }) => intent === release_tuple.intent);
        expect(release_tuple.pack === NEXT).toBe(!isReached);
        expect(activeTuple({ ...recordOf(release_tuple.intent).value, release_tuple, rollout }).pack).toBe(NEXT);
      }
    }),
  );
});
