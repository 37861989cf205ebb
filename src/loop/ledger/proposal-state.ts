/** A proposal as a run sees it: as the ledger names it, as the forge shows it, and what it was left as. */
import type { ProposalState } from '../../core/ledger/fold.ts';
import type { Fate, SeenProposal } from '../../core/lifecycle/fate.ts';
import type { ProposalBranch, PullRequest } from '../../ports/forge.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { Operation } from '../../schema/run-report.ts';

/** A proposal as the ledger names it. */
export type NamedProposal = Pick<LedgerEvent, 'intent' | 'risk_class'> & {
  readonly proposal_id: string;
  readonly fingerprint: string;
  readonly branch: string;
  readonly commit: string;
};

/** What the ledger or the forge takes for open, with all that decides what becomes of it. */
export type SurveyedProposal = {
  readonly branchName: string;
  /** Null where neither the ledger nor the branch says which proposal it is. */
  readonly named: NamedProposal | null;
  readonly request: PullRequest | null;
  readonly branch: ProposalBranch | null;
  readonly ledger: ProposalState | null;
  readonly document: Proposal | null;
  readonly seen: SeenProposal;
  readonly fate: Fate;
};

export type OpenEntry = Pick<SurveyedProposal, 'branchName' | 'named' | 'request' | 'branch' | 'document' | 'fate'>;

/** The proposals that are open or held, by the name of their branch: what a run opens and ends changes it. */
export type OpenProposals = Map<string, OpenEntry>;

/** What a run leaves a proposal as, for its report. */
export type OpenProposal = {
  readonly operation: Operation;
  readonly proposal: Proposal;
  readonly branch: string;
  readonly commit: string;
  readonly pullRequest?: { readonly number: number; readonly url: string };
};
