/**
 * Rejecting at the terminal. Who decides is git's user, in the role `local`: whoever may write to the repository may
 * write its ledger. On GitHub a command in a comment is held against owners and permissions instead.
 */

import type { Answer } from '../door/answer.ts';
import { rejectingText, rejectionsText } from '../door/rejections-text.ts';
import { openSurvey } from '../loop/proposals/open-survey.ts';
import { type RejectRequest, reject, unreject } from '../loop/proposals/reject.ts';
import { listRejections, standing } from '../loop/proposals/rejections.ts';
import type { RejectingReport } from '../schema/rejecting-report.ts';
import type { RejectionsReport } from '../schema/rejections-report.ts';
import { type Settings, wire, wirePerson } from '../wiring.ts';
import type { Options } from './arguments.ts';

type Here = Pick<Settings, 'repo' | 'screen' | 'environment'>;
type Given = Pick<Options, 'word' | 'rest' | 'scope' | 'expiresDays' | 'code'>;

export async function answerReject(here: Here, given: Given): Promise<Answer<RejectingReport>> {
  const { context, request } = await open(here, given);
  const { scope, expiresDays, code } = given;
  const days = expiresDays === undefined ? {} : { expiresDays };
  const done = await reject(context, {
    ...request,
    scope,
    ...days,
    ...(code === undefined ? {} : { reasonCode: code }),
  });
  const { result, proposal, rejection, holds, isClosed } = done;
  const { proposal_id } = proposal;
  return answer({ result, proposal_id, rejections: [standing(rejection)], holds, is_closed: isClosed });
}

export async function answerUnreject(here: Here, given: Given): Promise<Answer<RejectingReport>> {
  const { context, request } = await open(here, given);
  const { proposal, taken } = await unreject(context, request);
  const result = taken.length === 0 ? 'none' : 'taken_back';
  const rejections = taken.map(standing);
  return answer({ result, proposal_id: proposal, rejections, holds: false, is_closed: true });
}

export async function answerRejections(settings: Settings, intent?: string): Promise<Answer<RejectionsReport>> {
  const document = listRejections(await openSurvey(await wire(settings)), intent);
  return { document, isFine: true, text: (paint) => rejectionsText(document, paint) };
}

async function open(here: Here, { word = '', rest = '' }: Given) {
  const { id, login } = await wirePerson(here);
  const context = await openSurvey(await wire({ ...here, isDryRun: false, forge: 'local' }));
  const request: Omit<RejectRequest, 'scope'> = { proposal: word, reason: rest, actor: { id, login, role: 'local' } };
  return { context, request };
}

function answer(document: RejectingReport): Answer<RejectingReport> {
  return { document, isFine: true, text: (paint) => rejectingText(document, paint) };
}
