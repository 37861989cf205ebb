/** What one target's run is made of: everything that is fixed before its search begins, and what comes out of it. */
import type { LedgerState, Today } from '../../core/ledger/fold.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Base } from '../../ports/forge.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { Plan } from '../../schema/plan.ts';
import type { TargetResult } from '../../schema/run-report.ts';
import type { Journal } from '../ledger/journal.ts';
import type { OpenProposal, OpenProposals } from '../ledger/proposal-state.ts';
import type { AuditedSets, SearchedSet } from '../replay/audited-sets.ts';
import type { Bench } from '../replay/bench.ts';
import type { SharedReplays } from '../replay/replay-set.ts';
import type { World } from '../world.ts';

/** What scoring a target needs of an invocation. The journal is all that is written to, and only with looks. */
export type EvaluationContext = {
  readonly world: Pick<World, 'workspace' | 'progress' | 'scratch'>;
  readonly journal: Journal;
  readonly repository: Repository;
  readonly configuration: Configuration;
  readonly now: string;
  readonly producer: string;
  readonly isDryRun: boolean;
  /** The plan that this run was given and came to as well; null where it was given none. */
  readonly followed: FollowedPlan | null;
  readonly audited: AuditedSets;
  /** What other machines replayed for this search; null where it replays everything itself. */
  readonly shared: SharedReplays | null;
};

/** What all targets of one invocation share. */
export type RunContext = EvaluationContext & {
  readonly world: World;
  readonly base: Base;
  /** What is open or held on the forge, once that was tended to; what this invocation opens and ends changes it. */
  readonly open: OpenProposals;
  /** The branches whose change the base has already: a pull request of theirs that is open takes nobody's place. */
  readonly overtaken: Set<string>;
  /** Proposals that this invocation may still open. */
  readonly mayOpen: number;
  /** Begins to read what the next target needs; called where this one waits for git. */
  readonly readAhead: () => void;
};

export type FollowedPlan = Pick<Plan, 'base_commit' | 'targets'>;

/** Intent to its search set as it was verified. */
export type VerifiedSets = ReadonlyMap<string, SearchedSet>;

/** One target, once its contract is answered and its search sets are audited. */
export type PreparedTarget = {
  readonly resolved: ResolvedTarget;
  /** The target's own intent first, then the intents it also affects. */
  readonly benches: readonly Bench[];
  readonly sets: VerifiedSets;
  readonly cases: number;
  /** The ledger as it was folded when this run was prepared or taken up again. */
  readonly state: LedgerState;
  readonly today: Today;
  readonly runId: string;
  /** The hash of the event by which somebody asked for this run; null where nobody had when it was prepared. */
  readonly retry: string | null;
};

/** A prepared target whose candidates can be scored; nothing of it reaches the forge. */
export type Evaluation = EvaluationContext & PreparedTarget;

export type TargetRun = RunContext & PreparedTarget;

export type TargetOutcome = {
  readonly runId: string | null;
  readonly result: TargetResult;
  readonly proposal: OpenProposal | null;
  /** How the space was searched; null where it was not. */
  readonly strategy: string | null;
  readonly candidates: number;
  readonly replays: number;
};

/** The counts of a target whose candidates nobody looked at. */
export const NOTHING_CONSIDERED: Pick<TargetResult, 'considered' | 'skipped' | 'skipped_by'> = {
  considered: {},
  skipped: { exact: 0, direction: 0, surface: 0 },
  skipped_by: [],
};
