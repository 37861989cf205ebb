/**
 * What each command does, once somebody who may gives it. The ledger is told first, and of one comment only once: a job
 * that is run again finds its own event there, finishes what is left to do on the forge, and answers the same.
 */
import { explainedText } from '../core/commands/explained.ts';
import type { Command } from '../core/commands/parse.ts';
import { helpText } from '../core/commands/reply.ts';
import {
  HELD_ALREADY_TEXT,
  HELD_TEXT,
  NOT_HELD_TEXT,
  RESUMED_TEXT,
  rejectedText,
  rejectionsText,
  retriedText,
  TAKEN_BACK_TEXT,
  unrejectedText,
} from '../core/commands/results.ts';
import type { CommandName } from '../core/commands/table.ts';
import { isRetryAsked, retryNote } from '../core/ledger/retries.ts';
import { isHeldByCommand } from '../core/lifecycle/fate.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { ProposalRequest } from '../ports/conversation.ts';
import type { LedgerEntry } from '../schema/ledger-event.ts';
import { explainId } from './explain.ts';
import { commandedFact, openedFact } from './proposal-facts.ts';
import type { NamedProposal, SurveyedProposal } from './proposal-state.ts';
import { entryFor } from './record-run.ts';
import { reject, unreject } from './reject.ts';
import type { Actor } from './rejection-facts.ts';
import { listRejections, rejectionsOf } from './rejections.ts';
import type { SurveyContext } from './survey-proposals.ts';

export type Commanded = {
  readonly context: SurveyContext;
  readonly command: Command;
  readonly surveyed: SurveyedProposal;
  readonly named: NamedProposal;
  readonly request: ProposalRequest;
  readonly actor: Actor;
  /** Of the comment; what it had written to the ledger bears it. */
  readonly url: string;
};

/** The text of the reply. Throws a coded error, before anything is written, for what cannot be done. */
type Effect = (commanded: Commanded) => Promise<string>;

export const EFFECT_OF: Readonly<Record<CommandName, Effect>> = {
  async reject(commanded) {
    const { context, command, named, actor, url } = commanded;
    const isRepeated = isRecorded(commanded);
    const stands = rejectionsOf(context).deadEnds.some(({ proposal_id }) => proposal_id === named.proposal_id);
    // Another's word came after this one.
    if (isRepeated && !stands) return TAKEN_BACK_TEXT;
    const { result, rejection, holds, isClosed } = await reject(context, {
      ...{ proposal: named.proposal_id, scope: command.scope, reason: command.text, actor, sourceUrl: url },
      ...(command.code === null ? {} : { reasonCode: command.code }),
      ...(command.expiresDays === null ? {} : { expiresDays: command.expiresDays }),
    });
    const isKnown = result === 'known' && !isRepeated;
    return rejectedText({ isKnown, reason: rejection.reason, holds, isClosed, isCut: command.isCut });
  },

  async unreject(commanded) {
    const { context, command, named, actor, url } = commanded;
    const reason = command.text === '' ? 'taken back by a command' : command.text;
    const request = { proposal: named.proposal_id, reason, actor, sourceUrl: url };
    if (!isRecorded(commanded)) await unreject(context, request);
    return unrejectedText(context.journal.events().filter(({ source_url }) => source_url === url).length);
  },

  async rejections({ context, named }) {
    return rejectionsText(named.intent, listRejections(context, named.intent).rejections);
  },

  async explain({ context, command, named }) {
    const word = command.text === '' ? named.proposal_id : command.text;
    return explainedText(await explainId(context.world, word, named.intent));
  },

  async retry(commanded) {
    const { context, surveyed, named } = commanded;
    assertOpen(commanded);
    if (isHeldByCommand(surveyed.ledger)) throw impossible('it is held by a command, so no run would write to it');
    const metric = surveyed.document?.target.metric;
    if (metric === undefined) throw impossible('what it was proposed for is not known');
    const { journal } = context;
    const isAsked = isRetryAsked(journal.events(), { intent: named.intent, metric });
    if (!isAsked && !isRecorded(commanded)) await recordNote(commanded, retryNote(metric));
    return retriedText(named.intent, metric);
  },

  async hold(commanded) {
    if (isRecorded(commanded)) return HELD_TEXT;
    assertOpen(commanded);
    if (isHeldByCommand(commanded.surveyed.ledger)) return HELD_ALREADY_TEXT;
    await recordState(commanded, 'proposal_held');
    return HELD_TEXT;
  },

  async resume(commanded) {
    if (isRecorded(commanded)) return RESUMED_TEXT;
    assertOpen(commanded);
    if (!isHeldByCommand(commanded.surveyed.ledger)) return NOT_HELD_TEXT;
    await recordState(commanded, 'proposal_opened');
    return RESUMED_TEXT;
  },

  async help() {
    return helpText();
  },
};

/** Whether this very comment has had its event written. */
function isRecorded({ context, url }: Commanded): boolean {
  return context.journal.events().some(({ source_url }) => source_url === url);
}

function assertOpen({ request }: Commanded): void {
  if (request.state !== 'open') throw impossible('the pull request is not open');
}

function impossible(why: string): AutotuneError {
  return new AutotuneError('COMMAND_IMPOSSIBLE', why);
}

async function recordState(commanded: Commanded, kind: 'proposal_held' | 'proposal_opened'): Promise<void> {
  const { context, surveyed, named, command, actor, url } = commanded;
  const reason = command.text === '' ? undefined : command.text;
  const first = surveyed.ledger === null ? [openedFact(named, context.now)] : [];
  await context.journal.record([...first, commandedFact(kind, named, { now: context.now, reason, actor, url })]);
}

async function recordNote({ context, named, actor, url }: Commanded, body: Record<string, string>): Promise<void> {
  const entry: LedgerEntry = { ...entryFor(named, context.now), actor, source_url: url, kind: 'note', body };
  await context.journal.record([{ entry, isSame: ({ source_url }) => source_url === url }]);
}
