/** The ports a verb is given: all that it can ask of, or do to, the world. */
import type { Clock } from '../ports/clock.ts';
import type { Forge } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Progress } from '../ports/progress.ts';
import type { Query } from '../ports/query.ts';
import type { Scratch } from '../ports/scratch.ts';
import type { Workspace } from '../ports/workspace.ts';

export type World = {
  readonly workspace: Workspace;
  readonly forge: Forge;
  readonly ledger: Ledger;
  readonly query: Query;
  readonly scratch: Scratch;
  readonly clock: Clock;
  readonly progress: Progress;
};
