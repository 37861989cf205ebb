import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fate, fateOf, type LedgerWord, type SeenProposal } from '../../../src/core/lifecycle/fate.ts';
import { carriedOut, isAtRest, OPENED } from './carried-out.ts';

const TODAY = { base: 'main', now: '2026-06-01T00:00:00Z' };
const CLOSED = { state: 'closed', base: 'main' } as const;

/** A proposal that is open and as it should be; `more` says what is not. */
function seen(more: Partial<SeenProposal> = {}): SeenProposal {
  return {
    ledger: OPENED,
    request: { state: 'open', base: 'main' },
    branch: { ours: true },
    isOnBase: false,
    expiresAt: '2026-07-01T00:00:00Z',
    conflict: null,
    ...more,
  };
}

describe('the fate of a proposal', () => {
  it.each<[string, Partial<SeenProposal>, Fate]>([
    ['stays open where nothing happened', {}, { kind: 'open', record: null }],
    ['is told to the ledger where only the forge knows it', { ledger: null }, { kind: 'open', record: 'unknown' }],
    [
      'is open again where a person reopened it',
      { ledger: { ...OPENED, open: false, rejected: 'soft_rejection' } },
      { kind: 'open', record: 'reopened' },
    ],
    [
      'is open again where a person undid what it was held for',
      { ledger: { ...OPENED, kind: 'proposal_held' } },
      { kind: 'open', record: 'released' },
    ],
    [
      'is open again where a rejection was taken back and the pull request reopened',
      { ledger: { ...OPENED, open: false } },
      { kind: 'open', record: 'released' },
    ],
    [
      'is merged where the forge says so',
      { request: { state: 'merged', base: 'main' } },
      { kind: 'merged', open: null },
    ],
    [
      'is merged where its file stands on the base, and what is open of it has nothing left to merge',
      { isOnBase: true, branch: null },
      { kind: 'merged', open: 'closes' },
    ],
    ['is merged even where it was closed as well', { isOnBase: true, request: CLOSED }, { kind: 'merged', open: null }],
    [
      'is merged where its file stands on the base, and open where somebody works on at its branch',
      { isOnBase: true, branch: { ours: false } },
      { kind: 'merged', open: 'stays' },
    ],
    [
      'is merged where its file stands on the base, and open where somebody has it held',
      { isOnBase: true, ledger: { ...OPENED, kind: 'proposal_held', by_command: true } },
      { kind: 'merged', open: 'stays' },
    ],
    [
      'is held at a commit that is not autotune’s',
      { branch: { ours: false } },
      { kind: 'held', cause: 'foreign_commit', isNew: true },
    ],
    [
      'is held where it was redirected to another base',
      { request: { state: 'open', base: 'release' } },
      { kind: 'held', cause: 'other_base', isNew: true },
    ],
    [
      'is held for as long as a command holds it, whatever else happens to it',
      {
        ledger: { ...OPENED, kind: 'proposal_held', by_command: true },
        expiresAt: '2026-05-01T00:00:00Z',
        conflict: 'top_k is 8',
        branch: { ours: false },
      },
      { kind: 'held', cause: 'command', isNew: false },
    ],
    [
      'may be closed by a person though a command holds it',
      { ledger: { ...OPENED, kind: 'proposal_held', by_command: true }, request: CLOSED },
      { kind: 'closed_by_person', cause: 'closed' },
    ],
    [
      'is held once',
      { branch: { ours: false }, ledger: { ...OPENED, kind: 'proposal_held' } },
      { kind: 'held', cause: 'foreign_commit', isNew: false },
    ],
    [
      'is held, not closed, where a person committed to what was about to be closed',
      { branch: { ours: false }, ledger: { ...OPENED, kind: 'proposal_superseded', open: false } },
      { kind: 'held', cause: 'foreign_commit', isNew: true },
    ],
    [
      'is held, not expired, however old it is',
      { branch: { ours: false }, expiresAt: '2020-01-01T00:00:00Z' },
      { kind: 'held', cause: 'foreign_commit', isNew: true },
    ],
    ['is closed by a person', { request: CLOSED }, { kind: 'closed_by_person', cause: 'closed' }],
    [
      'is closed by a person who took its branch away',
      { request: CLOSED, branch: null },
      { kind: 'closed_by_person', cause: 'branch_deleted' },
    ],
    [
      'is closed by a branch that is gone before the forge noticed',
      { branch: null },
      { kind: 'closed_by_person', cause: 'branch_deleted' },
    ],
    [
      'is closed by a person while it was held',
      { request: CLOSED, branch: { ours: false }, ledger: { ...OPENED, kind: 'proposal_held' } },
      { kind: 'closed_by_person', cause: 'closed' },
    ],
    [
      'is closed by a person before the ledger heard of it',
      { request: CLOSED, ledger: null },
      { kind: 'closed_by_person', cause: 'closed' },
    ],
    ['expires at the instant it says', { expiresAt: TODAY.now }, { kind: 'expired', cause: 'age' }],
    [
      'expires where the base has another value than it starts from',
      { conflict: 'evidence.kb.top_k is 8' },
      { kind: 'expired', cause: 'base_changed' },
    ],
    [
      'is unfinished where the ledger superseded it and the forge shows it open',
      { ledger: { ...OPENED, kind: 'proposal_superseded', open: false } },
      { kind: 'unfinished' },
    ],
    [
      'is unfinished where it expired and was rejected softly for that',
      { ledger: { ...OPENED, kind: 'proposal_expired', open: false, rejected: 'soft_rejection' } },
      { kind: 'unfinished' },
    ],
    [
      'is unfinished where a command rejected it',
      { ledger: { ...OPENED, open: false, rejected: 'rejection' } },
      { kind: 'unfinished' },
    ],
    [
      'is unfinished where a command rejected it, whoever committed to its branch',
      { branch: { ours: false }, ledger: { ...OPENED, open: false, rejected: 'rejection' } },
      { kind: 'unfinished' },
    ],
    [
      'is over where both agree',
      { request: CLOSED, ledger: { ...OPENED, kind: 'proposal_superseded', open: false } },
      { kind: 'over' },
    ],
    ['is over where nobody knows it', { request: null, ledger: null, branch: null }, { kind: 'over' }],
    ['is open where its pull request is still to be written', { request: null }, { kind: 'open', record: null }],
  ])('%s', (_, more, fate) => {
    expect(fateOf(seen(more), TODAY)).toEqual(fate);
  });
});

const kinds = [
  'proposal_opened',
  'proposal_updated',
  'proposal_held',
  'proposal_superseded',
  'proposal_expired',
] as const;
const words = fc
  .record({
    kind: fc.constantFrom(...kinds),
    rejected: fc.constantFrom(null, 'rejection' as const, 'soft_rejection' as const),
    released: fc.boolean(),
  })
  .map(({ kind, rejected, released }): LedgerWord => {
    const isClosed = released || kind === 'proposal_superseded' || kind === 'proposal_expired';
    return { kind, rejected, open: !isClosed && rejected === null, released };
  });
const anything: fc.Arbitrary<SeenProposal> = fc.record({
  ledger: fc.option(words),
  request: fc.option(
    fc.record({
      state: fc.constantFrom('open' as const, 'merged' as const, 'closed' as const),
      base: fc.constantFrom('main', 'other'),
    }),
  ),
  branch: fc.option(fc.record({ ours: fc.boolean() })),
  isOnBase: fc.boolean(),
  expiresAt: fc.constantFrom(null, '2026-05-01T00:00:00Z', '2026-07-01T00:00:00Z'),
  conflict: fc.constantFrom(null, 'x is 1'),
});

describe('whatever the ledger and the forge say', () => {
  it('comes to rest once the fate was carried out: the next run has nothing to write', () => {
    fc.assert(
      fc.property(anything, (before) => {
        const next = fateOf(carriedOut(before, fateOf(before, TODAY)), TODAY);
        expect({ next, isAtRest: isAtRest(next) }).toEqual({ next, isAtRest: true });
      }),
    );
  });

  it('closes nothing that is merged, and what carries somebody else’s commits only where a command rejected it', () => {
    fc.assert(
      fc.property(anything, (before) => {
        const { kind } = fateOf(before, TODAY);
        const isMerged = before.isOnBase || before.ledger?.released === true || before.request?.state === 'merged';
        if (isMerged) expect(kind).toBe('merged');
        else if (before.branch?.ours === false && before.request?.state === 'open') {
          const isRejected = before.ledger?.open === false && before.ledger.rejected === 'rejection';
          expect(kind).toBe(isRejected ? 'unfinished' : 'held');
        }
      }),
    );
  });
});
