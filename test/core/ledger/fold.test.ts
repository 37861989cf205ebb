import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { fold, type Today } from '../../../src/core/ledger/fold.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { look, note, proposal, rejection, runFinished, runStarted } from '../../contracts/entries.ts';

const TODAY: Today = {
  now: '2026-05-13T00:00:00Z',
  activeTuples: new Map([['support.triage', 'release.support.triage@2026-05-09']]),
};

function stateOf(entries: readonly LedgerEntry[], today = TODAY) {
  return fold(
    chain([], entries).map(({ event }) => event),
    today,
  );
}

describe('fold', () => {
  it('gives an empty state for an empty ledger', () => {
    const state = stateOf([]);
    expect(state.deadEnds).toEqual([]);
    expect([state.lookedSets.size, state.proposals.size, state.startedRuns.size, state.finishedRuns.size]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('keeps rejections of people and soft ones as dead ends, whole', () => {
    const state = stateOf([rejection('rejection', 'p1', { scope: 'direction' }), rejection('soft_rejection', 'p2')]);
    expect(state.deadEnds).toMatchObject([
      {
        kind: 'rejection',
        scope: 'direction',
        fingerprint: digestOf('p1'),
        intent: 'support.triage',
        reason: 'too few tickets',
      },
      { kind: 'soft_rejection', scope: 'exact', patch: { 'evidence.ticket_history.top_k': { from: 10, to: 6 } } },
    ]);
  });

  it('takes back what was rejected with the same fingerprint and scope, and nothing else', () => {
    const state = stateOf([
      rejection('rejection', 'p1'),
      rejection('rejection', 'p1', { scope: 'surface' }),
      rejection('rejection', 'p2'),
      rejection('unrejection', 'p1'),
    ]);
    expect(state.deadEnds.map((end) => [end.proposal_id, end.scope])).toEqual([
      ['p1', 'surface'],
      ['p2', 'exact'],
    ]);
    expect(state.lapsed).toMatchObject([{ proposal_id: 'p1', scope: 'exact', lapsed: 'unrejected' }]);
    expect(state.lapsed[0]?.taken_back).toMatchObject({
      actor: { login: expect.any(String) },
      reason: expect.any(String),
    });
  });

  it('keeps a rejection that comes after it was taken back once', () => {
    const state = stateOf([rejection('rejection', 'p1'), rejection('unrejection', 'p1'), rejection('rejection', 'p1')]);
    expect(state.deadEnds).toHaveLength(1);
  });

  it.each([
    ['2026-05-12T23:59:59Z', 'expired'],
    ['2026-05-13T00:00:00Z', 'expired'],
    ['2026-05-13T00:00:01Z', 'active'],
    ['2026-05-13T01:30:00+02:00', 'expired'],
    ['2026-05-12T23:30:00-02:00', 'active'],
  ])('holds a rejection that expires at %s to be %s', (expires_at, result) => {
    const state = stateOf([rejection('rejection', 'p1', { expires_at })]);
    expect(state.deadEnds).toHaveLength(result === 'active' ? 1 : 0);
    expect(state.lapsed.map((end) => end.lapsed)).toEqual(result === 'active' ? [] : ['expired']);
  });

  it('lets a rejection lapse with the baseline it was made on', () => {
    const entries = [rejection('rejection', 'p1', { baseline_tuple: 'release.support.triage@2026-04-01' })];
    expect(stateOf(entries).lapsed).toMatchObject([{ lapsed: 'baseline_changed' }]);
    expect(stateOf(entries, { ...TODAY, activeTuples: new Map() }).deadEnds).toHaveLength(1);
  });

  it('lets a rejection lapse with the intent that it was made for', () => {
    const entries = [rejection('rejection', 'p1')];
    const today = (...intents: string[]) => ({ ...TODAY, activeTuples: new Map(), intents: new Set(intents) });
    expect(stateOf(entries, today('support.triage')).deadEnds).toHaveLength(1);
    expect(stateOf(entries, today('support.sorting')).lapsed).toMatchObject([{ lapsed: 'baseline_changed' }]);
  });

  it('counts a candidate that looks twice at a held-out set once, in order of the first look', () => {
    const state = stateOf([look('a', 1), look('b', 2), look('a', 3), look('c', 1, 'another digest')]);
    const carried = { looks: 0, cases: 0 };
    expect(state.lookedSets.get(digestOf('set'))).toMatchObject({
      line: 'goldens/support.triage/test',
      heldout_test_set: 'goldens/support.triage/test@2026-05-12',
      marks: null,
      looks: [
        { fingerprint: digestOf('a'), look: 1, confidence: 0.95, run_id: 'run-1', carried },
        { fingerprint: digestOf('b'), look: 2, confidence: 0.95, run_id: 'run-2', carried },
      ],
    });
    expect(state.lookedSets.size).toBe(2);
  });

  it('tells held-out sets apart by what is in them: a new name gives no new looks', () => {
    const renamed = look('b', 1);
    if (renamed.kind !== 'heldout_look') throw new Error('a look');
    const entry = { ...renamed, body: { ...renamed.body, heldout_test_set: 'goldens/support.triage/test@2026-06-01' } };
    expect(stateOf([look('a', 1), entry]).lookedSets.get(digestOf('set'))?.looks).toHaveLength(2);
  });

  it('knows of which line a held-out set is by its own name, whoever looked at it', () => {
    const affected = look('a', 1);
    if (affected.kind !== 'heldout_look') throw new Error('a look');
    const body = { ...affected.body, heldout_test_set: 'goldens/support.refund/test@2026-05-12' };
    const [set] = stateOf([{ ...affected, body }]).lookedSets.values();
    expect(set?.line).toBe('goldens/support.refund/test');
  });

  it('knows the latest state of a proposal and whether it is open', () => {
    const state = stateOf([
      proposal('proposal_opened', 'p1'),
      proposal('proposal_updated', 'p1'),
      proposal('proposal_opened', 'p2'),
      proposal('proposal_superseded', 'p2'),
      proposal('proposal_opened', 'p3'),
      rejection('soft_rejection', 'p3'),
      proposal('proposal_held', 'p4'),
    ]);
    expect([...state.proposals].map(([id, { kind, open }]) => [id, kind, open])).toEqual([
      ['p1', 'proposal_updated', true],
      ['p2', 'proposal_superseded', false],
      ['p3', 'proposal_opened', false],
      ['p4', 'proposal_held', true],
    ]);
    expect(state.proposals.get('p1')).toMatchObject({ intent: 'support.triage', risk_class: 'read_only' });
  });

  it('knows which rejection closed a proposal, and that one which is taken back opens nothing by itself', () => {
    const rejected = (...entries: LedgerEntry[]) => {
      const { open, rejected } = stateOf([proposal('proposal_opened', 'p'), ...entries]).proposals.get('p') ?? {};
      return { open, rejected };
    };
    const taken = [rejection('soft_rejection', 'p'), rejection('unrejection', 'p')];
    expect(rejected()).toEqual({ open: true, rejected: null });
    expect(rejected(rejection('soft_rejection', 'p'))).toEqual({ open: false, rejected: 'soft_rejection' });
    expect(rejected(rejection('rejection', 'p'))).toEqual({ open: false, rejected: 'rejection' });
    expect(rejected(...taken)).toEqual({ open: false, rejected: null });
    expect(rejected(...taken, proposal('proposal_opened', 'p'))).toEqual({ open: true, rejected: null });
  });

  it('knows runs by id, begun and finished', () => {
    const state = stateOf([runStarted('r1'), runFinished('r1', 'nobody'), runStarted('r2'), note('x')]);
    expect([...state.startedRuns.keys()]).toEqual(['r1', 'r2']);
    expect(state.finishedRuns.get('r1')).toMatchObject({ result: 'no_proposal', reason: 'nobody' });
  });
});
