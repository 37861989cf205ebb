/**
 * What each command does, once somebody who may gives it. The ledger is told first, and of one comment only once: a job
 * that is run again finds its own event there, finishes what is left to do on the forge, and answers the same.
 */
import { explainedText } from '../../core/commands/explained.ts';
import { helpText } from '../../core/commands/reply.ts';
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
} from '../../core/commands/results.ts';
import type { CommandName } from '../../core/commands/table.ts';
import { retryAsked, retryNote } from '../../core/ledger/retries.ts';
import { isHeldByCommand } from '../../core/lifecycle/fate.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import { explainId } from '../ledger/explain.ts';
import { commandedFact, openedFact } from '../ledger/proposal-facts.ts';
import { reject, unreject } from '../proposals/reject.ts';
import { listRejections, rejectionsOf } from '../proposals/rejections.ts';
import {
  assertState,
  type Commanded,
  deciding,
  type Effect,
  impossible,
  isRecorded,
  recordDecided,
  recordNote,
} from './commanded.ts';
import { promoteRelease, rollBackRelease } from './release.ts';

export const EFFECT_OF: Readonly<Record<CommandName, Effect>> = {
  async reject(commanded) {
    const { command, named, actor, url } = commanded;
    const isRepeated = isRecorded(commanded);
    const context = isRepeated ? commanded.context : deciding(commanded, 'rejection');
    const stands = rejectionsOf(context).deadEnds.some(({ proposal_id }) => proposal_id === named.proposal_id);
    // Another's word came after this one.
    if (isRepeated && !stands) return TAKEN_BACK_TEXT;
    const { result, rejection, holds, isClosed } = await reject(context, {
      ...{ proposal: named.proposal_id, scope: command.scope, reason: command.text, actor, sourceUrl: url },
      ...(command.code === null ? {} : { reasonCode: command.code }),
      ...(command.expiresDays === null ? {} : { expiresDays: command.expiresDays }),
    });
    const isKnown = result === 'known' && !isRepeated;
    if (isKnown) await recordDecided(commanded, 'rejection');
    return rejectedText({ isKnown, rejection, holds, isClosed, isCut: command.isCut });
  },

  async unreject(commanded) {
    const { command, named, actor, url } = commanded;
    const reason = command.text === '' ? 'taken back by a command' : command.text;
    const request = { proposal: named.proposal_id, reason, actor, sourceUrl: url };
    if (!isRecorded(commanded)) {
      const context = deciding(commanded, 'rejection');
      const { taken } = await unreject(context, request);
      if (taken.length === 0) {
        await recordDecided(commanded, 'rejection');
        // One that an older comment brought meanwhile is later than what was read, and goes, too.
        await unreject(context, request);
      }
    }
    const isTaking = ({ kind, source_url }: LedgerEvent) => kind === 'unrejection' && source_url === url;
    return unrejectedText(commanded.context.journal.events().filter(isTaking).length);
  },

  async rejections({ context, named }) {
    return rejectionsText(named.intent, listRejections(context, named.intent));
  },

  async explain({ context, command, named }) {
    const word = command.text === '' ? named.proposal_id : command.text;
    return explainedText(await explainId(context.world, word, named.intent));
  },

  async retry(commanded) {
    const { context, surveyed, named } = commanded;
    assertState(commanded, 'open');
    if (isHeldByCommand(surveyed.ledger)) throw impossible('it is held by a command, so no run would write to it');
    const metric = surveyed.document?.target.metric;
    if (metric === undefined) throw impossible('what it was proposed for is not known');
    const { journal } = context;
    const isAsked = retryAsked(journal.events(), { intent: named.intent, metric }) !== null;
    if (!isAsked && !isRecorded(commanded)) await recordNote(commanded, retryNote(metric));
    return retriedText(named.intent, metric);
  },

  async hold(commanded) {
    if (isRecorded(commanded)) return HELD_TEXT;
    assertState(commanded, 'open');
    const context = deciding(commanded, 'hold');
    const isHeld = isHeldByCommand(commanded.surveyed.ledger);
    await (isHeld ? recordDecided(commanded, 'hold') : recordState({ ...commanded, context }, 'proposal_held'));
    return isHeld ? HELD_ALREADY_TEXT : HELD_TEXT;
  },

  async resume(commanded) {
    if (isRecorded(commanded)) return RESUMED_TEXT;
    assertState(commanded, 'open');
    const context = deciding(commanded, 'hold');
    const isHeld = isHeldByCommand(commanded.surveyed.ledger);
    await (isHeld ? recordState({ ...commanded, context }, 'proposal_opened') : recordDecided(commanded, 'hold'));
    return isHeld ? RESUMED_TEXT : NOT_HELD_TEXT;
  },

  promote: promoteRelease,
  rollback: rollBackRelease,

  async help() {
    return helpText();
  },
};

async function recordState(commanded: Commanded, kind: 'proposal_held' | 'proposal_opened'): Promise<void> {
  const { context, surveyed, named, command, actor, url } = commanded;
  const reason = command.text === '' ? undefined : command.text;
  const first = surveyed.ledger === null ? [openedFact(named, context.now)] : [];
  await context.journal.record([...first, commandedFact(kind, named, { now: context.now, reason, actor, url })]);
}
