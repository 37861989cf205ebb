/**
 * What the events add up to: what must not be proposed again, who has looked at which held-out set, where each
 * proposal and run stands. Whatever depends on today (time, active release) comes in as a value.
 */
import type { HeldoutMarks } from '../../schema/heldout-marks.ts';
import type { LedgerEvent, Rejection, ReleaseRecorded } from '../../schema/ledger-event.ts';

export type DeadEnd = Rejection &
  Pick<LedgerEvent, 'intent' | 'at' | 'actor' | 'source_url'> & { readonly kind: 'rejection' | 'soft_rejection' };

export type LapsedDeadEnd = DeadEnd & {
  readonly lapsed: 'unrejected' | 'expired' | 'baseline_changed';
  /** Who took it back, why and where; absent where nobody did. */
  readonly taken_back?: Pick<LedgerEvent, 'at' | 'actor' | 'source_url'> & Pick<Rejection, 'reason'>;
};

export type Look = {
  readonly fingerprint: string;
  readonly look: number;
  readonly confidence: number;
  readonly run_id: string;
  /** Looks at earlier versions that counted for it, and how many of their cases it had. */
  readonly carried: { readonly looks: number; readonly cases: number };
};

/** One held-out set that was looked at, told apart by what is in it: a new name makes no new set. */
export type LookedSet = {
  /** The name without its version: what a refresh keeps. Looks are made for other intents, too. */
  readonly line: string;
  readonly heldout_test_set: string;
  readonly set_digest: string;
  readonly max_looks: number;
  /** By what its cases are recognised in another set; null where the look did not say. */
  readonly marks: HeldoutMarks | null;
  /** Distinct fingerprints, in the order in which they looked. */
  readonly looks: readonly Look[];
};

type ProposalEvent = Extract<LedgerEvent, { body: { branch: string; commit: string } }>;
type StartedEvent = Extract<LedgerEvent, { kind: 'run_started' }>;
type FinishedEvent = Extract<LedgerEvent, { kind: 'run_finished' }>;
type RejectionEvent = Extract<LedgerEvent, { kind: 'rejection' | 'unrejection' | 'soft_rejection' }>;

export type ProposalState = ProposalEvent['body'] &
  Pick<ProposalEvent, 'kind' | 'intent' | 'risk_class' | 'at'> & {
    /** Neither superseded nor expired, nor rejected or released since. */
    readonly open: boolean;
    /** The rejection that came after it and was not taken back. */
    readonly rejected: 'rejection' | 'soft_rejection' | null;
    /** Its release was recorded and not rolled back since. */
    readonly released: boolean;
  };
export type StartedRun = StartedEvent['body'] & Pick<StartedEvent, 'intent' | 'at'>;
export type FinishedRun = FinishedEvent['body'] & Pick<FinishedEvent, 'intent' | 'at'>;

/** What a merged proposal was recorded as for one intent, when that was first done. */
export type RecordedRelease = ReleaseRecorded & { readonly intent: string; readonly at: string };

export type LedgerState = {
  readonly deadEnds: readonly DeadEnd[];
  /** Rejections that no longer hold, for the note a returning candidate carries. */
  readonly lapsed: readonly LapsedDeadEnd[];
  /** By the digest of the set. */
  readonly lookedSets: ReadonlyMap<string, LookedSet>;
  /** By proposal id. */
  readonly proposals: ReadonlyMap<string, ProposalState>;
  /** By proposal id, for each intent of its pack; what was rolled back is not among them. */
  readonly releases: ReadonlyMap<string, readonly RecordedRelease[]>;
  /** By run id. */
  readonly startedRuns: ReadonlyMap<string, StartedRun>;
  readonly finishedRuns: ReadonlyMap<string, FinishedRun>;
};

export type Today = {
  /** The instant that expiry is held against. */
  readonly now: string;
  /** Intent to the id of its active release tuple. An intent that is not named keeps all of its dead ends. */
  readonly activeTuples: ReadonlyMap<string, string>;
  /** The intents that there are, where that is known: what was rejected for any other has lost its baseline. */
  readonly intents?: ReadonlySet<string>;
};

/** Folds verified, ordered events. */
export function fold(events: readonly LedgerEvent[], today: Today): LedgerState {
  const lookedSets = new Map<string, LookedSet>();
  const proposals = new Map<string, ProposalState>();
  const startedRuns = new Map<string, StartedRun>();
  const finishedRuns = new Map<string, FinishedRun>();
  const rejections: RejectionEvent[] = [];
  const releases = new Map<string, readonly RecordedRelease[]>();
  for (const event of events) {
    const { kind, intent, at, risk_class } = event;
    switch (kind) {
      case 'run_started':
        startedRuns.set(event.body.run_id, { ...event.body, intent, at });
        break;
      case 'run_finished':
        finishedRuns.set(event.body.run_id, { ...event.body, intent, at });
        break;
      case 'heldout_look':
        addLook(lookedSets, event);
        break;
      case 'proposal_opened':
      case 'proposal_updated':
      case 'proposal_held':
      case 'proposal_superseded':
      case 'proposal_expired': {
        const open = kind !== 'proposal_superseded' && kind !== 'proposal_expired';
        const state = { ...event.body, kind, intent, risk_class, at, open, rejected: null, released: false };
        proposals.set(event.body.proposal_id, stillHeld(proposals.get(event.body.proposal_id), state));
        break;
      }
      case 'rejection':
      case 'soft_rejection':
      case 'unrejection':
        rejections.push(event);
        reject(proposals, event);
        break;
      case 'release_recorded': {
        const { proposal_id } = event.body;
        releases.set(proposal_id, [...(releases.get(proposal_id) ?? []), { ...event.body, intent, at }]);
        const state = proposals.get(proposal_id);
        if (state !== undefined) proposals.set(proposal_id, { ...state, open: false, released: true });
        break;
      }
      case 'rolled_back':
        releases.delete(event.body.proposal_id);
        unrelease(proposals, event.body.proposal_id);
        break;
    }
  }
  return { ...foldRejections(rejections, today), lookedSets, proposals, releases, startedRuns, finishedRuns };
}

/** `goldens/<intent>/test` of a pinned name. */
export function lineOf(name: string): string {
  return name.slice(0, name.lastIndexOf('@'));
}

type LookEvent = Extract<LedgerEvent, { kind: 'heldout_look' }>;

function addLook(sets: Map<string, LookedSet>, { body }: LookEvent): void {
  const { fingerprint, look, confidence, run_id, heldout_test_set, set_digest, max_looks, marks, carried } = body;
  const known = sets.get(set_digest);
  const looks = known?.looks ?? [];
  const made = { fingerprint, look, confidence, run_id, carried: carried ?? { looks: 0, cases: 0 } };
  sets.set(set_digest, {
    line: lineOf(heldout_test_set),
    heldout_test_set,
    set_digest,
    max_looks,
    marks: known?.marks ?? marks ?? null,
    looks: looks.some((earlier) => earlier.fingerprint === fingerprint) ? looks : [...looks, made],
  });
}

/** A run that was under way when somebody had the proposal held does not end that by what it writes after it. */
function stillHeld(before: ProposalState | undefined, state: ProposalState): ProposalState {
  const isHeld = before?.open === true && before.kind === 'proposal_held' && before.by_command === true;
  if (!isHeld || !state.open || state.by_command === true) return state;
  return { ...state, kind: before.kind, by_command: true };
}

/** What was rejected stays closed when that is taken back: only its pull request can be opened again. */
function reject(proposals: Map<string, ProposalState>, { kind, body }: RejectionEvent): void {
  const state = proposals.get(body.proposal_id);
  if (state === undefined) return;
  proposals.set(body.proposal_id, { ...state, open: false, rejected: kind === 'unrejection' ? null : kind });
}

function unrelease(proposals: Map<string, ProposalState>, id: string): void {
  const state = proposals.get(id);
  if (state !== undefined) proposals.set(id, { ...state, released: false });
}

function foldRejections(events: readonly RejectionEvent[], today: Today): Pick<LedgerState, 'deadEnds' | 'lapsed'> {
  const deadEnds: DeadEnd[] = [];
  const lapsed: LapsedDeadEnd[] = [];
  events.forEach((event, index) => {
    const { kind, intent, at, actor, source_url, body } = event;
    if (kind === 'unrejection') return;
    const source = source_url === undefined ? {} : { source_url };
    const end: DeadEnd = { ...body, kind, intent, at, actor, ...source };
    const taking = events.slice(index + 1).find((later) => takesBack(later, event));
    const why = taking === undefined ? lapseOf(end, today) : 'unrejected';
    if (why === null) deadEnds.push(end);
    else lapsed.push({ ...end, lapsed: why, ...(taking === undefined ? {} : { taken_back: sayingOf(taking) }) });
  });
  return { deadEnds, lapsed };
}

function sayingOf({
  at,
  actor,
  source_url,
  body: { reason },
}: RejectionEvent): NonNullable<LapsedDeadEnd['taken_back']> {
  return { at, actor, reason, ...(source_url === undefined ? {} : { source_url }) };
}

function takesBack(later: RejectionEvent, earlier: RejectionEvent): boolean {
  return (
    later.kind === 'unrejection' &&
    later.body.fingerprint === earlier.body.fingerprint &&
    later.body.scope === earlier.body.scope
  );
}

function lapseOf(end: DeadEnd, today: Today): 'expired' | 'baseline_changed' | null {
  if (end.expires_at !== undefined && Date.parse(end.expires_at) <= Date.parse(today.now)) return 'expired';
  if (today.intents?.has(end.intent) === false) return 'baseline_changed';
  const active = today.activeTuples.get(end.intent);
  return active === undefined || active === end.baseline_tuple ? null : 'baseline_changed';
}
