import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { fold } from '../../../src/core/ledger/fold.ts';
import { isRetryAsked, retryNote } from '../../../src/core/ledger/retries.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { note, proposal, runFinished, runStarted } from '../../contracts/entries.ts';

const asked = (metric: string): LedgerEntry => ({ ...note(''), kind: 'note', body: retryNote(metric) });
const eventsOf = (entries: readonly LedgerEntry[]) => chain([], entries).map(({ event }) => event);
const started = runStarted('run_1');
const target = { intent: 'support.triage', metric: 'economics_cents_per_decision' };
const isAsked = (...entries: readonly LedgerEntry[]) => isRetryAsked(eventsOf(entries), target);

describe('a retry', () => {
  it('is asked for until a run that began after it has come to its end', () => {
    const wish = asked(target.metric);
    expect(isAsked()).toBe(false);
    expect(isAsked(wish)).toBe(true);
    expect(isAsked(wish, started)).toBe(true);
    expect(isAsked(wish, started, runFinished('run_1', 'x'))).toBe(false);
    expect(isAsked(started, wish, runFinished('run_1', 'x'))).toBe(true);
    expect(isAsked(wish, started, runFinished('run_1', 'x'), wish)).toBe(true);
  });

  it('is for one target, and other notes ask for nothing', () => {
    expect(isAsked(asked('another-metric'), note('x'))).toBe(false);
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
