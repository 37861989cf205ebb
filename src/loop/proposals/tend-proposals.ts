/**
 * Carries out what becomes of the proposals that are open. A step that would hide a proposal from the next run comes
 * last, so that a run which ends halfway leaves it to be found: what a person closed is recorded last, what autotune
 * closes is recorded first.
 */

import { standsUntil } from '../../core/ledger/grounds.ts';
import type { Fate, HoldCause } from '../../core/lifecycle/fate.ts';
import { type Notice, renderNotice } from '../../core/proposal/notice.ts';
import { excerpt } from '../../kit/problem.ts';
import type { Fact } from '../ledger/journal.ts';
import { endedFact, heldFact, openedFact, reopenedFact } from '../ledger/proposal-facts.ts';
import type { OpenProposals, SurveyedProposal } from '../ledger/proposal-state.ts';
import { softRejectionFact, unrejectionFact } from '../ledger/rejection-facts.ts';
import type { RunContext } from '../opening/target-run.ts';
import { rejectedNotice, suiteOf } from './rejections.ts';
import { answeringOf } from './reviewing.ts';
import { type SurveyContext, surveyProposals } from './survey-proposals.ts';
import { recordTakenBack } from './taken-back.ts';

type TendContext = SurveyContext & Pick<RunContext, 'configuration'>;

/** Brings ledger and forge to say the same of every proposal, and `open` to hold what is open after that. */
export async function tendProposals(
  context: TendContext & { readonly open: OpenProposals; readonly overtaken: Set<string> },
): Promise<void> {
  for (const surveyed of await surveyProposals(context)) {
    await carryOut(context, surveyed);
    const { kind } = surveyed.fate;
    if (kind === 'open' || kind === 'held') context.open.set(surveyed.branchName, surveyed);
    if (kind === 'merged') context.overtaken.add(surveyed.branchName);
  }
}

async function carryOut(context: TendContext, surveyed: SurveyedProposal): Promise<void> {
  const { fate } = surveyed;
  switch (fate.kind) {
    case 'over':
      return;
    case 'merged':
      await recordTakenBack(context, surveyed);
      if (fate.open === 'closes') await closeOnForge(context, surveyed, { kind: 'on_base', base: context.base.branch });
      return;
    case 'open':
      return recordOpen(context, surveyed, fate.record);
    case 'held':
      return hold(context, surveyed, fate);
    case 'closed_by_person':
      return acceptClosing(context, surveyed);
    case 'expired':
      return expire(context, surveyed, fate.cause);
    case 'unfinished':
      return closeOnForge(context, surveyed, noticeFor(context, surveyed));
  }
}

async function recordOpen(
  { journal, now }: TendContext,
  { named, ledger }: SurveyedProposal,
  record: Extract<Fate, { kind: 'open' }>['record'],
): Promise<void> {
  if (named === null || record === null) return;
  if (record === 'unknown') return void (await journal.record([openedFact(named, now)]));
  const { deadEnds, lapsed } = journal.state({ now, activeTuples: new Map() });
  const rejected = [...deadEnds, ...lapsed].findLast((end) => end.proposal_id === named.proposal_id);
  const taken = ledger?.rejected === 'soft_rejection' && rejected !== undefined;
  const said = { reason: 'its pull request was reopened', now, url: null };
  const facts = taken ? [unrejectionFact(named, rejected, said)] : [];
  await journal.record([...facts, reopenedFact(named, now)]);
}

async function hold(
  { world, journal, base, now }: TendContext,
  { named, request, fate }: SurveyedProposal,
  { cause, isNew }: Extract<Fate, { kind: 'held' }>,
): Promise<void> {
  if (fate.kind !== 'held' || !isNew || cause === 'command') return;
  const text = renderNotice({ kind: 'held', cause, base: base.branch }, answeringOf(world));
  if (request !== null) await world.forge.upsertComment(request, { kind: 'notice', text, at: now });
  if (named !== null) await journal.record([heldFact(named, now, holdReason(cause))]);
}

export function holdReason(cause: HoldCause): string {
  return HOLD_REASONS[cause];
}

const HOLD_REASONS: Readonly<Record<HoldCause, string>> = {
  foreign_commit: 'its branch has commits that are not autotune’s',
  other_base: 'its pull request was directed to another base',
  command: 'somebody asked for it by a command',
};

export type ClosedProposal = Pick<SurveyedProposal, 'named' | 'request' | 'branch' | 'document'>;

/** A person closed it and gave no reason: the same change stays away for a while. */
export async function acceptClosing(context: TendContext, closed: ClosedProposal): Promise<void> {
  const { world, journal, configuration, now } = context;
  const { request, named } = closed;
  const closer = request === null ? null : await world.forge.closerOf(request);
  const by = closer === null ? '' : ` by ${excerpt(closer.login, 100)} (id ${excerpt(closer.id, 40)})`;
  const what = closed.branch === null ? 'its branch was deleted' : 'its pull request was closed';
  const reason = `${what}${by} without a command`;
  const until = standsUntil(now, configuration.proposals.expires_days);
  if (request !== null) {
    const text = renderNotice(
      { kind: 'closed_by_person', until, proposalId: named?.proposal_id ?? null },
      answeringOf(world),
    );
    await world.forge.upsertComment(request, { kind: 'notice', text, at: now });
  }
  await takeAway(context, closed);
  if (named === null) return;
  const rejected = rejectedFact(context, closed, reason, until);
  await journal.record([rejected ?? endedFact('proposal_expired', named, now, reason)]);
}

async function expire(context: TendContext, surveyed: SurveyedProposal, cause: 'age' | 'base_changed'): Promise<void> {
  const { journal, configuration, now } = context;
  const { named, seen } = surveyed;
  const reason = cause === 'age' ? `nobody decided until ${seen.expiresAt}` : `the base changed: ${seen.conflict}`;
  const until = standsUntil(now, configuration.proposals.expires_days);
  // What is out of date cannot be proposed again anyway: another start makes it another change.
  const soft = cause === 'age' ? rejectedFact(context, surveyed, reason, until) : null;
  if (named !== null) {
    await journal.record([endedFact('proposal_expired', named, now, reason), ...(soft === null ? [] : [soft])]);
  }
  await closeOnForge(context, surveyed, { kind: 'closed', reason, successor: null });
}

function rejectedFact(
  { repository, now }: TendContext,
  { named, document, request }: ClosedProposal,
  reason: string,
  until: string,
): Fact | null {
  if (named === null || document === null) return null;
  const whole = { named, document, suite: suiteOf(repository, named.intent) };
  return softRejectionFact(whole, { reason, now, until, url: request?.url ?? null });
}

/** Tells why, takes the branch away and closes; after the ledger was told. */
export async function closeOnForge(
  context: Pick<TendContext, 'world' | 'now'>,
  surveyed: Pick<SurveyedProposal, 'request' | 'branch'>,
  notice: Notice,
): Promise<void> {
  const { request } = surveyed;
  if (request !== null) {
    const text = renderNotice(notice, answeringOf(context.world));
    await context.world.forge.upsertComment(request, { kind: 'notice', text, at: context.now });
  }
  await takeAway(context, surveyed);
}

/** The branch first: without it a pull request is closed on any forge, and closing it once more changes nothing. */
async function takeAway(
  { world, now }: Pick<TendContext, 'world' | 'now'>,
  { request, branch }: Pick<SurveyedProposal, 'request' | 'branch'>,
): Promise<void> {
  const isTaken = branch?.ours === true && (await world.forge.deleteBranch(branch.branch, branch.commit)) !== 'moved';
  // Somebody is at work on what is still there: the next run sees what came of it.
  if (branch?.ours === true && !isTaken) return;
  if (request !== null) await world.forge.closePullRequest(request, now);
}

/** What was said when it was closed in the ledger, word for word: a run that finishes it leaves the same notice. */
function noticeFor(context: TendContext, { named, ledger }: SurveyedProposal): Notice {
  const isRejected = ledger?.rejected === 'rejection' && named !== null;
  const rejected = isRejected ? rejectedNotice(context, named.proposal_id) : null;
  return rejected ?? { kind: 'closed', reason: ledger?.reason ?? 'its branch is gone', successor: null };
}
