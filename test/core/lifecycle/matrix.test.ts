/**
 * What people did to a pull request, against what the ledger knows of it, each with each: a decision for every pair, and
 * nothing left to write once it was carried out. Labels are no part of what is decided on; that the forge leaves them
 * out, whichever there are, is tested in `../../edge/github-faults.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { chain } from '../../../src/core/ledger/chain.ts';
import { fold } from '../../../src/core/ledger/fold.ts';
import { type Fate, fateOf, type LedgerWord, type SeenProposal } from '../../../src/core/lifecycle/fate.ts';
import type { LedgerEntry } from '../../../src/schema/ledger-event.ts';
import { proposal, rejection, released, rolledBack } from '../../contracts/entries.ts';
import { carriedOut, isAtRest } from './carried-out.ts';

const TODAY = { base: 'main', now: '2026-05-13T00:00:00Z' };
const P = 'p1';
const opened = proposal('proposal_opened', P);

/** What the ledger knows, as the events that say so. */
const LEDGERS = {
  nothing: [],
  opened: [opened],
  rejected: [opened, rejection('rejection', P)],
  'closed by a person': [opened, rejection('soft_rejection', P)],
  merged: [opened, released(P)],
  'merged and taken back': [opened, released(P), rolledBack(P), rejection('rejection', P)],
} satisfies Readonly<Record<string, readonly LedgerEntry[]>>;
type LedgerName = keyof typeof LEDGERS;

type Happened = Pick<SeenProposal, 'request' | 'branch' | 'isOnBase'>;
const ours = { ours: true };
const request = (state: 'open' | 'closed' | 'merged') => ({ state, base: 'main' });

/** What became of the pull request. One that was reopened is open, like one that nobody ever closed. */
const REQUESTS = {
  open: { request: request('open'), branch: ours, isOnBase: false },
  closed: { request: request('closed'), branch: ours, isOnBase: false },
  'branch deleted': { request: request('closed'), branch: null, isOnBase: false },
  'branch deleted, and still open': { request: request('open'), branch: null, isOnBase: false },
  merged: { request: request('merged'), branch: ours, isOnBase: true },
  'merged, branch deleted': { request: request('merged'), branch: null, isOnBase: true },
  'merged, checkout older': { request: request('merged'), branch: ours, isOnBase: false },
  'brought to the base another way': { request: request('open'), branch: ours, isOnBase: true },
} satisfies Readonly<Record<string, Happened>>;
type RequestName = keyof typeof REQUESTS;

const open = (record: 'unknown' | 'reopened' | 'released' | null): Fate => ({ kind: 'open', record });
const byPerson = (cause: 'closed' | 'branch_deleted'): Fate => ({ kind: 'closed_by_person', cause });
const over: Fate = { kind: 'over' };
const unfinished: Fate = { kind: 'unfinished' };
const merged: Fate = { kind: 'merged', open: null };
const overtaken: Fate = { kind: 'merged', open: 'closes' };

const MERGES = {
  merged,
  'merged, branch deleted': merged,
  'merged, checkout older': merged,
  'brought to the base another way': overtaken,
};

/** What the ledger closed stays closed but where a person reopened it; what is merged is merged, whatever it says. */
const DECISIONS: Readonly<Record<LedgerName, Readonly<Record<RequestName, Fate>>>> = {
  nothing: {
    open: open('unknown'),
    closed: byPerson('closed'),
    'branch deleted': byPerson('branch_deleted'),
    'branch deleted, and still open': unfinished,
    ...MERGES,
  },
  opened: {
    open: open(null),
    closed: byPerson('closed'),
    'branch deleted': byPerson('branch_deleted'),
    'branch deleted, and still open': byPerson('branch_deleted'),
    ...MERGES,
  },
  rejected: {
    open: unfinished,
    closed: over,
    'branch deleted': over,
    'branch deleted, and still open': unfinished,
    ...MERGES,
  },
  'closed by a person': {
    open: open('reopened'),
    closed: over,
    'branch deleted': over,
    'branch deleted, and still open': unfinished,
    ...MERGES,
  },
  merged: {
    open: overtaken,
    closed: merged,
    'branch deleted': merged,
    'branch deleted, and still open': overtaken,
    ...MERGES,
  },
  'merged and taken back': {
    open: unfinished,
    closed: over,
    'branch deleted': over,
    'branch deleted, and still open': unfinished,
    ...MERGES,
  },
};

function wordOf(entries: readonly LedgerEntry[]): LedgerWord | null {
  const events = chain([], entries).map(({ event }) => event);
  return fold(events, { now: TODAY.now, activeTuples: new Map() }).proposals.get(P) ?? null;
}

const namesOf = <Name extends string>(record: Readonly<Record<Name, unknown>>) => Object.keys(record) as Name[];
const PAIRS = namesOf(LEDGERS).flatMap((ledger) => namesOf(REQUESTS).map((happened) => ({ ledger, happened })));

describe.each(PAIRS)('where the ledger knows “$ledger” and the pull request is “$happened”', ({ ledger, happened }) => {
  const seen: SeenProposal = {
    ...REQUESTS[happened],
    ledger: wordOf(LEDGERS[ledger]),
    expiresAt: '2026-07-01T00:00:00Z',
    conflict: null,
  };

  it('there is a decision', () => {
    expect(fateOf(seen, TODAY)).toEqual(DECISIONS[ledger][happened]);
  });

  it.each([
    ['as it is', {}],
    ['with a commit of somebody else’s', { branch: { ours: false } }],
    ['directed to another base', { request: seen.request && { ...seen.request, base: 'other' } }],
    ['out of date', { expiresAt: TODAY.now }],
    ['overtaken by the base', { conflict: 'top_k is 8' }],
  ])('the run after it has nothing to write: %s', (_, more) => {
    const before = { ...seen, ...more };
    const next = fateOf(carriedOut(before, fateOf(before, TODAY)), TODAY);
    expect({ next, isAtRest: isAtRest(next) }).toEqual({ next, isAtRest: true });
  });
});
