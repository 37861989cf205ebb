/** What a proposal is like once its fate was carried out, as a run leaves it: what the next run is asked about. */
import type { Fate, LedgerWord, SeenProposal } from '../../../src/core/lifecycle/fate.ts';

export const OPENED: LedgerWord = { kind: 'proposal_opened', open: true, rejected: null, released: false };

/** The world as it is once the fate was carried out. */
export function carriedOut(before: SeenProposal, fate: Fate): SeenProposal {
  const word = before.ledger ?? OPENED;
  const closed = before.request === null ? null : ({ ...before.request, state: 'closed' } as const);
  const ledger = (more: Partial<LedgerWord>) => ({ ...word, ...more });
  switch (fate.kind) {
    case 'open':
      return fate.record === null ? before : { ...before, ledger: OPENED };
    case 'held':
      return { ...before, ledger: ledger({ kind: 'proposal_held', open: true, rejected: null }) };
    case 'closed_by_person':
      return { ...before, request: closed, ledger: ledger({ open: false, rejected: 'soft_rejection' }) };
    case 'expired':
      return { ...before, request: closed, branch: null, ledger: ledger({ kind: 'proposal_expired', open: false }) };
    case 'unfinished':
      return { ...before, request: closed, branch: null, ledger: ledger({ open: false }) };
    case 'merged':
      return fate.open === 'closes' ? { ...before, request: closed, branch: null } : before;
    default:
      return before;
  }
}

/** Whether a run with this answer writes nothing. */
export function isAtRest(fate: Fate): boolean {
  switch (fate.kind) {
    case 'over':
      return true;
    case 'merged':
      return fate.open !== 'closes';
    case 'open':
      return fate.record === null;
    case 'held':
      return !fate.isNew;
    default:
      return false;
  }
}
