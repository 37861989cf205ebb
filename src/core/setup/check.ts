/** The contract of a check of the setup: facts in, findings out; what is not known is never taken for fine. */
import type { Problem } from '../../kit/problem.ts';
import type { Finding, HostFacts } from '../../schema/setup-report.ts';
import type { Workflow } from './workflow.ts';

export type Ownership = {
  /** The CODEOWNERS file that counts, or null. */
  readonly path: string | null;
  readonly skipped: readonly Problem[];
  /** Path to its owners, for every path that a proposal changes or that the gate rests on. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
};

export type SetupFacts = {
  /** Errors in the documents that a run reads. */
  readonly problems: readonly Problem[];
  readonly workflows: readonly Workflow[];
  readonly ownership: Ownership;
  /** Null where no host was asked. */
  readonly host: HostFacts | null;
};

/** Several findings where a check looks at several things; none where it does not apply. */
export type Check<Needs extends keyof SetupFacts = keyof SetupFacts> = (
  facts: Pick<SetupFacts, Needs>,
) => readonly Finding[];

export const UNASKED = 'GitHub was not asked';
