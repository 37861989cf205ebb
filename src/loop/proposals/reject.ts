/**
 * A reviewer's no, and its being taken back. The ledger is told first: from then on nothing that is covered is searched,
 * and whatever ends before the forge was told, the next run or the same command finishes it.
 */
import type { DeadEnd } from '../../core/ledger/fold.ts';
import { standsUntil } from '../../core/ledger/grounds.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { PullRequest } from '../../ports/forge.ts';
import { openedFact } from '../ledger/proposal-facts.ts';
import type { NamedProposal, SurveyedProposal } from '../ledger/proposal-state.ts';
import {
  type Actor,
  rejectionFact,
  type Scope,
  unrejectionFact,
  type WholeProposal,
} from '../ledger/rejection-facts.ts';
import { findProposal } from './find-proposal.ts';
import { rejectedNotice, rejectionsOf, suiteOf } from './rejections.ts';
import type { SurveyContext } from './survey-proposals.ts';
import { closeOnForge } from './tend-proposals.ts';

export type RejectRequest = {
  /** The id of a proposal, how it begins, or the name of its branch. */
  readonly proposal: string;
  readonly scope: Scope;
  readonly reason: string;
  readonly reasonCode?: string;
  /** Days from now on which it ends; without it, it holds until what the proposal was compared with changes. */
  readonly expiresDays?: number;
  readonly actor: Actor;
  /** Where it was said. */
  readonly sourceUrl?: string;
};

export type RejectOutcome = {
  /** `known`: the proposal stood rejected with this scope already, and keeps the reason that was given first. */
  readonly result: 'rejected' | 'known';
  readonly proposal: NamedProposal;
  /** What stands in the ledger now. */
  readonly rejection: DeadEnd;
  /** Whether it keeps anything from being searched: not where its baseline is none any more. */
  readonly holds: boolean;
  readonly request: PullRequest | null;
  /** Whether nothing of it is open: a branch that somebody is at work on is left, and the next run closes it. */
  readonly isClosed: boolean;
};

/**
 * Rejects a proposal, open or not, and closes what is open of it. Doing it again finishes what was left undone and
 * writes nothing twice. Throws `ID_UNKNOWN`, `ID_AMBIGUOUS`, `PROPOSAL_MERGED` and `PROPOSAL_UNREADABLE`, each before
 * anything is written.
 */
export async function reject(context: SurveyContext, request: RejectRequest): Promise<RejectOutcome> {
  const { journal, now, world } = context;
  const surveyed = await findProposal(context, request.proposal);
  const whole = wholeOf(context, surveyed);
  const { proposal_id } = whole.named;
  const { scope, reason, actor } = request;
  const until = request.expiresDays === undefined ? null : standsUntil(now, request.expiresDays);
  const said = { scope, reason, until, actor, now, reasonCode: request.reasonCode ?? null };
  const fact = rejectionFact(whole, { ...said, url: request.sourceUrl ?? null });
  const answer = await journal.record([...(surveyed.ledger === null ? [openedFact(whole.named, now)] : []), fact]);
  const notice = rejectedNotice(context, proposal_id);
  const { deadEnds, lapsed } = rejectionsOf(context);
  const standing = deadEnds.findLast((end) => isOf(end, proposal_id, scope));
  const rejection = standing ?? lapsed.findLast((end) => isOf(end, proposal_id, scope));
  if (notice === null || rejection === undefined) throw new RangeError('a rejection that does not stand');
  await closeOnForge(context, surveyed, notice);
  const left = surveyed.request === null ? null : await world.forge.findPullRequest(surveyed.branchName);
  const result = answer === 'recorded' ? 'rejected' : 'known';
  const found = { proposal: whole.named, rejection, holds: standing !== undefined, request: surveyed.request };
  return { result, ...found, isClosed: left?.state !== 'open' };
}

function isOf(end: DeadEnd, id: string, scope: Scope): boolean {
  return end.kind === 'rejection' && end.proposal_id === id && end.scope === scope;
}

function wholeOf(
  { repository }: SurveyContext,
  { branchName, fate, named, document }: SurveyedProposal,
): WholeProposal {
  if (fate.kind === 'merged') {
    throw new AutotuneError(
      'PROPOSAL_MERGED',
      `${named?.proposal_id ?? branchName} was merged; nothing is left to reject`,
    );
  }
  if (named === null || document === null) {
    throw new AutotuneError('PROPOSAL_UNREADABLE', `what ${named?.proposal_id ?? branchName} changes is not known`);
  }
  return { named, document, suite: suiteOf(repository, named.intent) };
}

export type UnrejectRequest = Pick<RejectRequest, 'proposal' | 'reason' | 'actor' | 'sourceUrl'>;

export type UnrejectOutcome = {
  readonly proposal: string;
  /** What was taken back: every rejection of the proposal that stood, of any scope; empty where none did. */
  readonly taken: readonly DeadEnd[];
};

/**
 * Takes back every rejection of a proposal that stands. The proposal stays closed: the next run searches the change
 * again, and a pull request that is reopened counts again. Throws `ID_UNKNOWN`, `ID_AMBIGUOUS`.
 */
export async function unreject(context: SurveyContext, request: UnrejectRequest): Promise<UnrejectOutcome> {
  const { proposal, reason, actor, sourceUrl } = request;
  const { named, branchName } = await findProposal(context, proposal);
  if (named === null) throw new AutotuneError('PROPOSAL_UNREADABLE', `${branchName} does not say which proposal it is`);
  const { proposal_id } = named;
  const standing = rejectionsOf(context).deadEnds.filter((end) => end.proposal_id === proposal_id);
  const said = { reason, actor, now: context.now, url: sourceUrl ?? null };
  await context.journal.record(standing.map((end) => unrejectionFact(named, end, said)));
  return { proposal: proposal_id, taken: standing };
}
