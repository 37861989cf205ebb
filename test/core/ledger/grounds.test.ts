import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { isUnderWay, lastGround, lastStart, standsUntil } from '../../../src/core/ledger/grounds.ts';
import { digestOf } from '../../../src/kit/canonical.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { look, note, runFinished, runStarted } from '../../contracts/entries.ts';

const eventsOf = (...entries: readonly LedgerEntry[]) => chain([], entries).map(({ event }) => event);
const asked = (candidate: string, set = 'set') => ({ fingerprint: digestOf(candidate), set_digest: digestOf(set) });

describe('the start of a run', () => {
  it('is its last one, and of no other run', () => {
    const events = eventsOf(runStarted('a'), runStarted('b'), runFinished('a', 'x'), runStarted('a'), note('n'));
    expect(lastStart(events, 'a')?.position).toBe(3);
    expect(lastStart(events, 'b')?.position).toBe(1);
    expect(lastStart(events, 'c')).toBeNull();
  });

  it('dates what is written within a day of it and before its end', () => {
    const underWay = (now: string, ...more: readonly LedgerEntry[]) => {
      const events = eventsOf(runStarted('a'), ...more);
      const start = lastStart(events, 'a');
      return start !== null && isUnderWay(events, start.event, now);
    };
    expect(underWay('2026-05-13T05:59:59Z')).toBe(true);
    expect(underWay('2026-05-13T06:00:00Z')).toBe(false);
    expect(underWay('2026-05-12T07:00:00Z', runFinished('a', 'x'))).toBe(false);
    expect(underWay('2026-05-12T07:00:00Z', runFinished('b', 'x'))).toBe(true);
    expect(underWay('2026-05-12T06:00:00Z', runFinished('a', 'x'))).toBe(false);
  });
});

describe('what a proposal rests on', () => {
  it('is the later of its start and its looks, a repeated look where it was made first', () => {
    const events = eventsOf(look('x', 1), runStarted('a'), look('y', 2), look('y', 2), note('n'));
    expect(lastGround(events, 1, [asked('x')])).toBe(1);
    expect(lastGround(events, 1, [asked('x'), asked('y')])).toBe(2);
    expect(lastGround(events, 1, [asked('y', 'another set')])).toBe(1);
  });

  it('gives the day until which it stands', () => {
    expect(standsUntil('2026-05-12T06:00:00Z', 30)).toBe('2026-06-11T06:00:00Z');
  });
});
