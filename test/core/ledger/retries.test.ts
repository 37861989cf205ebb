import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { fold } from '../../../src/core/ledger/fold.ts';
import { answeredNote, retryAsked, retryNote } from '../../../src/core/ledger/retries.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { note, proposal, runFinished, runStarted } from '../../contracts/entries.ts';

const asked = (metric: string): LedgerEntry => ({ ...note(''), kind: 'note', body: retryNote(metric) });
const eventsOf = (entries: readonly LedgerEntry[]) => chain([], entries).map(({ event }) => event);
const target = { intent: 'support.triage', metric: 'economics_cents_per_decision' };
const wish = asked(target.metric);
const askedBy = (...entries: readonly LedgerEntry[]) => retryAsked(eventsOf(entries), target);
const hashOf = (...entries: readonly LedgerEntry[]) => eventsOf(entries).at(-1)?.hash ?? '';
const answer = (hash: string): LedgerEntry => ({ ...note(''), kind: 'note', body: answeredNote(hash) });

describe('a retry', () => {
  it('is asked for until a run says that it carried out this very one, and may be asked for again', () => {
    const first = hashOf(wish);
    const second = hashOf(wish, answer(first), wish);
    expect(askedBy()).toBeNull();
    expect(askedBy(wish)).toBe(first);
    expect(askedBy(wish, runStarted('run_1'), runFinished('run_1', 'x'))).toBe(first);
    expect(askedBy(wish, answer(first))).toBeNull();
    expect(askedBy(wish, answer(first), wish)).toBe(second);
    expect(askedBy(wish, answer(first), wish, answer(first))).toBe(second);
    expect(askedBy(wish, answer(first), wish, answer(second))).toBeNull();
  });

  it('is for one target, and other notes ask for nothing', () => {
    expect(askedBy(asked('another-metric'), note('x'))).toBeNull();
    expect(retryAsked(eventsOf([wish]), { ...target, intent: 'another' })).toBeNull();
  });
});

describe('a hold by a command', () => {
  const BY_COMMAND = { by_command: true } as const;
  const held = proposal('proposal_held', 'p1', BY_COMMAND);
  const resumed = proposal('proposal_opened', 'p1', BY_COMMAND);
  const kindAfter = (...entries: readonly LedgerEntry[]) => {
    const state = fold(eventsOf(entries), { now: '2026-06-01T00:00:00Z', activeTuples: new Map() });
    const { kind, open } = state.proposals.get('p1') ?? {};
    return `${kind} ${open}`;
  };

  it('outlasts what a run writes that was under way, and ends by the command or with the proposal', () => {
    const opened = proposal('proposal_opened', 'p1');
    const updated = proposal('proposal_updated', 'p1');
    expect(kindAfter(opened, held, updated)).toBe('proposal_held true');
    expect(kindAfter(opened, held, updated, resumed)).toBe('proposal_opened true');
    expect(kindAfter(opened, held, resumed, updated)).toBe('proposal_updated true');
    expect(kindAfter(opened, held, proposal('proposal_expired', 'p1'))).toBe('proposal_expired false');
    expect(kindAfter(opened, proposal('proposal_held', 'p1'), updated)).toBe('proposal_updated true');
  });
});
