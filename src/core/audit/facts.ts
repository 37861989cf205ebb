/** Everything an audit judges, as it was found: nothing here is a verdict, and what could not be read is null. */
import type { Evidence } from '../../schema/audit-report.ts';
import type { Candidate } from '../../schema/candidate.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import type { EvaluatorSuite } from '../../schema/evaluator-suite.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import type { HostFacts } from '../../schema/setup-report.ts';
import type { TuningTarget } from '../../schema/tuning-target.ts';

export type Placed<Value> = { readonly path: string; readonly value: Value };

/** An event with its place in the chain, counted from 1. */
export type Placement<Event extends LedgerEvent = LedgerEvent> = { readonly sequence: number; readonly event: Event };
export type Started = Extract<LedgerEvent, { kind: 'run_started' }>;
export type Finished = Extract<LedgerEvent, { kind: 'run_finished' }>;

/** What a run names as its input, and whether the commit it names still has it; null where that cannot be read. */
export type Input = { readonly name: string; readonly isSame: boolean | null };

export type AuditedRun = {
  readonly run_id: string;
  readonly start: Placement<Started>;
  /** The newest end that is recorded. */
  readonly finish: Placement<Finished> | null;
  /** From `target.json`, with its digest; null where there is none that can be read. */
  readonly target: { readonly value: TuningTarget; readonly digest: string } | null;
  /** From `candidates.jsonl`; null where there is none that can be read. */
  readonly candidates: readonly Candidate[] | null;
  /** Candidates of which the run says what became of them. */
  readonly decided: ReadonlySet<string>;
  /** From `selected-proposal.json`: who was selected and why; null where there is none that can be read. */
  readonly selected: { readonly reason: string; readonly proposal: Proposal | null } | null;
  /** The pack at the run's commit; null where it cannot be read. */
  readonly pack: ContextPack | null;
  readonly inputs: readonly Input[];
  /** Candidates that a rejection covered when the run began. */
  readonly revived: readonly string[];
};

export type AuditedProposal = {
  readonly id: string;
  readonly document: Proposal;
  /** `run`: only its run knows it. */
  readonly where: 'base' | 'open' | 'run';
  readonly evidence: Evidence;
  /** Of the branch, where it is open. */
  readonly run: AuditedRun | null;
  /** Whether the ledger that it cites is in the history of this one; null where it cites none. */
  readonly isHeadKnown: boolean | null;
};

export type AuditedSet = {
  readonly intent: string;
  readonly role: 'search' | 'test';
  readonly path: string;
  /** `reproduced`: every case gives the decision record it is stamped with, and the file is the pinned one. */
  readonly state: 'reproduced' | 'broken' | 'closed';
  readonly detail: string;
  readonly cases: number;
  /** Cases by the release tuple they were recorded under. */
  readonly recorded: ReadonlyMap<string, number>;
};

/** The two sets of an intent against each other. */
export type SplitFacts = {
  readonly intent: string;
  readonly path: string;
  /** Families and cases that stand in both; null where the held-out set is closed. */
  readonly shared: number | null;
  /** About how many search cases bear the marks of the held-out set; null where nobody looked at it yet. */
  readonly marked: number | null;
  readonly looks: number;
};

export type LeakFacts = {
  /** Files of the ledger, and proposals, that were read for words of held-out cases. */
  readonly files: number;
  readonly found: readonly Evidence[];
  /** Held-out sets whose words are not known here. */
  readonly closed: readonly string[];
};

export type AuditFacts = {
  readonly ledger: {
    readonly ref: string;
    readonly head: string | null;
    readonly broken: string | null;
    /** When it was begun anew because somebody asked for it; null where it is the first one. */
    readonly begunAnew: string | null;
  };
  readonly events: readonly Placement[];
  readonly runs: readonly AuditedRun[];
  readonly proposals: readonly AuditedProposal[];
  readonly configuration: Placed<Configuration>;
  readonly packs: readonly Placed<ContextPack>[];
  readonly suites: readonly Placed<EvaluatorSuite>[];
  readonly releases: readonly Placed<ReleaseRecord>[];
  /** Intent to the ids of the tuples that its goldens can be replayed under. */
  readonly replayable: ReadonlyMap<string, readonly string[]>;
  /** Intent to the tuples that could be gone back to today, and why one does not replay; null where it does. */
  readonly replays: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  /** Documents of the checkout, and what is wrong with them. */
  readonly documents: number;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  readonly sets: readonly AuditedSet[];
  readonly splits: readonly SplitFacts[];
  readonly leaks: LeakFacts;
  /** Path to what a `promotions/` file of the ledger has; null for one that is no JSON. */
  readonly promotionEvidence: ReadonlyMap<string, unknown>;
  /** Code owners by path, of everything that a proposal changes or that the gate rests on. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** Production runs by intent and release tuple, or why they cannot be read; null where no source is configured. */
  readonly production: ReadonlyMap<string, ReadonlyMap<string, number>> | { readonly unread: string } | null;
  /** Null where no host was asked. */
  readonly host: Pick<HostFacts, 'review_rules'> | null;
};

/** The evidence of an event. */
export function eventEvidence({ sequence, event }: Placement): Evidence {
  return { kind: 'event', event: event.kind, sequence, hash: event.hash };
}

/** The evidence of a file of a run on the ledger. */
export function runFile({ run_id }: Pick<AuditedRun, 'run_id'>, name: string, { ledger }: AuditFacts): Evidence {
  return { kind: 'file', path: `runs/${run_id}/${name}`, at: ledger.head ?? ledger.ref };
}
