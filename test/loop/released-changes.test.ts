/** Which change an intent runs under, from made-up events: what a command on a merged proposal is about, or is told it is not. */
import { describe, expect, it } from 'vitest';
import { recordedTuple } from '../../src/core/release/admit.ts';
import { digestOf } from '../../src/kit/canonical.ts';
import { candidacyOf, changeOf, whyNotActive } from '../../src/loop/release/released-changes.ts';
import { LedgerEvent } from '../../src/schema/ledger-event.ts';
import { tupleOf } from '../making/release.ts';

const INTENT = 'bench.answer';
const shared = {
  ...{ schema_version: 1, at: '2026-05-12T06:00:00Z', actor: { id: '1', login: 'a', role: 'b' }, intent: INTENT },
  ...{ risk_class: 'read_only', prev_hash: null, hash: digestOf({}) },
};
const fingerprint = digestOf('x');

const recorded = (proposal_id: string, version: string, admission = 'admitted') =>
  LedgerEvent.parse({
    ...shared,
    kind: 'release_recorded',
    body: {
      ...{ proposal_id, fingerprint, patch: {}, base_commit: 'c', admission, stage: '0%_shadow' },
      ...{ release_tuple: recordedTuple(tupleOf(INTENT, version)), previous: tupleOf(INTENT, '1.0.0') },
    },
  });
const takenBack = (proposal_id: string) =>
  LedgerEvent.parse({
    ...shared,
    kind: 'rolled_back',
    body: { proposal_id, fingerprint, cause: 'rollback', reason: 'no', base_commit: 'c' },
  });
const why = (events: readonly LedgerEvent[], proposal: string) =>
  whyNotActive({ events: () => events }, INTENT, proposal);

describe('an intent runs under the change of a proposal', () => {
  it('that was recorded last and not taken back, whatever was carried since', () => {
    const events = [recorded('at_1', '1.1.0'), recorded('at_2', '1.2.0', 'carried')];
    expect(why(events, 'at_1')).toBeNull();
    expect(why(events, 'at_2')).toBe('at_1 took its place since');
  });

  it('not before its merge is recorded, nor once another took its place', () => {
    expect(why([], 'at_1')).toContain('not recorded yet');
    expect(why([recorded('at_1', '1.1.0'), recorded('at_2', '1.2.0')], 'at_1')).toBe('at_2 took its place since');
  });

  it('not once it was taken back, and again when it is merged again', () => {
    const events = [recorded('at_1', '1.1.0'), recorded('at_2', '1.2.0'), takenBack('at_2')];
    expect(why(events, 'at_2')).toBe('it was taken back already');
    expect(changeOf({ events: () => events }, INTENT)?.proposal_id).toBe('at_1');
    expect(why([...events, recorded('at_2', '1.2.0')], 'at_2')).toBeNull();
  });
});

describe('a tuple is a candidate', () => {
  it('since it was admitted, under each version of the pack that it was carried to', () => {
    const carried = LedgerEvent.parse({
      ...recorded('at_2', '1.2.0', 'carried'),
      at: '2026-05-14T06:00:00Z',
      body: { ...recorded('at_2', '1.2.0', 'carried').body, previous: tupleOf(INTENT, '1.1.0') },
    });
    const journal = { events: () => [recorded('at_0', '1.1.0'), recorded('at_1', '1.1.0'), carried] };
    const [first, second] = [tupleOf(INTENT, '1.1.0').id, tupleOf(INTENT, '1.2.0').id];
    const at = '2026-05-12T06:00:00Z';
    const made = { proposal_id: 'at_1' };
    expect(candidacyOf(journal, INTENT, second)).toMatchObject({ at, made, tuples: new Set([second, first]) });
    expect(candidacyOf(journal, INTENT, first)).toMatchObject({ at, made, tuples: new Set([first]) });
    expect(candidacyOf(journal, INTENT, tupleOf(INTENT, '9.9.9').id)).toBeNull();
  });
});
