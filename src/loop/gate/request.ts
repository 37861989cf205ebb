/** What the gate is asked, what it may ask of the world, and what it knows once base and head are merged. */
import type { ChangedPath } from '../../core/gate/changed-path.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Hosting } from '../../ports/hosting.ts';
import type { MergeTarget } from '../../ports/judging.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Progress } from '../../ports/progress.ts';
import type { Reviews } from '../../ports/reviews.ts';
import type { Scratch } from '../../ports/scratch.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { GateCheck, GateReport } from '../../schema/gate-report.ts';

export type GateWorld = {
  readonly history: History;
  /** The files of a commit or tree as its id names it. They are only read: what would write throws `INTERNAL`. */
  filesAt(tree: string): Workspace;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly scratch: Scratch;
  /** Null where nobody is asked about owners. */
  readonly hosting: Hosting | null;
  /** Null where nobody is asked about reviews. */
  readonly reviews: Reviews | null;
};

export type GateRequest = {
  /** Names of commits, as somebody wrote them. */
  readonly base: string;
  readonly head: string;
  /** The branch that the head is known by; null where it is not. Absent at a terminal, where git is asked. */
  readonly branch?: string | null;
  /** Of its pull request; null or absent where only the commit is known. */
  readonly number?: number | null;
  /** Of an event; absent at a terminal, where the named base is what was asked about. */
  readonly target?: MergeTarget;
};

/** A change whose merge gives a tree, beside the documents of its base: those alone judge it. */
export type MergedChange = {
  readonly changes: readonly ChangedPath[];
  readonly base: Workspace;
  readonly merged: Workspace;
  readonly repository: Repository;
  readonly configuration: Configuration;
  readonly head: string;
  readonly branch: string | null;
  readonly number: number | null;
};

/** What was found about a change. */
export type Judged = Pick<GateReport, 'proposal' | 'patches' | 'undeclared' | 'scorecard_delta' | 'roles'> & {
  /** Where reading the change told more than its paths. */
  readonly kind?: Exclude<GateReport['kind'], 'proposal' | 'human' | 'none'>;
  readonly checks: readonly GateCheck[];
  /** What is said where nothing is wrong. */
  readonly fine: string;
};
