/**
 * What is to become of a proposal, given what the ledger says of it and what the forge shows: people merge, close,
 * reopen, commit to and redirect pull requests without telling anybody, and a run may have ended halfway.
 */

/** The last word of the ledger on a proposal. */
export type LedgerWord = {
  readonly kind: 'proposal_opened' | 'proposal_updated' | 'proposal_held' | 'proposal_superseded' | 'proposal_expired';
  /** Neither superseded nor expired, nor rejected since. */
  readonly open: boolean;
  /** The rejection that closed it and was not taken back. */
  readonly rejected: 'rejection' | 'soft_rejection' | null;
  readonly by_command?: true | undefined;
  /** Its release was recorded, and not rolled back since. */
  readonly released: boolean;
};

export type SeenProposal = {
  /** Null where the ledger has never heard of it. */
  readonly ledger: LedgerWord | null;
  /** Null where there never was a pull request of ours. */
  readonly request: { readonly state: 'open' | 'merged' | 'closed'; readonly base: string } | null;
  /** Null where the branch is gone. */
  readonly branch: { readonly ours: boolean } | null;
  /** Whether its file stands on the base, as far as the checkout that is read has it. */
  readonly isOnBase: boolean;
  /** RFC 3339; null where the proposal does not say or cannot be read. */
  readonly expiresAt: string | null;
  /** What the base says now of the value that it would change, where that is not what it starts from. */
  readonly conflict: string | null;
};

/** Why it is held: nothing is written to it any more until a person has undone the cause. */
export type HoldCause = 'foreign_commit' | 'other_base' | 'command';

export type Fate =
  | { readonly kind: 'over' }
  /** `open`: what becomes of a pull request that is open still, since the change came to the base another way. */
  | { readonly kind: 'merged'; readonly open: 'closes' | 'stays' | null }
  /** `record`: what the ledger has to learn, if anything. */
  | { readonly kind: 'open'; readonly record: 'unknown' | 'reopened' | 'released' | null }
  | { readonly kind: 'held'; readonly cause: HoldCause; readonly isNew: boolean }
  /** A person closed it without a command, or took its branch away. */
  | { readonly kind: 'closed_by_person'; readonly cause: 'closed' | 'branch_deleted' }
  | { readonly kind: 'expired'; readonly cause: 'age' | 'base_changed' }
  /** The ledger has closed it and the forge not yet. */
  | { readonly kind: 'unfinished' };

export type Today = {
  /** The branch that proposals are for. */
  readonly base: string;
  readonly now: string;
};

/** Decides one proposal. */
export function fateOf(seen: SeenProposal, today: Today): Fate {
  const { ledger, request, branch } = seen;
  const isMerged = seen.isOnBase || ledger?.released === true || request?.state === 'merged';
  if (isMerged) return { kind: 'merged', open: leftOpen(seen) };
  if (request?.state === 'closed') return closedFate(seen);
  if (branch === null) return withoutBranch(seen);
  if (request === null && ledger?.open !== true) return { kind: 'over' };
  // A person decided about it by a command; what else happened to its branch does not undo that.
  if (ledger?.open === false && ledger.rejected === 'rejection') return { kind: 'unfinished' };
  if (isHeldByCommand(ledger)) return { kind: 'held', cause: 'command', isNew: false };
  const cause = holdCause(seen, today);
  if (cause !== null)
    return { kind: 'held', cause, isNew: !(ledger?.open === true && ledger.kind === 'proposal_held') };
  if (isClosedInLedger(ledger)) return { kind: 'unfinished' };
  if (isPast(seen.expiresAt, today.now)) return { kind: 'expired', cause: 'age' };
  if (seen.conflict !== null) return { kind: 'expired', cause: 'base_changed' };
  return { kind: 'open', record: newsFor(ledger) };
}

function leftOpen({ ledger, request, branch }: SeenProposal): 'closes' | 'stays' | null {
  if (request?.state !== 'open') return null;
  return branch?.ours === false || isHeldByCommand(ledger) ? 'stays' : 'closes';
}

/** What is closed and open in the ledger was closed by somebody else: autotune tells the ledger before it closes anything. */
function closedFate({ ledger, branch }: SeenProposal): Fate {
  if (ledger?.open === false) return { kind: 'over' };
  return { kind: 'closed_by_person', cause: branch === null ? 'branch_deleted' : 'closed' };
}

function withoutBranch({ ledger, request }: SeenProposal): Fate {
  if (ledger?.open === true) return { kind: 'closed_by_person', cause: 'branch_deleted' };
  return { kind: request === null ? 'over' : 'unfinished' };
}

/** Somebody asked for it, and nobody took it back. */
export function isHeldByCommand(ledger: LedgerWord | null): boolean {
  return ledger?.open === true && ledger.kind === 'proposal_held' && ledger.by_command === true;
}

function holdCause({ branch, request }: SeenProposal, { base }: Today): HoldCause | null {
  if (branch?.ours === false) return 'foreign_commit';
  return request !== null && request.base !== base ? 'other_base' : null;
}

/** By autotune. What a person merely closed can be reopened the same way. */
function isClosedInLedger(ledger: LedgerWord | null): boolean {
  if (ledger === null || ledger.open) return false;
  return ledger.kind === 'proposal_superseded' || ledger.kind === 'proposal_expired';
}

function isPast(expiresAt: string | null, now: string): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.parse(now);
}

function newsFor(ledger: LedgerWord | null): 'unknown' | 'reopened' | 'released' | null {
  if (ledger === null) return 'unknown';
  if (ledger.rejected === 'soft_rejection') return 'reopened';
  return ledger.open && ledger.kind !== 'proposal_held' ? null : 'released';
}
